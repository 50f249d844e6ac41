import type { IDataObject } from 'n8n-workflow';
import type { Environment } from '../environment';
import { readAll } from '../collection';
import { isJsonObject } from '../json';
import { userPath, userSubject, type User } from './findUser';

/** Reads the administrator roles of a user, each with its scope. */
export async function roleAssignmentsOf(
	environment: Environment,
	user: User,
): Promise<IDataObject[]> {
	const { name } = userSubject(environment, user, 'the administrator roles of user');
	const collection = {
		path: `${userPath(user.id)}/roleAssignments`,
		name: 'roleAssignments',
		subject: { name },
	};
	return await readAll(environment, collection);
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
