import { isLocked, passwordStatus, unlockPassword as unlock } from '../../shared/pingone/passwords';
import { defineUserAction } from '../userAction';

/** Unlocks a password. */
export const unlockPassword = defineUserAction({
	value: 'unlockPassword',
	name: 'Unlock Password',
	action: 'Unlock password of user',
	description:
		'Let a user try again after too many wrong passwords. It changes no password, and unlocks no locked or disabled account.',
	failurePolicy: 'stopAtFirst',
	read: () => ({}),
	act: async (target) => {
		const before = await passwordStatus(target);
		const after = await unlock(target);
		return { passwordStatus: after, changed: isLocked(before) };
	},
});
