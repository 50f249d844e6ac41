import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { GroupQuery } from '../../pingone/groups/groups';
import { checkedId } from '../../pingone/ids';
import { isJsonObject } from '../../pingone/json';
import { requiredText } from '../../pingone/textParameter';

/** PingOne does not document a maximum length. */
const MAX_NAME_LENGTH = 1_000;

/** Field for a group. */
export const groupField: INodeProperties = {
	displayName: 'Group',
	name: 'groupId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a group...',
			typeOptions: { searchListMethod: 'searchGroups', searchable: true },
		},
		{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. VPN Users' },
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 3d9f2b61-7c48-4a05-b1e2-96f8d0c7a513',
		},
	],
};

/** Filter by group, without By Name, because a filter does not look up names. */
export const groupFilter: INodeProperties = {
	...groupField,
	required: false,
	description: 'Only users who are in this group',
	modes: groupField.modes?.filter(({ name }) => name !== 'name'),
};

/**
 * Returns the group of an item.
 *
 * @throws {PingOneError} naming 'Group' if the value cannot identify a group.
 */
export function groupOf(context: IExecuteFunctions, itemIndex: number): GroupQuery {
	const locator: unknown = context.getNodeParameter('groupId', itemIndex, '');
	const { mode, value } = isJsonObject(locator) ? locator : { mode: 'id', value: locator };
	if (mode !== 'name') return { by: 'id', value: checkedId('Group', value) };
	return { by: 'name', value: requiredText('Group', value, MAX_NAME_LENGTH) };
}
