/** Creates, changes and deletes groups. */
import type { IDataObject } from 'n8n-workflow';
import { IDENTITY_DATA_ADMIN } from '../auth/roles';
import { readPages } from '../collection';
import { confirmChange, isGone, isNoContent } from '../confirmChange';
import type { Environment } from '../environment';
import { PingOneError } from '../errors/pingOneError';
import { isNotFound, type Subject } from '../errors/responseErrors';
import { isId } from '../ids';
import { isJsonObject, objectIn, textOf } from '../json';
import { replaceObject } from '../replaceObject';
import { isChanged, isSameText } from '../sameValue';
import { scimString } from '../scim';
import { quote, sanitize } from '../text';
import { groupsIn } from './groups';

const MAX_PAGE_SIZE = 200;

/** A group as PingOne shows it, with its ID. */
export interface GroupRecord extends IDataObject {
	/** UUID. */
	id: string;
}

/** Filters for groups. A group must match all of them. */
export interface GroupFilters {
	nameStartsWith?: string;
	/** UUID. */
	populationId?: string;
	externalId?: string;
}

/** Reads a group with the number of its members. Lists do not have these numbers. */
export async function readGroup(environment: Environment, id: string): Promise<GroupRecord> {
	const path = `${groupPath(id)}?include=totalMemberCounts`;
	return { ...(await environment.get(path, subjectOf(environment, { id }))), id };
}

/** Reads groups page by page; a page is requested when the caller takes it. */
export async function* listGroups(
	environment: Environment,
	{ nameStartsWith, populationId, externalId }: GroupFilters,
	limit: number,
): AsyncGenerator<IDataObject[]> {
	const filter = [
		...(nameStartsWith === undefined ? [] : [`name sw ${scimString(nameStartsWith)}`]),
		...(populationId === undefined ? [] : [`population.id eq ${scimString(populationId)}`]),
		...(externalId === undefined ? [] : [`externalId eq ${scimString(externalId)}`]),
	].join(' and ');
	const query = filter === '' ? '' : `&filter=${encodeURIComponent(filter)}`;
	let left = limit;
	const path = `/groups?limit=${Math.min(left, MAX_PAGE_SIZE)}${query}`;
	for await (const page of readPages(environment, groupsIn(environment, path))) {
		yield page.slice(0, left);
		left -= page.length;
		if (left <= 0) return;
	}
}

/**
 * Creates a group. Not repeated if it may have been carried out.
 *
 * @param group with PingOne's names, including `name`.
 */
export async function createGroup(
	environment: Environment,
	group: IDataObject,
): Promise<GroupRecord> {
	const response = await environment.send('POST', '/groups', {
		body: group,
		ifUnknown: `It is not known whether PingOne created the group: look for ${quote(group.name)} with Get Many before you run the workflow again for this item.`,
	});
	const name = `the new group ${quote(group.name)} in environment ${environment.id}`;
	return await confirmChange(
		{ environment, response, subject: { name, role: IDENTITY_DATA_ADMIN } },
		{
			inResponse: ({ body }) =>
				isJsonObject(body) && isId(body.id) && isSameText(body.name, group.name)
					? { ...body, id: body.id }
					: undefined,
		},
	);
}

/**
 * Changes fields of a group; undefined clears one. All others stay, the rule of a dynamic group
 * included.
 *
 * @returns the group afterwards, and whether it was changed.
 * @throws {PingOneError} also if another directory manages the group.
 */
export async function updateGroup(
	environment: Environment,
	group: GroupRecord,
	changes: IDataObject,
): Promise<{ group: IDataObject; changed: boolean }> {
	refuseExternal(group);
	const names = Object.keys(changes);
	if (!isChanged(group, changes, names)) return { group, changed: false };
	const subject = subjectOf(environment, group);
	const replacement = { path: groupPath(group.id), subject, current: group, changes };
	const updated = await replaceObject(environment, replacement);
	return { group: updated, changed: true };
}

/**
 * Deletes a group. It is not documented whether PingOne refuses this if the group has members.
 *
 * @param onlyIfEmpty true if a group with members stays.
 * @returns false if the group did not exist any more.
 */
export async function deleteGroup(
	environment: Environment,
	group: GroupRecord,
	onlyIfEmpty: boolean,
): Promise<boolean> {
	refuseExternal(group);
	if (onlyIfEmpty) requireEmpty(group);
	const response = await environment.send('DELETE', groupPath(group.id), {
		isRepeatable: true,
		ifUnknown:
			'It is not known whether PingOne deleted the group. Run the workflow again for this item: if the group was deleted, the item fails because the group is not found.',
	});
	if (isNotFound(response)) return response.hadUnknownOutcome === true;
	const subject = subjectOf(environment, group);
	return await confirmChange(
		{ environment, response, subject },
		{
			inResponse: isNoContent,
			read: async (after) => await isGone(after.get(groupPath(group.id), subject)),
		},
	);
}

/** Flattens a group: one value per field, null if PingOne does not return it. */
export function simplifyGroup(group: IDataObject): IDataObject {
	return {
		id: textOf(group.id),
		name: textOf(group.name),
		description: textOf(group.description),
		populationId: textOf(objectIn(group, 'population').id),
		userFilter: textOf(group.userFilter),
		externalId: textOf(group.externalId),
		isExternal: isExternal(group),
	};
}

/** Returns the number of members, by name of the field; null if PingOne does not return it. */
export function memberCounts(group: IDataObject) {
	return {
		memberCount: countIn(group, 'totalMemberCounts'),
		directMemberCount: countIn(group, 'directMemberCounts'),
	};
}

function countIn(group: IDataObject, name: string): number | null {
	const { users } = objectIn(group, name);
	return typeof users === 'number' ? users : null;
}

/** True if the group comes from another directory, which manages it. */
function isExternal({ sourceId }: IDataObject): boolean {
	return sourceId !== undefined;
}

function refuseExternal(group: GroupRecord): void {
	if (!isExternal(group)) return;
	throw new PingOneError(
		`Group ${groupLabel(group)} is an external group, which PingOne cannot change`,
		'Another directory manages the group and its members: change it there. Nothing was changed for this item.',
	);
}

function requireEmpty(group: GroupRecord): void {
	const { memberCount } = memberCounts(group);
	if (memberCount === 0) return;
	const count = memberCount === null ? 'an unknown number of' : memberCount;
	throw new PingOneError(
		`Group ${groupLabel(group)} has ${count} members, so it was not deleted`,
		"Remove the members with PingOne User, or turn off 'Only If Empty'. Nothing was changed for this item.",
	);
}

function groupLabel({ id, name }: IDataObject): string {
	return typeof name === 'string' ? `"${sanitize(name)}"` : String(id);
}

function groupPath(id: string): string {
	return `/groups/${id}`;
}

function subjectOf(environment: Environment, group: IDataObject): Subject {
	const name = `group ${groupLabel(group)} in environment ${environment.id}`;
	return { name, role: IDENTITY_DATA_ADMIN };
}
