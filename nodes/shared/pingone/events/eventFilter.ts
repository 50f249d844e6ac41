/** The filters of PingOne Activity and PingOne Activity Trigger. */
import type { IDataObject } from 'n8n-workflow';
import {
	activityType,
	actorIn,
	affectedUser,
	clientIdOf,
	matchesFilter,
	ipAddressOf,
	resourcesOf,
	type ActivityFilter,
} from './event';
import { isId } from '../ids';
import { canonicalAddress } from './ipAddress';
import { textOf } from '../json';
import { scimString } from '../scim';

/**
 * Filter for events. All conditions must match. A condition that is missing or empty matches
 * every event.
 */
export interface AuditFilter extends ActivityFilter {
	/** Any of these types. */
	types?: string[];
	/** Any of these applications caused the event. */
	applicationIds?: string[];
	/** The affected user is in any of these populations. */
	populationIds?: string[];
	/** IP address of the request, in any notation. */
	ipAddress?: string;
	user?: FilteredUser;
}

/** The affected user (`subject`) or the acting user of events. */
export interface FilteredUser {
	id: string;
	is: 'subject' | 'actor';
}

/**
 * True if an event matches the filter. An event without the field that a condition checks does
 * not match it.
 *
 * @param populationId of the affected user, if it does not come from the event.
 */
export function matchesAuditFilter(
	activity: IDataObject,
	filter: AuditFilter,
	populationId: string | null = affectedUser(activity).populationId,
): boolean {
	return matchesAllButPopulation(activity, filter) && isAmong(populationId, filter.populationIds);
}

/** True if all conditions match except the population, which has yet to be checked. */
export function dependsOnPopulation(activity: IDataObject, filter: AuditFilter): boolean {
	const { populationIds = [] } = filter;
	return populationIds.length > 0 && matchesAllButPopulation(activity, filter);
}

function matchesAllButPopulation(activity: IDataObject, filter: AuditFilter): boolean {
	const { types, applicationIds, ipAddress, user } = filter;
	return (
		matchesFilter(activity, filter) &&
		isAmong(activityType(activity), types) &&
		isAmong(clientIdOf(activity), applicationIds) &&
		(ipAddress === undefined || isFrom(activity, ipAddress)) &&
		(user === undefined || usersOf(activity, user.is).some((id) => isAmong(id, [user.id])))
	);
}

/**
 * Returns the criteria that PingOne is to apply in addition to the time range, as SCIM
 * comparisons: one per query, because PingOne accepts only one. The first is the most selective
 * criterion of the filter; undefined if PingOne cannot apply any.
 *
 * Events of the affected user take two queries. Sign-on events (OTP, FLOW) have no USER resource,
 * so `resources.id` does not find them, but the user is the acting user in them.
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
	// PingOne's IDs are in lower case, and it is not documented whether filters ignore case.
	return `${attribute} eq ${scimString(isId(value) ? value.toLowerCase() : value)}`;
}

function usersOf(activity: IDataObject, is: FilteredUser['is']): unknown[] {
	if (is === 'actor') return [actorIn(activity, 'user').id];
	return [affectedUser(activity).id, ...resourcesOf(activity).map(({ id }) => id)];
}

function isFrom(activity: IDataObject, ipAddress: string): boolean {
	return canonicalAddress(ipAddressOf(activity) ?? '') === canonicalAddress(ipAddress);
}

function isAmong(value: unknown, accepted: string[] = []): boolean {
	const text = textOf(value)?.toLowerCase();
	return accepted.length === 0 || accepted.some((one) => one.toLowerCase() === text);
}
