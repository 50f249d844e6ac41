import { accountOf, unlockAccount } from '../../shared/pingone/users/enableAndLock';
import { defineUserOperation } from '../defineUserOperation';

/** Ends the lock of an account. */
export const unlock = defineUserOperation({
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
