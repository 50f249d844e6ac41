/** Which of the things that PingOne has written down are wanted. */
import type { IDataObject } from 'n8n-workflow';
import {
	activityType,
	actorIn,
	clientOf,
	fits,
	resourcesOf,
	userOf,
	type ActivityFilter,
} from './activities';
import { isId } from './ids';
import { objectIn, textOf } from './json';
import { scimString } from './scim';

/** All of these must be true; what is left out, or empty, does not matter. */
export interface AuditFilter extends ActivityFilter {
	/** One of these. */
	types?: string[];
	/** Caused by one of these applications. */
	applicationIds?: string[];
	/** About a user in one of these populations. */
	populationIds?: string[];
	/** Where the request came from. */
	ipAddress?: string;
	user?: FilteredUser;
}

/** A user whom activities are about, or who acted. */
export interface FilteredUser {
	id: string;
	is: 'subject' | 'actor';
}

/** Whether an activity is wanted. What PingOne does not tell of it fits nothing. */
export function isWanted(activity: IDataObject, filter: AuditFilter): boolean {
	const { types, applicationIds, populationIds, ipAddress, user } = filter;
	return (
		fits(activity, filter) &&
		isAmong(activityType(activity), types) &&
		isAmong(clientOf(activity), applicationIds) &&
		isAmong(objectIn(userOf(activity), 'population').id, populationIds) &&
		isAmong(objectIn(activity, 'source').ipAddress, ipAddress === undefined ? [] : [ipAddress]) &&
		(user === undefined || usersOf(activity, user.is).some((id) => isAmong(id, [user.id])))
	);
}

/**
 * The one criterion that PingOne takes beside the time, as a SCIM comparison: the one that leaves
 * the least. Undefined if there is none that it could apply.
 */
export function criterionOf({
	user,
	types = [],
	applicationIds = [],
}: AuditFilter): string | undefined {
	if (user !== undefined) {
		return comparison(user.is === 'actor' ? 'actors.user.id' : 'resources.id', user.id);
	}
	if (types.length === 1) return comparison('action.type', types[0]);
	if (applicationIds.length === 1) return comparison('actors.client.id', applicationIds[0]);
	return undefined;
}

function comparison(attribute: string, value: string): string {
	// PingOne's own IDs are in lower case, and it is not known whether it minds.
	return `${attribute} eq ${scimString(isId(value) ? value.toLowerCase() : value)}`;
}

function usersOf(activity: IDataObject, is: FilteredUser['is']): unknown[] {
	if (is === 'actor') return [actorIn(activity, 'user').id];
	return [userOf(activity).id, ...resourcesOf(activity).map(({ id }) => id)];
}

function isAmong(value: unknown, wanted: string[] = []): boolean {
	const text = textOf(value)?.toLowerCase();
	return wanted.length === 0 || wanted.some((one) => one.toLowerCase() === text);
}
