import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { groupField, groupOf } from '../../shared/node/fields/group';
import { PingOneError } from '../../shared/pingone/errors/pingOneError';
import type { Group, GroupQuery } from '../../shared/pingone/groups/groups';
import {
	removeFromAllGroups,
	removeFromGroup as remove,
} from '../../shared/pingone/groups/memberships';
import { quote } from '../../shared/pingone/text';
import { defineUserOperation } from '../defineUserOperation';

/** Removes a user from one group, or from all groups with a direct membership. */
export const removeFromGroup = defineUserOperation({
	value: 'removeFromGroup',
	name: 'Remove From Group',
	action: 'Remove user from group',
	description:
		"Remove a user from one group or from all. Memberships that come from a group's rule are kept.",
	fields: [
		{
			displayName: 'Groups',
			name: 'groups',
			type: 'options',
			options: [
				{ name: 'One Group', value: 'one' },
				{
					name: 'All Direct Groups',
					value: 'allDirect',
					description:
						"All groups that the user was added to. Memberships that come from a group's rule are kept.",
				},
			],
			default: 'one',
		},
		{ ...groupField, displayOptions: { show: { groups: ['one'] } } },
	],
	failurePolicy: 'stopAtFirst',
	read: groupsOf,
	act: async (target, query) => {
		if (query === 'allDirect') {
			const { removed, kept } = await removeFromAllGroups(target);
			return {
				groupsRemoved: removed.map(groupOutput),
				groupsKept: kept.map(groupOutput),
				changed: removed.length > 0,
			};
		}
		const group = await target.groups.find(target.environment, query);
		const changed = await remove(target, group);
		return { groupId: group.id, groupName: group.name ?? null, changed };
	},
});

function groupsOf(context: IExecuteFunctions, itemIndex: number): GroupQuery | 'allDirect' {
	const which: unknown = context.getNodeParameter('groups', itemIndex, 'one');
	if (which === 'allDirect') return which;
	if (which === 'one') return groupOf(context, itemIndex);
	throw new PingOneError(
		`'Groups' is neither 'one' nor 'allDirect': ${quote(which)}`,
		'Pick one of the two. Nothing was sent for this item.',
	);
}

function groupOutput({ id, name }: Group): IDataObject {
	return { id, name: name ?? null };
}
