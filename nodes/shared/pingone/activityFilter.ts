/** The filters of PingOne Activity and PingOne Activity Trigger. */
import type { IDataObject } from 'n8n-workflow';
import {
	activityType,
	actorIn,
	affectedUser,
	clientOf,
	fits,
	ipAddressOf,
	resourcesOf,
	type ActivityFilter,
} from './activities';
import { isId } from './ids';
import { canonicalAddress } from './ipAddress';
import { textOf } from './json';
import { scimString } from './scim';

/** An event has to match all of these. A condition that is missing or empty matches every event. */
export interface AuditFilter extends ActivityFilter {
	/** One of these types. */
	types?: string[];
	/** Caused by one of these applications. */
	applicationIds?: string[];
	/** About a user in one of these populations. */
	populationIds?: string[];
	/** The address that the request came from, in any spelling. */
	ipAddress?: string;
	user?: FilteredUser;
}

/** The affected user (`subject`) or the acting user of events. */
export interface FilteredUser {
	id: string;
	is: 'subject' | 'actor';
}

/**
 * True if an event matches the filter. An event that does not say what a condition asks for does not
 * match it.
 *
 * @param populationId of the affected user, if it was found out otherwise than from the event.
 */
export function isWanted(
	activity: IDataObject,
	filter: AuditFilter,
	populationId: string | null = affectedUser(activity).populationId,
): boolean {
	return matchesAllButPopulation(activity, filter) && isAmong(populationId, filter.populationIds);
}

/** True if it depends on the population of the affected user alone whether an event matches. */
export function dependsOnPopulation(activity: IDataObject, filter: AuditFilter): boolean {
	const { populationIds = [] } = filter;
	return populationIds.length > 0 && matchesAllButPopulation(activity, filter);
}

function matchesAllButPopulation(activity: IDataObject, filter: AuditFilter): boolean {
	const { types, applicationIds, ipAddress, user } = filter;
	return (
		fits(activity, filter) &&
		isAmong(activityType(activity), types) &&
		isAmong(clientOf(activity), applicationIds) &&
		(ipAddress === undefined || isFrom(activity, ipAddress)) &&
		(user === undefined || usersOf(activity, user.is).some((id) => isAmong(id, [user.id])))
	);
}

/**
 * Returns the criteria with which PingOne is asked beside the time, as SCIM comparisons: one for each
 * query, since PingOne takes one. The first is the most selective criterion of the filter; undefined
 * if PingOne cannot apply any.
 *
 * The affected user takes two queries. The events of a sign-on (OTP, FLOW) have no USER resource, so
 * `resources.id` does not find them; the user has acted in them.
 */
export function criteriaOf({
	user,
	types = [],
	applicationIds = [],
}: AuditFilter): [string | undefined, ...string[]] {
	if (user !== undefined) {
		const acting = comparison('actors.user.id', user.id);
		return user.is === 'actor' ? [acting] : [comparison('resources.id', user.id), acting];
	}
	if (types.length === 1) return [comparison('action.type', types[0])];
	if (applicationIds.length === 1) return [comparison('actors.client.id', applicationIds[0])];
	return [undefined];
}

function comparison(attribute: string, value: string): string {
	// PingOne's own IDs are in lower case, and it is not known whether it ignores case.
	return `${attribute} eq ${scimString(isId(value) ? value.toLowerCase() : value)}`;
}

function usersOf(activity: IDataObject, is: FilteredUser['is']): unknown[] {
	if (is === 'actor') return [actorIn(activity, 'user').id];
	return [affectedUser(activity).id, ...resourcesOf(activity).map(({ id }) => id)];
}

function isFrom(activity: IDataObject, ipAddress: string): boolean {
	return canonicalAddress(ipAddressOf(activity) ?? '') === canonicalAddress(ipAddress);
}

function isAmong(value: unknown, wanted: string[] = []): boolean {
	const text = textOf(value)?.toLowerCase();
	return wanted.length === 0 || wanted.some((one) => one.toLowerCase() === text);
}
