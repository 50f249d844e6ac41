import { groupField, groupOf } from '../../shared/node/fields/group';
import { addToGroup as add } from '../../shared/pingone/groups/memberships';
import { defineUserOperation } from '../defineUserOperation';

/** `POST /environments/{environmentId}/users/{userId}/memberOfGroups` */
export const addToGroup = defineUserOperation({
	value: 'addToGroup',
	name: 'Add to Group',
	action: 'Add user to group',
	description: 'Make a user a member of a group',
	fields: [groupField],
	failurePolicy: 'stopAtFirst',
	read: groupOf,
	act: async (target, query) => {
		const group = await target.groups.find(target.environment, query);
		const changed = await add(target, group);
		return { groupId: group.id, groupName: group.name ?? null, changed };
	},
});
