import { deleteUser } from '../../shared/pingone/users/changeUser';
import { defineUserOperation } from '../defineUserOperation';

/** `DELETE /environments/{environmentId}/users/{userId}` */
export const deleteOne = defineUserOperation({
	value: 'delete',
	name: 'Delete',
	action: 'Delete user permanently (needs approval)',
	description:
		'Permanently delete a user. To block access instead, use Disable, which can be undone and ends the sessions.',
	failurePolicy: 'stopAtFirst',
	read: () => ({}),
	act: async (target) => ({ deleted: true, changed: await deleteUser(target) }),
});
