import { accountOf, unlockAccount } from '../../shared/pingone/accounts';
import { defineUserAction } from '../userAction';

/** Ends the lock of an account. */
export const unlock = defineUserAction({
	value: 'unlock',
	name: 'Unlock',
	action: 'Unlock user',
	description: 'End the lock of an account; a disabled user stays disabled',
	failurePolicy: 'stopAtFirst',
	read: () => ({}),
	act: async (target) => {
		const { status } = await unlockAccount(target);
		return {
			accountStatus: status,
			changed: accountOf(target.user).status === 'LOCKED',
		};
	},
});
