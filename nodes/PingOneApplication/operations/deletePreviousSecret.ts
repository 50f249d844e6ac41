import { deletePreviousSecret as deletePrevious } from '../../shared/pingone/applications/secrets';
import { defineApplicationOperation } from '../defineApplicationOperation';

/** `DELETE /environments/{environmentId}/applications/{applicationId}/secret` */
export const deletePreviousSecret = defineApplicationOperation({
	value: 'deletePreviousSecret',
	name: 'Delete Previous Secret',
	action: 'Delete previous client secret of application',
	description: 'End the previous client secret of an application now',
	failurePolicy: 'finishAll',
	read: () => ({}),
	act: async (target) => ({ changed: await deletePrevious(target) }),
});
