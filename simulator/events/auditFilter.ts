/** The filter of activities: a time that has a beginning and an end, and one comparison at most. */
import { actorsOf, recordedAtMs, resourcesOf, type Activity } from './activity';
import { invalid } from '../apiErrors';
import { isJsonObject, type JsonObject } from '../requestBody';
import { wrongFilter } from '../scimFilter';

type Test = (activity: Activity) => boolean;

/** The attributes that `eq` compares. */
const ATTRIBUTES: Record<string, (activity: Activity) => unknown[]> = {
	'action.type': ({ type }) => [type],
	'actors.user.id': (activity) => [actorIn(activity, 'user').id],
	'actors.user.name': (activity) => [actorIn(activity, 'user').name],
	'actors.client.id': (activity) => [actorIn(activity, 'client').id],
	'resources.id': (activity) => resourcesOf(activity).map(({ id }) => id),
	'resources.type': (activity) => resourcesOf(activity).map(({ type }) => type),
	'resources.population.id': (activity) => resourcesOf(activity).map(populationOf),
	correlationid: ({ id }) => [id],
};

const COMPARISON = /\s*([\w.]+) (eq|gt|lt) "((?:[^"\\]|\\["\\])*)"\s*(?:and\s+(?=\S)|$)/y;
const MAX_DAYS = 14;
const DAY_MS = 24 * 60 * 60_000;

/** Returns a test for activities that match. @throws 400 for a filter that PingOne does not accept. */
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
		const time = recordedAtMs(activity);
		return time > gt && time < lt && tests.every((test) => test(activity));
	};
}

function actorIn(activity: Activity, kind: 'client' | 'user'): JsonObject {
	const actor = actorsOf(activity)[kind];
	return isJsonObject(actor) ? actor : {};
}

function populationOf({ population }: JsonObject): unknown {
	return isJsonObject(population) ? population.id : undefined;
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
