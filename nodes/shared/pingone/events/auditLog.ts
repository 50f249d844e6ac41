/** Reads the audit log of an environment: its events, which PingOne's API calls activities. */
import type { IDataObject } from 'n8n-workflow';
import { isActivity } from './event';
import { criteriaOf, matchesAuditFilter, type AuditFilter } from './eventFilter';
import type { Subject } from '../errors/responseErrors';
import type { Environment } from '../environment';
import { readPages } from '../collection';
import { ENVIRONMENT_ADMIN } from '../auth/roles';
import { scimString } from '../scim';

/** Milliseconds since 1970, by PingOne's clock. The range excludes `afterMs` and includes `untilMs`. */
export interface TimeRange {
	afterMs: number;
	untilMs: number;
}

/** PingOne keeps events for 14 days. */
export const RETENTION_MS = 14 * 24 * 60 * 60_000;
/**
 * PingOne accepts 10 requests per second per tenant, and 35 % of that from one IP address. The
 * node leaves some to other clients.
 */
export const ACTIVITY_REQUESTS_PER_SECOND = 2;
/** The page size that public clients use. */
const ACTIVITY_PAGE_SIZE = 500;

/**
 * Reads the events of a time range page by page, newest first; a page is requested when the
 * caller takes it. PingOne applies the time range and one criterion of the filter, the caller
 * applies the rest.
 */
export async function* activityPages(
	environment: Environment,
	range: TimeRange,
	criterion: string | undefined,
	pageSize = ACTIVITY_PAGE_SIZE,
): AsyncGenerator<IDataObject[]> {
	const path = `/activities?filter=${encodeURIComponent(scimFilter(range, criterion))}&limit=${pageSize}`;
	const subject: Subject = {
		name: `the activities of environment ${environment.id}`,
		role: ENVIRONMENT_ADMIN,
	};
	const collection = { path, name: 'activities', subject };
	for await (const page of readPages(environment, collection)) yield page.filter(isActivity);
}

/**
 * Reads the events that match a filter, newest first, without duplicates. Requests no page beyond
 * the limit.
 *
 * @param limit maximum number of events.
 */
export async function* listActivities(
	environment: Environment,
	range: TimeRange,
	filter: AuditFilter,
	limit: number,
): AsyncGenerator<IDataObject[]> {
	let left = limit;
	const queries = criteriaOf(filter).map((criterion, index) => {
		// A page need not be larger than the limit if PingOne applies the whole filter.
		const size = index === 0 && isAllApplied(filter) ? limit : Infinity;
		const pageSize = Math.min(size, ACTIVITY_PAGE_SIZE);
		return activityPages(environment, range, criterion, pageSize);
	});
	const listed = new Set<unknown>();
	const isListed = (activity: IDataObject): boolean => {
		if (
			listed.has(activity.id) ||
			!isIn(range, activity) ||
			!matchesAuditFilter(activity, filter)
		) {
			return false;
		}
		listed.add(activity.id);
		return true;
	};
	for await (const page of newestFirst(queries)) {
		const matching = page.filter(isListed).slice(0, left);
		yield matching;
		left -= matching.length;
		if (left === 0) return;
	}
}

/** Reads an event by ID. @throws {PingOneError} if it does not exist. */
export async function readActivity(environment: Environment, id: string): Promise<IDataObject> {
	const name = `activity ${id} in environment ${environment.id}`;
	return await environment.get(`/activities/${id}`, { name, role: ENVIRONMENT_ADMIN });
}

/**
 * Returns when an event was recorded, in whole milliseconds since 1970; NaN if the event does not
 * say.
 */
export function recordedAtMs(activity: IDataObject): number {
	return recordedAtOf(activity)[0];
}

/** Sorts events by recording time, oldest first. Events with the same time keep their order. */
export function oldestFirst(activities: IDataObject[]): IDataObject[] {
	return activities
		.map((activity) => ({ activity, at: recordedAtOf(activity) }))
		.sort((a, b) => compareTimes(a.at, b.at))
		.map(({ activity }) => activity);
}

/**
 * A time in whole milliseconds since 1970, and the fraction of its second: PingOne writes up to
 * nine digits.
 */
type RecordedAt = [ms: number, fraction: number];

const RECORDED_AT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(?:Z|([+-]\d\d):?(\d\d))?$/;

/**
 * Parses a recording time. PingOne writes UTC as `Z`, `+00:00` or `+0000`, and a fraction of any
 * length or none.
 */
function recordedAtOf({ recordedAt }: IDataObject): RecordedAt {
	const found = RECORDED_AT.exec(String(recordedAt));
	if (found === null) return [NaN, 0];
	const [, second, fraction = '', hours = '+00', minutes = '00'] = found;
	const ms = Date.parse(`${second}${fraction.slice(0, 4)}${hours}:${minutes}`);
	return [ms, Number(`0${fraction}`)];
}

function compareTimes(a: RecordedAt, b: RecordedAt): number {
	return a[0] - b[0] || a[1] - b[1];
}

function isIn({ afterMs, untilMs }: TimeRange, activity: IDataObject): boolean {
	const ms = recordedAtMs(activity);
	return ms > afterMs && ms <= untilMs;
}

/**
 * Merges queries that return events newest first. Requests the next page only of queries whose
 * events are used up.
 */
async function* newestFirst(
	queries: Array<AsyncGenerator<IDataObject[]>>,
): AsyncGenerator<IDataObject[]> {
	let open = queries.map((pages) => ({ pages, unread: [] as IDataObject[] }));
	for (;;) {
		const more = await Promise.all(
			open.map(async ({ pages, unread }) => {
				while (unread.length === 0) {
					const { done, value } = await pages.next();
					if (done) return undefined;
					for (const event of value) unread.push(event);
				}
				return { pages, unread };
			}),
		);
		open = more.filter((query) => query !== undefined);
		if (open.length === 0) return;
		const page: IDataObject[] = [];
		while (open.every(({ unread }) => unread.length > 0)) page.push(takeNewest(open));
		yield page;
	}
}

function takeNewest(queries: Array<{ unread: IDataObject[] }>): IDataObject {
	const [newest] = queries
		.map(({ unread }) => ({ unread, at: recordedAtOf(unread[0]) }))
		.sort((a, b) => compareTimes(b.at, a.at));
	return newest.unread.splice(0, 1)[0];
}

/**
 * Returns the SCIM filter. It always has both bounds: PingOne refuses a filter without a time
 * range.
 */
function scimFilter({ afterMs, untilMs }: TimeRange, criterion: string | undefined): string {
	// Bounds are whole milliseconds, so slightly earlier events may be included.
	const beforeMs = untilMs + 1;
	const earliestMs = Math.max(afterMs, beforeMs - RETENTION_MS);
	const [after, before] = [earliestMs, beforeMs].map((ms) =>
		scimString(new Date(ms).toISOString()),
	);
	return [
		`recordedAt gt ${after} and recordedAt lt ${before}`,
		...(criterion === undefined ? [] : [criterion]),
	].join(' and ');
}

/** True if PingOne applies the whole filter, so that a page need not be larger than the limit. */
function isAllApplied(filter: AuditFilter): boolean {
	const { length } = Object.values(filter).filter((one) =>
		Array.isArray(one) ? one.length > 0 : one !== undefined,
	);
	return length === 0 || (length === 1 && criteriaOf(filter)[0] !== undefined);
}
