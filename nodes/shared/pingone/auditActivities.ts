/** What PingOne has written down about an environment, asked for: its audit activities. */
import type { IDataObject } from 'n8n-workflow';
import { isActivity } from './activities';
import { criterionOf, isWanted, type AuditFilter } from './activityFilter';
import type { Subject } from './apiErrors';
import type { PingOneClient, RequestOptions } from './client';
import { readPages } from './collection';
import { ENVIRONMENT_ADMIN } from './roles';
import { scimString } from './scim';

/** Milliseconds since 1970, by PingOne's clock. What was recorded in the first is not in it, the last is. */
export interface TimeRange {
	afterMs: number;
	untilMs: number;
}

/** PingOne gives what it recorded in the last 14 days. */
export const RETENTION_MS = 14 * 24 * 60 * 60_000;
/** PingOne takes 10 for a tenant, and 35 % of them from one address. Others are to have some, too. */
export const ACTIVITY_REQUESTS_PER_SECOND = 2;
/** As public clients have it. */
export const ACTIVITY_PAGE_SIZE = 500;

/**
 * Activities, page by page, each page when it is asked for; newest first. PingOne applies the time
 * and one criterion of the filter, and the caller the others.
 *
 * @param pageSize 1 to 500.
 */
export async function* activityPages(
	client: PingOneClient,
	environmentId: string,
	range: TimeRange,
	filter: AuditFilter,
	options: RequestOptions = {},
	pageSize = ACTIVITY_PAGE_SIZE,
): AsyncGenerator<IDataObject[]> {
	const path = `${activitiesPath(environmentId)}?filter=${encodeURIComponent(scimFilter(range, filter))}&limit=${pageSize}`;
	const subject: Subject = {
		name: `the activities of environment ${environmentId}`,
		role: ENVIRONMENT_ADMIN,
	};
	const collection = { path, name: 'activities', subject };
	for await (const page of readPages(client, collection, options)) yield page.filter(isActivity);
}

/**
 * Activities that are wanted, page by page, newest first. No page is asked for beyond the limit.
 *
 * @param limit how many are wanted at most.
 */
export async function* listActivities(
	client: PingOneClient,
	environmentId: string,
	range: TimeRange,
	filter: AuditFilter,
	limit: number,
	options: RequestOptions,
): AsyncGenerator<IDataObject[]> {
	let left = limit;
	const pageSize = isAllApplied(filter) ? Math.min(limit, ACTIVITY_PAGE_SIZE) : ACTIVITY_PAGE_SIZE;
	const pages = activityPages(client, environmentId, range, filter, options, pageSize);
	for await (const page of pages) {
		const wanted = page.filter((activity) => isWanted(activity, filter)).slice(0, left);
		yield wanted;
		left -= wanted.length;
		if (left === 0) return;
	}
}

/** The activity with an ID. @throws {PingOneError} if PingOne knows none. */
export async function readActivity(
	client: PingOneClient,
	environmentId: string,
	id: string,
	options: RequestOptions,
): Promise<IDataObject> {
	const name = `activity ${id} in environment ${environmentId}`;
	const path = `${activitiesPath(environmentId)}/${id}`;
	return await client.get(path, { name, role: ENVIRONMENT_ADMIN }, options);
}

/** When an activity was recorded, in milliseconds since 1970; NaN if PingOne does not tell. */
export function recordedAtMs({ recordedAt }: IDataObject): number {
	return Date.parse(String(recordedAt));
}

/** Sorts activities by when they were recorded, oldest first. PingOne gives nine digits of a second's fraction. */
export function oldestFirst(activities: IDataObject[]): IDataObject[] {
	const key = (activity: IDataObject) => {
		const [, fraction = ''] = /\.(\d+)/.exec(String(activity.recordedAt)) ?? [];
		return [recordedAtMs(activity), Number(`0.${fraction}0`)];
	};
	return activities
		.map((activity) => ({ activity, key: key(activity) }))
		.sort((a, b) => a.key[0] - b.key[0] || a.key[1] - b.key[1])
		.map(({ activity }) => activity);
}

/** Both bounds are always sent: PingOne refuses a filter without a time range. */
function scimFilter({ afterMs, untilMs }: TimeRange, filter: AuditFilter): string {
	// Of a fraction of a millisecond, the first bound lets in too much, and the second all.
	const beforeMs = untilMs + 1;
	const earliestMs = Math.max(afterMs, beforeMs - RETENTION_MS);
	const [after, before] = [earliestMs, beforeMs].map((ms) =>
		scimString(new Date(ms).toISOString()),
	);
	const criterion = criterionOf(filter);
	return [
		`recordedAt gt ${after} and recordedAt lt ${before}`,
		...(criterion === undefined ? [] : [criterion]),
	].join(' and ');
}

/** Whether PingOne applies the whole filter, so that it need not be asked for more than is wanted. */
function isAllApplied(filter: AuditFilter): boolean {
	const { length } = Object.values(filter).filter((one) =>
		Array.isArray(one) ? one.length > 0 : one !== undefined,
	);
	return length === 0 || (length === 1 && criterionOf(filter) !== undefined);
}

function activitiesPath(environmentId: string): string {
	return `/environments/${environmentId}/activities`;
}
