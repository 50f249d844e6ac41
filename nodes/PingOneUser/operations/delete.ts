import { deleteUser } from '../../shared/pingone/userChanges';
import { defineUserAction } from '../userAction';

/** `DELETE /environments/{environmentId}/users/{userId}` */
export const deleteOne = defineUserAction({
	value: 'delete',
	name: 'Delete',
	action: 'Delete user',
	description:
		'Permanently delete a user. To block access instead, use Disable, which can be undone and ends the sessions.',
	failurePolicy: 'stopAtFirst',
	read: () => ({}),
	act: async (target) => ({ deleted: true, changed: await deleteUser(target) }),
});
