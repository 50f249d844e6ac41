import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { populationField } from '../shared/node/fields/population';
import { checkedId } from '../shared/pingone/ids';
import { isJsonObject } from '../shared/pingone/json';
import type { NewUser } from '../shared/pingone/users/createUser';
import type { UserRecord } from '../shared/pingone/users/findUser';
import { simplifyUser } from '../shared/pingone/users/simplifyUser';
import { attributeFields, emailField, usernameField } from './attributeFields';
import { attributesIn, requiredName } from './attributeValues';
import { newPassword, passwordField } from './passwordFields';

/**
 * Returns the fields of a user who may be new.
 *
 * @param passwordNote start of the description of the password.
 */
export function newUserFields(passwordNote: string): INodeProperties[] {
	return [
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
					description: `${passwordNote} ${passwordField.description}`,
				},
			].sort((a, b) => a.displayName.localeCompare(b.displayName)),
		},
	];
}

/** Returns the user in the fields. @throws {PingOneError} naming the field that is not valid. */
export function newUserOf(context: IExecuteFunctions, itemIndex: number): NewUser {
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

/** Returns the state of a user for the output. */
export function stateOf(user: UserRecord): IDataObject {
	const { name, enabled, populationId } = simplifyUser(user);
	return { name, enabled, populationId };
}
