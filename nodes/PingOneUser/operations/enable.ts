import { setEnabled } from '../../shared/pingone/accounts';
import { defineUserAction } from '../userAction';

/** `PUT /environments/{environmentId}/users/{userId}/enabled` */
export const enable = defineUserAction({
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
