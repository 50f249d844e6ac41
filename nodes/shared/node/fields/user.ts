import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { isJsonObject } from '../../pingone/json';
import { userQuery, type User, type UserQuery } from '../../pingone/users/findUser';

/** Field for a user. */
export const userField: INodeProperties = {
	displayName: 'User',
	name: 'userId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The user in this environment',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a user...',
			typeOptions: { searchListMethod: 'searchUsers', searchable: true },
		},
		{
			displayName: 'By Email',
			name: 'email',
			type: 'string',
			placeholder: 'e.g. jane.doe@acme.example',
			hint: 'The full email address. If several users have it, the item fails and lists them.',
		},
		{
			displayName: 'By Username',
			name: 'username',
			type: 'string',
			placeholder: 'e.g. jane.doe',
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 8a3f1c7e-0b52-4d69-9e1f-5c2d7b6a4f30',
		},
	],
};

/**
 * Returns the user of an item.
 *
 * @throws {PingOneError} naming 'User' if the value cannot identify a user.
 */
export function userOf(context: IExecuteFunctions, itemIndex: number): UserQuery {
	const locator: unknown = context.getNodeParameter('userId', itemIndex, '');
	return isJsonObject(locator) ? userQuery(locator.mode, locator.value) : userQuery('id', locator);
}

/** Returns the output fields for the user of an operation. */
export function userOutput(environmentId: string, { id, username, email }: User) {
	return { environmentId, userId: id, username: username ?? null, email: email ?? null };
}
