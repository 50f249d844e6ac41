import { setApplicationEnabled } from '../../shared/pingone/applications/applications';
import { defineApplicationOperation } from '../defineApplicationOperation';

/** `PUT /environments/{environmentId}/applications/{applicationId}` */
export const disable = defineApplicationOperation({
	value: 'disable',
	name: 'Disable',
	action: 'Disable application',
	description:
		'Keep an application from getting access tokens. Tokens that it already has may stay valid for an hour.',
	failurePolicy: 'finishAll',
	read: () => ({}),
	act: async (target) => ({
		changed: await setApplicationEnabled(target, false),
		enabled: false,
	}),
});
