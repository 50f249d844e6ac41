import { updateGroup } from '../../shared/pingone/groups/changeGroups';
import { defineGroupOperation } from '../defineGroupOperation';
import { changesIn, updateFields } from '../groupFields';

/** `PUT /environments/{environmentId}/groups/{groupId}` */
export const update = defineGroupOperation({
	value: 'update',
	name: 'Update',
	action: 'Update group',
	description: 'Change the name or other fields of a group; fields that are not added stay',
	fields: [
		{
			displayName: 'Update Fields',
			name: 'updateFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: updateFields,
		},
	],
	read: (context, itemIndex) => changesIn(context.getNodeParameter('updateFields', itemIndex, {})),
	act: updateGroup,
});
