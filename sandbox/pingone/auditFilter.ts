/** The filter of activities: a time that has a beginning and an end, and one comparison at most. */
import type { Activity } from './activity';
import { invalid } from './apiErrors';
import { wrongFilter } from './scimFilter';

type Test = (activity: Activity) => boolean;

/** What may be compared, by `eq` only. */
const ATTRIBUTES: Record<string, (activity: Activity) => Array<string | undefined>> = {
	'action.type': ({ type }) => [type],
	'actors.user.id': ({ actor }) => [actor?.id],
	'actors.user.name': ({ actor }) => [actor?.username],
	'actors.client.id': ({ client }) => [client?.id],
	'resources.id': ({ user, thing }) => [user?.id, thing?.id],
	'resources.type': ({ user, thing }) => [user && 'USER', thing?.type],
	correlationid: ({ id }) => [id],
};

const COMPARISON = /\s*([\w.]+) (eq|gt|lt) "((?:[^"\\]|\\["\\])*)"\s*(?:and\s+(?=\S)|$)/y;
const MAX_DAYS = 14;
const DAY_MS = 24 * 60 * 60_000;
/** What PingOne's times have beyond milliseconds, in the simulator. */
const FRACTION_MS = 0.594727;

/** Whether an activity fits. @throws 400 for a filter that PingOne does not take. */
export function auditFilter(filter: unknown): Test {
	const bounds: Partial<Record<string, number>> = {};
	const tests: Test[] = [];
	for (const [name, operator, value] of comparisonsIn(filter)) {
		if (name === 'recordedAt' && operator !== 'eq' && bounds[operator] === undefined) {
			bounds[operator] = timeIn(value);
		} else if (Object.hasOwn(ATTRIBUTES, name) && operator === 'eq') {
			tests.push((activity) => ATTRIBUTES[name](activity).includes(value));
		} else throw wrongFilter();
	}
	const { gt, lt } = bounds;
	if (gt === undefined || lt === undefined) {
		throw invalid('filter', 'The filter must have a time range', 'INVALID_FILTER');
	}
	if (gt >= lt || lt - gt > MAX_DAYS * DAY_MS || tests.length > 1) throw wrongFilter();
	return (activity) => {
		const time = activity.recordedAt.getTime() + FRACTION_MS;
		return time > gt && time < lt && tests.every((test) => test(activity));
	};
}

function* comparisonsIn(filter: unknown): Generator<[string, string, string]> {
	const text = String(filter ?? '');
	const comparison = new RegExp(COMPARISON);
	while (comparison.lastIndex < text.length) {
		const found = comparison.exec(text);
		if (found === null) throw wrongFilter();
		const [, name, operator, value] = found;
		yield [name, operator, value.replace(/\\(.)/g, '$1')];
	}
}

function timeIn(text: string): number {
	const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) ? Date.parse(text) : NaN;
	if (Number.isNaN(ms)) throw wrongFilter();
	return ms;
}
