import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { defineOperation } from '../../shared/node/defineOperation';
import { environmentField } from '../../shared/node/fields/environment';
import { populationField } from '../../shared/node/fields/population';
import { optionsField } from '../../shared/node/fields/requestOptions';
import { userOutput } from '../../shared/node/fields/user';
import { userNamesIn } from '../../shared/node/userNames';
import { checkedId } from '../../shared/pingone/ids';
import { isJsonObject } from '../../shared/pingone/json';
import { createUser, type NewUser } from '../../shared/pingone/users/createUser';
import { simplifyUser } from '../../shared/pingone/users/simplifyUser';
import type { UserRecord } from '../../shared/pingone/users/findUser';
import { attributeFields, emailField, usernameField } from '../attributeFields';
import { attributesIn, requiredName } from '../attributeValues';
import { newPassword, passwordField } from '../passwordFields';

/** `POST /environments/{environmentId}/users` */
export const create = defineOperation<UserRecord>({
	value: 'create',
	name: 'Create',
	action: 'Create user',
	description: 'Add a user to an environment',
	fields: [
		environmentField,
		{ ...usernameField, required: true },
		{ ...emailField, required: true },
		{ ...populationField, required: true },
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: [
				...attributeFields,
				{
					...passwordField,
					required: false,
					description: `The user must change it at the first sign-on. ${passwordField.description}`,
				},
			].sort((a, b) => a.displayName.localeCompare(b.displayName)),
		},
		optionsField(),
	],
	failurePolicy: 'stopAtFirst',
	prepare: () => (context, itemIndex) => {
		const newUser = newUserOf(context, itemIndex);
		return {
			// Two equal items are two users; PingOne refuses the second.
			key: [itemIndex],
			userNames: { assigned: userNamesIn(newUser.attributes) },
			run: async (environment) => await createUser(environment, newUser),
			output: (user, environmentId) => ({
				success: true,
				...userOutput(environmentId, user),
				changed: true,
				...stateOf(user),
			}),
		};
	},
});

function newUserOf(context: IExecuteFunctions, itemIndex: number): NewUser {
	const username = requiredName('username', context.getNodeParameter('username', itemIndex, ''));
	const email = requiredName('email', context.getNodeParameter('email', itemIndex, ''));
	const populationId: unknown = context.getNodeParameter('populationId', itemIndex, '', {
		extractValue: true,
	});
	const fields = context.getNodeParameter('additionalFields', itemIndex, {});
	return {
		username,
		attributes: {
			...withoutNulls(attributesIn(fields)),
			username,
			email,
			population: { id: checkedId('Population', populationId) },
		},
		...('password' in fields && {
			password: { value: newPassword(fields.password), forceChange: true },
		}),
	};
}

/** Removes empty fields: a new user has nothing to clear. */
function withoutNulls(attributes: IDataObject): IDataObject {
	const given = Object.entries(attributes).flatMap(([name, value]) => {
		const kept = isJsonObject(value) ? withoutNulls(value) : value;
		const isEmpty = kept === null || (isJsonObject(kept) && Object.keys(kept).length === 0);
		return isEmpty ? [] : [[name, kept]];
	});
	return Object.fromEntries(given);
}

function stateOf(user: UserRecord): IDataObject {
	const { name, enabled, populationId } = simplifyUser(user);
	return { name, enabled, populationId };
}
