import { setApplicationEnabled } from '../../shared/pingone/applications/applications';
import { defineApplicationOperation } from '../defineApplicationOperation';

/** `PUT /environments/{environmentId}/applications/{applicationId}` */
export const enable = defineApplicationOperation({
	value: 'enable',
	name: 'Enable',
	action: 'Enable application',
	description: 'Let an application get access tokens again',
	failurePolicy: 'stopAtFirst',
	read: () => ({}),
	act: async (target) => ({ changed: await setApplicationEnabled(target, true), enabled: true }),
});
