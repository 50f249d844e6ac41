import { forcePasswordChange as force, passwordStatus } from '../../shared/pingone/users/passwords';
import { defineUserOperation } from '../defineUserOperation';

/** Makes a user change the password at the next sign-on. */
export const forcePasswordChange = defineUserOperation({
	value: 'forcePasswordChange',
	name: 'Force Password Change',
	action: 'Force password change of user',
	description:
		'Make a user choose a new password at the next sign-on. The old password still works for that sign-on, and a locked password is unlocked. For a leaked password, use Set Password.',
	endsSessions: { byDefault: false, done: 'must change the password' },
	failurePolicy: 'stopAtFirst',
	read: () => ({}),
	act: async (target) => {
		const before = await passwordStatus(target);
		const after = await force(target);
		return { passwordStatus: after, changed: before !== 'MUST_CHANGE_PASSWORD' };
	},
});
