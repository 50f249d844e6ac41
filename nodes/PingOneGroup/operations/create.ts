import type { IDataObject } from 'n8n-workflow';
import { defineOperation } from '../../shared/node/defineOperation';
import { environmentField } from '../../shared/node/fields/environment';
import { optionsField } from '../../shared/node/fields/requestOptions';
import { createGroup } from '../../shared/pingone/groups/changeGroups';
import { textOf } from '../../shared/pingone/json';
import { additionalFields, groupIn, nameField } from '../groupFields';

/** `POST /environments/{environmentId}/groups` */
export const create = defineOperation<IDataObject>({
	value: 'create',
	name: 'Create',
	action: 'Create group',
	description: 'Add a group to an environment',
	fields: [
		environmentField,
		{ ...nameField, required: true },
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: additionalFields,
		},
		optionsField(),
	],
	failurePolicy: 'stopAtFirst',
	prepare: () => (context, itemIndex) => {
		const group = groupIn({
			...context.getNodeParameter('additionalFields', itemIndex, {}),
			name: context.getNodeParameter('name', itemIndex, ''),
		});
		return {
			// Two equal items are two groups; PingOne refuses the second.
			key: [itemIndex],
			run: async (environment) => {
				const { id, name } = await createGroup(environment, group);
				return {
					success: true,
					changed: true,
					groupName: textOf(name),
					environmentId: environment.id,
					groupId: id,
				};
			},
			output: (outcome) => outcome,
		};
	},
});
