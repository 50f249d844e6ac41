import { simplifyUser } from '../../shared/pingone/users/simplifyUser';
import { isChanged } from '../../shared/pingone/sameValue';
import { updateUser } from '../../shared/pingone/users/changeUser';
import { updateFields } from '../attributeFields';
import { changesIn, withUnchangedParts } from '../attributeValues';
import { defineUserOperation } from '../defineUserOperation';

/**
 * `PATCH /environments/{environmentId}/users/{userId}`; for the population
 * `PUT /environments/{environmentId}/users/{userId}/population`.
 */
export const update = defineUserOperation({
	value: 'update',
	name: 'Update',
	action: 'Update user',
	description: 'Change attributes of a user; fields that are not added stay as they are',
	fields: [
		{
			displayName: 'Update Fields',
			name: 'updateFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			description: 'An empty field clears the value',
			options: updateFields,
		},
	],
	failurePolicy: 'stopAtFirst',
	read: (context, itemIndex) => changesIn(context.getNodeParameter('updateFields', itemIndex, {})),
	assignedNames: ({ username, email }) => ({ username, email }),
	act: async (target, changes) => {
		const user = await updateUser(target, withUnchangedParts(target.user, changes));
		const { username, email, name, enabled, populationId } = simplifyUser(user);
		const changed = isChanged(target.user, user, Object.keys(changes));
		return { username, email, name, enabled, populationId, changed };
	},
});
