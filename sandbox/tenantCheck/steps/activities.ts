/** How PingOne tells what has happened, and what it writes down about sessions that were ended. */
import { isJsonObject } from '../../../nodes/shared/pingone/json';
import { ACTIVITY_PAGE_SIZE } from '../../../nodes/shared/pingone/auditActivities';
import { scimString } from '../../../nodes/shared/pingone/scim';
import type { FactKey } from '../tenantFacts';
import type { Check, Ended, Step } from '../check';
import { listIn, observedOf, textIn, type JsonObject } from '../tenantResponse';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const WEEK_MS = 7 * DAY_MS;
/** As far as the activity trigger reads. */
const FUTURE_MS = 15 * MINUTE_MS;
/** PingOne's clock may be ahead by so much. */
const CLOCK_MS = MINUTE_MS / 2;
/** An event may be older than the response, whose time has no fractions of a second. */
const BEFORE_MS = 2_000;
/** Less than what lies between the end of one session and that of the next. */
const AFTER_MS = 2_000;
/** As far as PingOne documents what ends a session. */
const SIGN_OUT = /^(SESSION\.|USER\.SLO_)/;
/** Fewer may be in order by chance. */
const MIN_TIMES = 10;
/** Of several events about one end, PingOne may write one down a little after the other. */
const NEXT_WITHIN_S = 5;
/** So that it ends also where each read says something else. */
const MAX_READS = 10;
const PAGE_SIZE = 100;
const TYPE = /^[A-Z_]+\.[A-Z_]+$/;
const TWO_TYPES = ' and (action.type eq "USER.LOCKED" or action.type eq "USER.UNLOCKED")';

export const activities: Step = {
	facts: ['activities.order', 'activities.future', 'activities.limit', 'activities.severalTypes'],
	async run(check) {
		const now = Date.now();
		const list = listIn(await check.send('GET', activitiesPath(now - WEEK_MS, now)), 'activities');
		const order = orderOf(list.map((one) => Date.parse(textIn(one, 'recordedAt'))));
		if (order !== undefined) check.settle('activities.order', order);
		else check.reasons['activities.order'] = 'too little has happened within a week';
		const observe = async (key: FactKey, asked: string) =>
			check.settle(key, observedOf(await check.send('GET', asked)));
		await observe('activities.future', activitiesPath(now - DAY_MS, now + FUTURE_MS));
		await observe('activities.limit', activitiesPath(now - DAY_MS, now, '', ACTIVITY_PAGE_SIZE));
		await observe('activities.severalTypes', activitiesPath(now - DAY_MS, now, TWO_TYPES));
	},
};

export const events: Step = {
	facts: ['event.reset', 'event.delete'],
	needs: 'act',
	async run(check) {
		for (const how of ['reset', 'delete'] as const) {
			const ended = check.ended[how];
			const types = ended && (await typesAbout(check, ended));
			if (types) check.settle(`event.${how}`, types);
			else {
				check.reasons[`event.${how}`] = ended
					? `nothing that names the session was written down within ${check.settings.patienceMs / 1000} s`
					: 'no session was ended in this way';
			}
		}
	},
};

/** The types of what was written down when a session was ended; undefined if there is nothing. */
async function typesAbout(check: Check, ended: Ended): Promise<string | undefined> {
	const read = async () => typesIn(await namingSession(check, ended));
	const isWritten = async () => (await read()) !== undefined;
	if (!(await check.waitFor(check.settings.patienceMs, isWritten))) {
		return typesIn(await namingUserOnly(check, ended));
	}
	let types = await read();
	for (let reads = 1; reads < MAX_READS; reads++) {
		await check.pause(NEXT_WITHIN_S);
		const before = types;
		types = await read();
		if (types === before) return types;
	}
	return types;
}

function typesIn(list: JsonObject[]): string | undefined {
	return list.length > 0 ? [...new Set(list.map(typeOf))].sort().join('+') : undefined;
}

/** Signing on and off writes something down about a session, too, in the name of another application. */
async function namingSession(check: Check, { id, atMs }: Ended): Promise<JsonObject[]> {
	const list = await successesAbout(check, id, atMs - BEFORE_MS, Date.now() + CLOCK_MS);
	const ours = list.filter((activity) => isOurs(check, activity));
	return ours.length > 0 ? ours : list.filter((activity) => clientOf(activity) === '');
}

/** What the worker has done to the user at that time, so that it can be nothing else. */
async function namingUserOnly(check: Check, { atMs }: Ended): Promise<JsonObject[]> {
	const user = check.userOf('test').id;
	const list = await successesAbout(check, user, atMs - BEFORE_MS, atMs + AFTER_MS);
	return list.filter(
		(activity) =>
			isOurs(check, activity) &&
			SIGN_OUT.test(typeOf(activity)) &&
			Array.isArray(activity.resources) &&
			activity.resources.every((resource) => textIn(resource, 'type') === 'USER'),
	);
}

async function successesAbout(
	check: Check,
	id: string,
	fromMs: number,
	toMs: number,
): Promise<JsonObject[]> {
	const asked = activitiesPath(fromMs, toMs, ` and resources.id eq ${scimString(id)}`);
	const list = listIn(await check.send('GET', asked), 'activities');
	return list.filter(({ result }) => !/^fail/i.test(textIn(result, 'status')));
}

function isOurs({ settings: { worker } }: Check, activity: JsonObject): boolean {
	return clientOf(activity).toLowerCase() === worker.clientId.toLowerCase();
}

function clientOf({ actors }: JsonObject): string {
	return isJsonObject(actors) ? textIn(actors.client, 'id') : '';
}

function typeOf({ action }: JsonObject): string {
	const type = textIn(action, 'type');
	return TYPE.test(type) ? type : 'other';
}

/** Undefined if they cannot show one. */
function orderOf(recordedAt: number[]): string | undefined {
	const times = recordedAt.filter((time) => !Number.isNaN(time));
	if (new Set(times).size < MIN_TIMES) return undefined;
	const isSorted = (compare: (a: number, b: number) => boolean) =>
		times.every((time, index) => index === 0 || compare(times[index - 1], time));
	const isFalling = isSorted((before, after) => before >= after);
	if (isFalling) return 'newest first';
	return isSorted((before, after) => before <= after) ? 'oldest first' : 'no order';
}

/** What was recorded in a time, in milliseconds since 1970, and fits a further filter. */
export function activitiesPath(
	fromMs: number,
	toMs: number,
	further = '',
	limit = PAGE_SIZE,
): string {
	const [from, to] = [fromMs, toMs].map((ms) => scimString(new Date(ms).toISOString()));
	const filter = `recordedAt gt ${from} and recordedAt lt ${to}${further}`;
	return `activities?filter=${encodeURIComponent(filter)}&limit=${limit}`;
}
