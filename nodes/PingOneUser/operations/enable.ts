import { setEnabled } from '../../shared/pingone/users/enableAndLock';
import { defineUserOperation } from '../defineUserOperation';

/** `PUT /environments/{environmentId}/users/{userId}/enabled` */
export const enable = defineUserOperation({
	value: 'enable',
	name: 'Enable',
	action: 'Enable user',
	description: 'Let a disabled user sign on again',
	failurePolicy: 'stopAtFirst',
	read: () => ({}),
	act: async (target) => {
		await setEnabled(target, true);
		return { enabled: true, changed: target.user.enabled !== true };
	},
});
