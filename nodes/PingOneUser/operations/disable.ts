import { setEnabled } from '../../shared/pingone/users/enableAndLock';
import { defineUserOperation } from '../defineUserOperation';

/** `PUT /environments/{environmentId}/users/{userId}/enabled` */
export const disable = defineUserOperation({
	value: 'disable',
	name: 'Disable',
	action: 'Disable user and end all sessions',
	description: 'Prevent a user from signing on until the user is enabled again',
	endsSessions: { byDefault: true, done: 'was disabled' },
	failurePolicy: 'finishAll',
	read: () => ({}),
	act: async (target) => {
		await setEnabled(target, false);
		return { enabled: false, changed: target.user.enabled !== false };
	},
});
