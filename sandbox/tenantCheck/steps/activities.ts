/** How PingOne tells what has happened, and what it writes down about sessions that were ended. */
import { isJsonObject } from '../../../nodes/shared/pingone/json';
import { ACTIVITY_PAGE_SIZE } from '../../../nodes/shared/pingone/auditActivities';
import { scimString } from '../../../nodes/shared/pingone/scim';
import type { FactKey } from '../../pingone/tenantFacts';
import type { Check, Ended, Step } from '../check';
import { listIn, observedOf, textIn, type JsonObject } from '../tenantResponse';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const WEEK_MS = 7 * DAY_MS;
/** As far as the activity trigger reads. */
const FUTURE_MS = 15 * MINUTE_MS;
/** PingOne's clock may be ahead by so much. */
const CLOCK_MS = MINUTE_MS / 2;
/** PingOne writes down what happens a little later. */
const WRITTEN_WITHIN_S = 60;
const PAGE_SIZE = 100;
const TYPE = /^[A-Z_]+\.[A-Z_]+$/;
const TWO_TYPES = ' and (action.type eq "USER.LOCKED" or action.type eq "USER.UNLOCKED")';

export const activities: Step = {
	facts: ['activities.order', 'activities.future', 'activities.limit', 'activities.severalTypes'],
	async run(check) {
		const now = Date.now();
		const list = listIn(await check.send('GET', activitiesPath(now - WEEK_MS, now)), 'activities');
		const times = list.map((one) => Date.parse(textIn(one, 'recordedAt')));
		const order = orderOf(times);
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
					? `nothing that names the session was written down within ${WRITTEN_WITHIN_S} s`
					: 'no session was ended in this way';
			}
		}
	},
};

/** What has succeeded and names the session; undefined if there is nothing. */
async function typesAbout(check: Check, { id, atMs }: Ended): Promise<string | undefined> {
	let types: string[] = [];
	await check.waitFor(WRITTEN_WITHIN_S, async () => {
		const asked = activitiesPath(
			atMs - 10 * MINUTE_MS,
			Date.now() + CLOCK_MS,
			` and resources.id eq ${scimString(id)}`,
		);
		const list = listIn(await check.send('GET', asked), 'activities');
		types = list.filter((activity) => isOurs(check, activity)).map(typeOf);
		return types.length > 0;
	});
	return types.length > 0 ? [...new Set(types)].sort().join('+') : undefined;
}

/** Signing on and off writes something down about a session, too, in the name of another application. */
function isOurs({ settings: { worker } }: Check, { actors, result }: JsonObject): boolean {
	const client = isJsonObject(actors) ? textIn(actors.client, 'id') : '';
	const hasFailed = /^fail/i.test(textIn(result, 'status'));
	return !hasFailed && (client === '' || client === worker.clientId);
}

function typeOf({ action }: JsonObject): string {
	const type = textIn(action, 'type');
	return TYPE.test(type) ? type : 'other';
}

/** Undefined if they cannot show one. */
function orderOf(times: number[]): string | undefined {
	const isSorted = (compare: (a: number, b: number) => boolean) =>
		times.every((time, index) => index === 0 || compare(times[index - 1], time));
	const isFalling = isSorted((before, after) => before >= after);
	const isRising = isSorted((before, after) => before <= after);
	if (isFalling && isRising) return undefined;
	if (isFalling) return 'newest first';
	return isRising ? 'oldest first' : 'no order';
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
