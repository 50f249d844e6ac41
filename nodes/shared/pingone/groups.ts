import type { IDataObject } from 'n8n-workflow';
import { SingleFlight } from '../http/singleFlight';
import type { Subject } from './apiErrors';
import type { PingOneClient, RequestOptions } from './client';
import { readMatches, readPage, type Page } from './collection';
import { findInEitherForm } from './composedName';
import { NoMatchError, PingOneError } from './errors';
import { checkedId } from './ids';
import { IDENTITY_DATA_ADMIN } from './roles';
import { scimString } from './scim';
import { quote } from './text';

/** A group by its ID, and by its name if that is known. */
export interface Group {
	/** UUID. */
	id: string;
	name?: string;
}

/** Which group is meant: by its ID, or by a name that must match in full. */
export interface GroupQuery {
	by: 'id' | 'name';
	value: string;
}

const PAGE_SIZE = 50;

/** Looks up groups by name, each once in an execution. */
export class GroupDirectory {
	private readonly lookups = new SingleFlight<Group>();

	/** @throws {PingOneError} if no group has the name, or more than one. */
	async find(
		client: PingOneClient,
		environmentId: string,
		{ by, value }: GroupQuery,
		options: RequestOptions,
	): Promise<Group> {
		if (by === 'id') return { id: value };
		const key = JSON.stringify([environmentId.toLowerCase(), value, options]);
		return await this.lookups.run(
			key,
			async () =>
				await findInEitherForm(
					value,
					async (name) => await findByName(client, environmentId, name, options),
				),
		);
	}
}

async function findByName(
	client: PingOneClient,
	environmentId: string,
	name: string,
	options: RequestOptions,
): Promise<Group> {
	const path = groupsPath(environmentId, `name eq ${scimString(name)}`);
	// PingOne has filtered already. Should a filter ever be ignored, no other group must be affected.
	const isMatch = (group: IDataObject) => String(group.name).toLowerCase() === name.toLowerCase();
	const { matching, isComplete } = await readMatches(
		client,
		groupsIn(environmentId, path),
		isMatch,
		options,
	);
	if (matching.length === 1 && isComplete) return groupOf(matching[0]);
	const where = `in environment ${environmentId}`;
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

/** @throws {PingOneError} if PingOne gives a group an ID that could not be part of a path. */
export function groupOf({ id, name }: IDataObject): Group {
	return {
		id: checkedId("PingOne's group ID", id),
		name: typeof name === 'string' ? name : undefined,
	};
}

/**
 * One page of the groups whose name starts with what is typed.
 *
 * @param nextPath the path of the page, as the one before gave it.
 */
export async function groupPage(
	client: PingOneClient,
	environmentId: string,
	typed: string,
	nextPath?: string,
): Promise<Page> {
	const filter = typed === '' ? undefined : `name sw ${scimString(typed)}`;
	const path = nextPath ?? groupsPath(environmentId, filter);
	return await readPage(client, groupsIn(environmentId, path));
}

function groupsPath(environmentId: string, filter?: string): string {
	const path = `/environments/${environmentId}/groups?limit=${PAGE_SIZE}`;
	return filter === undefined ? path : `${path}&filter=${encodeURIComponent(filter)}`;
}

function groupsIn(environmentId: string, path: string) {
	const subject: Subject = {
		name: `the groups of environment ${environmentId}`,
		role: IDENTITY_DATA_ADMIN,
	};
	return { path, name: 'groups', subject };
}
