import { deleteUser } from '../../shared/pingone/userChanges';
import { defineUserAction } from '../userAction';

/** `DELETE /environments/{environmentId}/users/{userId}` */
export const deleteOne = defineUserAction({
	value: 'delete',
	name: 'Delete',
	action: 'Delete user',
	description:
		'Delete a user for good. To keep a user out, use Disable: it can be undone, and ends the sessions.',
	failurePolicy: 'stopAtFirst',
	read: () => ({}),
	act: async (target) => ({ deleted: true, changed: await deleteUser(target) }),
});
