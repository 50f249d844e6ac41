import type { IDataObject } from 'n8n-workflow';
import { SingleFlight } from '../../http/singleFlight';
import type { Subject } from '../errors/responseErrors';
import type { Environment } from '../environment';
import { readMatches, readFilledPage, type Page } from '../collection';
import { findInEitherForm } from '../users/composedName';
import { NoMatchError, PingOneError } from '../errors/pingOneError';
import { checkedId } from '../ids';
import { IDENTITY_DATA_ADMIN } from '../auth/roles';
import { scimString } from '../scim';
import { quote } from '../text';

/** A group; the name is left out if it is not known. */
export interface Group {
	/** UUID. */
	id: string;
	name?: string;
}

/** A lookup by ID, or by a name that must match in full. */
export interface GroupQuery {
	by: 'id' | 'name';
	value: string;
}

const PAGE_SIZE = 50;

/** Looks up groups by name, each once per execution. */
export class GroupDirectory {
	private readonly lookups = new SingleFlight<Group>();

	/** Returns the group. @throws {PingOneError} if no group has the name, or more than one. */
	async find(environment: Environment, { by, value }: GroupQuery): Promise<Group> {
		if (by === 'id') return { id: value };
		const key = JSON.stringify([environment.id, value, environment.options]);
		return await this.lookups.run(
			key,
			async () =>
				await findInEitherForm(value, async (name) => await findByName(environment, name)),
		);
	}
}

async function findByName(environment: Environment, name: string): Promise<Group> {
	const path = groupsPath(`name eq ${scimString(name)}`);
	// PingOne has already filtered. If it ever ignored the filter, no other group must be affected.
	const isMatch = (group: IDataObject) => String(group.name).toLowerCase() === name.toLowerCase();
	const { matching, isComplete } = await readMatches(
		environment,
		groupsIn(environment, path),
		isMatch,
	);
	if (matching.length === 1 && isComplete) return groupOf(matching[0]);
	const where = `in environment ${environment.id}`;
	throw matching.length === 0 && isComplete
		? new NoMatchError(
				`No group ${where} has the name ${quote(name)}`,
				"Check 'Group': the spelling, and that the group is in this environment. Nothing was changed for this item.",
			)
		: new PingOneError(
				`More than one group ${where} has the name ${quote(name)}`,
				"Set 'Group' to By ID. Nothing was changed for this item.",
			);
}

/** Returns a group from a response. @throws {PingOneError} if its ID is not a UUID. */
export function groupOf({ id, name }: IDataObject): Group {
	return {
		id: checkedId("PingOne's group ID", id),
		name: typeof name === 'string' ? name : undefined,
	};
}

/**
 * Reads one page of the groups whose name starts with the typed text.
 *
 * @param nextPath the path of the page, from the page before.
 */
export async function groupPage(
	environment: Environment,
	typed: string,
	nextPath?: string,
): Promise<Page> {
	const filter = typed === '' ? undefined : `name sw ${scimString(typed)}`;
	const path = nextPath ?? groupsPath(filter);
	return await readFilledPage(environment, groupsIn(environment, path));
}

function groupsPath(filter?: string): string {
	const path = `/groups?limit=${PAGE_SIZE}`;
	return filter === undefined ? path : `${path}&filter=${encodeURIComponent(filter)}`;
}

/** Returns the collection of groups at a path. */
export function groupsIn(environment: Environment, path: string) {
	const subject: Subject = {
		name: `the groups of environment ${environment.id}`,
		role: IDENTITY_DATA_ADMIN,
	};
	return { path, name: 'groups', subject };
}
