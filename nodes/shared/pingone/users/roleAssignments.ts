import type { IDataObject } from 'n8n-workflow';
import type { PingOneClient, RequestOptions } from '../client';
import { readAll } from '../collection';
import { isJsonObject } from '../json';
import { userPath, userSubject, type User } from './findUser';

/** Reads the administrator roles of a user, each with its scope. */
export async function roleAssignmentsOf(
	client: PingOneClient,
	environmentId: string,
	user: User,
	options: RequestOptions,
): Promise<IDataObject[]> {
	const { name } = userSubject(environmentId, user, 'the administrator roles of user');
	const collection = {
		path: `${userPath(environmentId, user.id)}/roleAssignments`,
		name: 'roleAssignments',
		subject: { name },
	};
	return await readAll(client, collection, options);
}

/**
 * Flattens a role assignment: the role, and the environment, population or organization that it
 * covers.
 */
export function simplifyRoleAssignment({ id, role, scope }: IDataObject): IDataObject {
	const { id: roleId } = isJsonObject(role) ? role : {};
	const { id: scopeId, type: scopeType } = isJsonObject(scope) ? scope : {};
	return {
		id: id ?? null,
		roleId: roleId ?? null,
		scopeType: scopeType ?? null,
		scopeId: scopeId ?? null,
	};
}
