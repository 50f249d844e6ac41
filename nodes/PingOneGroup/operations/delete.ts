import { booleanIn } from '../../shared/node/fields/boolean';
import { deleteGroup } from '../../shared/pingone/groups/changeGroups';
import { defineGroupOperation } from '../defineGroupOperation';

/** `DELETE /environments/{environmentId}/groups/{groupId}` */
export const deleteOne = defineGroupOperation({
	value: 'delete',
	name: 'Delete',
	action: 'Delete group permanently (needs approval)',
	description: 'Permanently delete a group; its members stay, but lose what the group gave them',
	fields: [
		{
			displayName: 'Only If Empty',
			name: 'onlyIfEmpty',
			type: 'boolean',
			default: true,
			description: 'Whether to fail if the group has members, instead of deleting it',
		},
	],
	read: (context, itemIndex) =>
		booleanIn('Only If Empty', context.getNodeParameter('onlyIfEmpty', itemIndex, true)),
	act: async (environment, group, onlyIfEmpty) => ({
		changed: await deleteGroup(environment, group, onlyIfEmpty),
		state: { deleted: true },
		group,
	}),
});
