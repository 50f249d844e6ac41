import type { IDataObject } from 'n8n-workflow';
import { readAll } from '../collection';
import type { Repetition } from '../client';
import { checkedId } from '../ids';
import { objectIn, textOf } from '../json';
import { removeAllOf, type RemovableList } from '../removeEach';
import { isSameText } from '../sameValue';
import { sanitize } from '../text';
import type { RoleDirectory } from './roleDirectory';
import type { RoleHolder } from './roleHolder';

/** An administrator role, and what it applies to. */
export interface RoleAssignment {
	/** UUID. */
	id: string;
	roleId: string | null;
	/** Null if the credential may not read the role. */
	roleName: string | null;
	/** `ORGANIZATION`, `ENVIRONMENT`, `POPULATION` or `APPLICATION`. */
	scopeType: string | null;
	scopeId: string | null;
	/** Reason why it cannot be removed from its holder; null if it can. */
	cannotBeRemoved: string | null;
}

/** The administrator roles that were removed, and those that were not. */
export interface RemovedRoles {
	removed: RoleAssignment[];
	kept: Array<RoleAssignment & { reason: string }>;
}

const READ_ONLY =
	'Read-only for this credential: it needs this role itself, or a role that can assign it, and cannot remove its own roles';

const REPEATABLE: Repetition = {
	isRepeatable: true,
	ifUnknown:
		'It is not known whether PingOne removed the role. Run the workflow again for this item: removing a role twice does no harm.',
};

/**
 * Reads the administrator roles of a user or an application ("Read All Role Assignments").
 *
 * @throws {PingOneError} if they cannot be read; not if only their names cannot be read.
 */
export async function roleAssignmentsOf(
	holder: RoleHolder,
	directory: RoleDirectory,
): Promise<RoleAssignment[]> {
	const { environment, path, label } = holder;
	const name = `the administrator roles of ${label} in environment ${environment.id}`;
	const listed = await readAll(environment, {
		path: `${path}/roleAssignments`,
		name: 'roleAssignments',
		subject: { name },
	});
	if (listed.length === 0) return [];
	const names = await directory.namesIn(environment);
	return listed.map((assignment) => assignmentOf(assignment, names));
}

function assignmentOf(listed: IDataObject, names: Map<string, string>): RoleAssignment {
	const roleId = textOf(objectIn(listed, 'role').id);
	const scope = objectIn(listed, 'scope');
	const groupId = textOf(objectIn(listed, 'group').id);
	const readOnly = listed.readOnly === true ? READ_ONLY : null;
	return {
		id: String(listed.id ?? ''),
		roleId,
		roleName: names.get(String(roleId)) ?? null,
		scopeType: textOf(scope.type),
		scopeId: textOf(scope.id),
		cannotBeRemoved:
			groupId === null ? readOnly : `Given by group ${groupId}: remove the membership of the group`,
	};
}

/** Returns a role for the output. */
export function roleOutput({ roleName, scopeType, scopeId, id, roleId }: RoleAssignment) {
	return { name: roleName, scopeType, scopeId, roleId, id };
}

/**
 * Splits role assignments into those to remove and those to keep, with the reason.
 *
 * @param roleNames only roles with these names; all if left out.
 */
export function chooseRoles(assignments: RoleAssignment[], roleNames?: string[]) {
	const chosen = assignments.filter(
		({ roleName }) => roleNames?.some((name) => isSameText(name, roleName)) ?? true,
	);
	return {
		removable: chosen.filter(({ cannotBeRemoved }) => cannotBeRemoved === null),
		kept: assignments.flatMap((assignment) => {
			const { cannotBeRemoved } = assignment;
			const reason = chosen.includes(assignment) ? cannotBeRemoved : 'Not selected';
			return reason === null ? [] : [{ ...assignment, reason }];
		}),
	};
}

/**
 * Removes administrator roles from a user or an application ("Delete Role Assignment").
 *
 * @param roleNames only roles with these names; all if left out.
 * @throws {PingOneError} after all have been tried, if some could not be removed; or, before
 * anything is removed, if no role has one of the names.
 */
export async function removeRoles(
	holder: RoleHolder,
	directory: RoleDirectory,
	roleNames?: string[],
): Promise<RemovedRoles> {
	const { environment, label } = holder;
	if (roleNames) await directory.check(environment, roleNames);
	const assignments = await roleAssignmentsOf(holder, directory);
	const { removable, kept } = chooseRoles(assignments, roleNames);
	const list: RemovableList<RoleAssignment> = {
		environment,
		list: async (after) => await roleAssignmentsOf({ ...holder, environment: after }, directory),
		send: async ({ id }) => {
			const path = `${holder.path}/roleAssignments/${checkedId("PingOne's role assignment ID", id)}`;
			return await environment.send('DELETE', path, REPEATABLE);
		},
		subjectOf: (role) => ({
			name: `${label} and administrator role ${roleLabel(role)} in environment ${environment.id}`,
		}),
	};
	const removed = await removeAllOf(list, removable, {
		failed: `Could not remove from ${label}`,
		entries: 'administrator roles',
		removed: 'Removed',
		nameOf: roleLabel,
	});
	return { removed, kept };
}

/** Returns a role for a sentence: its name, and the kind of its scope. */
export function roleLabel({ id, roleName, scopeType }: RoleAssignment): string {
	return `${sanitize(roleName ?? id)} (${sanitize(scopeType ?? 'unknown scope')})`;
}
