import {
	isLocked,
	passwordStatus,
	unlockPassword as unlock,
} from '../../shared/pingone/users/passwords';
import { defineUserOperation } from '../defineUserOperation';

/** Unlocks a password. */
export const unlockPassword = defineUserOperation({
	value: 'unlockPassword',
	name: 'Unlock Password',
	action: 'Unlock password of user',
	description:
		'Unlock a password that was locked after too many failed attempts. The password stays the same, and a locked or disabled account stays so.',
	failurePolicy: 'stopAtFirst',
	read: () => ({}),
	act: async (target) => {
		const before = await passwordStatus(target);
		const after = await unlock(target);
		return { passwordStatus: after, changed: isLocked(before) };
	},
});
