/** How PingOne tells what has happened, and what it writes down about sessions that were ended. */
import { setTimeout as pause } from 'node:timers/promises';
import { ACTIVITY_PAGE_SIZE } from '../../../nodes/shared/pingone/auditActivities';
import { isJsonObject } from '../../../nodes/shared/pingone/json';
import { scimString } from '../../../nodes/shared/pingone/scim';
import type { FactKey } from '../../pingone/tenantFacts';
import { textIn, type Check, type Step } from '../check';
import { isSuccess, listIn, observedOf, type JsonObject } from '../tenantClient';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const WEEK_MS = 7 * DAY_MS;
/** As far as the activity trigger reads. */
const FUTURE_MS = 15 * MINUTE_MS;
const LOOK_EVERY_MS = 5_000;
const TYPE = /^[A-Z_]+\.[A-Z_]+$/;

export const activities: Step = {
	facts: ['activities.order', 'activities.future', 'activities.limit', 'activities.severalTypes'],
	async run(check) {
		const now = Date.now();
		const recent = await check.send('GET', path(now - WEEK_MS, now, 100));
		const times = isSuccess(recent)
			? listIn(recent, 'activities').map((one) => Date.parse(textIn(one, 'recordedAt')))
			: [];
		const [newest, oldest] = [Math.max(...times), Math.min(...times)];
		if (times.length < 2 || newest === oldest) {
			check.reasons['activities.order'] = 'too little has happened within a week';
		} else check.settle('activities.order', orderOf(times));
		const future = await check.send('GET', path(now - DAY_MS, now + FUTURE_MS, 100));
		check.settle('activities.future', observedOf(future));
		const large = await check.send('GET', path(now - DAY_MS, now, ACTIVITY_PAGE_SIZE));
		check.settle('activities.limit', observedOf(large));
		const types = ['USER.LOCKED', 'USER.UNLOCKED'].map((type) => `action.type eq "${type}"`);
		const both = path(now - DAY_MS, now, 100, ` and (${types.join(' or ')})`);
		check.settle('activities.severalTypes', observedOf(await check.send('GET', both)));
	},
};

export const events: Step = {
	facts: ['event.reset', 'event.delete'],
	needs: 'act',
	async run(check) {
		for (const how of ['reset', 'delete'] as const) {
			const key: FactKey = `event.${how}`;
			const id = check.ended[how];
			if (id === undefined) check.reasons[key] = 'no session was ended in this way';
			else check.settle(key, await typesAbout(check, id));
		}
	},
};

/** Waits for what names the session; PingOne writes it down a little later. */
async function typesAbout(check: Check, sessionId: string): Promise<string> {
	const givenUpAt = Date.now() + check.settings.patienceMs;
	for (;;) {
		const now = Date.now();
		const response = await check.send('GET', path(now - 10 * MINUTE_MS, now, 100));
		const types = listIn(response, 'activities')
			.filter((activity) => names(activity, sessionId) && isOurs(check, activity))
			.map(typeOf);
		if (types.length > 0) return [...new Set(types)].sort().join('+');
		if (Date.now() >= givenUpAt) return 'none';
		await pause(Math.min(LOOK_EVERY_MS, check.settings.patienceMs));
	}
}

function names({ resources }: JsonObject, id: string): boolean {
	return JSON.stringify(resources ?? '').includes(id);
}

/** Signing on and off writes something down about a session, too, in the name of another application. */
function isOurs({ settings: { worker } }: Check, activity: JsonObject): boolean {
	const { actors } = activity;
	const client = isJsonObject(actors) && isJsonObject(actors.client) ? actors.client.id : undefined;
	return client === undefined || client === worker.clientId;
}

function typeOf({ action }: JsonObject): string {
	const type = isJsonObject(action) ? action.type : undefined;
	return typeof type === 'string' && TYPE.test(type) ? type : 'other';
}

function orderOf(times: number[]): string {
	const isSorted = (compare: (a: number, b: number) => boolean) =>
		times.every((time, index) => index === 0 || compare(times[index - 1], time));
	if (isSorted((before, after) => before >= after)) return 'newest first';
	return isSorted((before, after) => before <= after) ? 'oldest first' : 'none';
}

function path(fromMs: number, toMs: number, limit: number, further = ''): string {
	const [from, to] = [fromMs, toMs].map((ms) => scimString(new Date(ms).toISOString()));
	const filter = encodeURIComponent(`recordedAt gt ${from} and recordedAt lt ${to}${further}`);
	return `activities?filter=${filter}&limit=${limit}`;
}
