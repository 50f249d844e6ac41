/** Describes what PingOne did, in words that may be shared: no IDs, names or addresses. */
import { errorBody } from '../../nodes/shared/pingone/errors/errorBody';
import { isJsonObject } from '../../nodes/shared/pingone/json';
import { NotTried, type Answer } from './tenantClient';
import type { Observe } from './probe';
import type { Delivery, Run } from './run';

type JsonObject = Record<string, unknown>;

/** A text from PingOne that may be shown. Other texts may contain names. */
const WORD = /^[A-Z_]{1,40}$/;
/** All event types but that of a sign-on. */
const EVENT_TYPE = /^(?!SESSION\.CREATED$)[A-Z_]+\.[A-Z_]+$/;
/** The time limit for an event or its delivery. */
const EVENT_WITHIN_S = 60;
/** The time limit for all else. */
const WITHIN_S = 10;
/** Fewer events may be in order by chance. */
const MIN_EVENTS = 10;
const CONTENT_TYPES =
	/^(application\/(json|x-ndjson|ndjson|octet-stream)|text\/plain|none)(;.*)?$/i;

export function isSuccess({ status }: Answer): boolean {
	return status >= 200 && status < 300;
}

/** `204`, `404 NOT_FOUND`, `400 INVALID_DATA/INVALID_FILTER`, or `200 not JSON` from a proxy. */
export function statusOf({ status, body }: Answer): string {
	if (status < 300) return isJsonObject(body) || !body ? String(status) : `${status} not JSON`;
	const error = errorBody(body);
	if (error === undefined) return `${status} without a code`;
	const codes = [error.code, ...error.detailCodes.slice(0, 1)];
	return `${status} ${codes.map((code) => (WORD.test(code) ? code : 'unknown')).join('/')}`;
}

/** Returns the value of `account.status`, `devices.0.id` or the like. */
export function valueAt(object: unknown, path: string): unknown {
	return path.split('.').reduce((value: unknown, name) => Object(value)[name], object);
}

export function textAt(object: unknown, path: string): string | undefined {
	const value = valueAt(object, path);
	return typeof value === 'string' ? value : undefined;
}

/** Returns the objects of a list; PingOne may leave out an empty list. */
export function objectsIn(body: unknown, name: string): JsonObject[] {
	const list = valueAt(body, `_embedded.${name}`);
	return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

/** Returns the objects of a list. @throws {NotTried} if the list could not be read. */
export function listIn(answer: Answer, name: string): JsonObject[] {
	if (answer.status === 200 && isJsonObject(answer.body)) return objectsIn(answer.body, name);
	throw new NotTried(`the list of ${name} could not be read (${statusOf(answer)})`);
}

/** Describes the state after a change: from the response, or read if the response does not contain it. */
export function state(field: string, path: string): Observe {
	return async (answer, run) => {
		const value = valueAt(answer.body, field) ?? valueAt((await run.get(path)).body, field);
		return `${answer.status} ${WORD.test(String(value)) ? value : 'unknown'}`;
	};
}

/**
 * Tells if a filtered list contains the test user, and only users whose field starts with the value
 * that was asked for.
 */
export function found(field = '', value = ''): Observe {
	return (answer, { values }) => {
		const start = values[value]?.toLowerCase() ?? '';
		const users = listIn(answer, 'users');
		const fits = (user: JsonObject) => String(valueAt(user, field)).toLowerCase().startsWith(start);
		if (!users.every(fits)) return '200 filter ignored';
		return users.some(({ id }) => id === values.testUser) ? '200 found' : '200 not found';
	};
}

/** Reads something after a change, and tells if a field of it has the value of this name. */
export function shows(what: string, path: string, field: string, name: string): Observe {
	return async (answer, run) => {
		const isShown = valueAt((await run.get(path)).body, field) === run.values[name];
		return `${answer.status} ${isShown ? what : `not ${what}`}`;
	};
}

/** Tells if the response has a field. */
export function has(field: string): Observe {
	return ({ status, body }) =>
		`${status} ${valueAt(body, field) === undefined ? 'without' : 'with'} ${field}`;
}

/** Tells if a session of a disabled user is still active after ten seconds. */
export const sessionsStay: Observe = async (answer, run) => {
	const isOver = async () => (await run.get('sessions/{session}')).status !== 200;
	const hasEnded = await run.until(WITHIN_S, isOver);
	return `${answer.status} ${hasEnded ? 'sessions end' : 'sessions stay active'}`;
};

/** Tells if a session that was reset is still in the user's list. */
export const listedAfterReset: Observe = async (_answer, run, again) => {
	const isGone = async () =>
		!listIn(await again(), 'sessions').some(({ id }) => id === run.values.resetSession);
	return (await run.until(WITHIN_S, isGone)) ? 'no longer listed' : 'listed';
};

export const order: Observe = (answer) => {
	const times = listIn(answer, 'activities').map((one) => Date.parse(String(one.recordedAt)));
	if (new Set(times).size < MIN_EVENTS) throw new NotTried('too few events within a week');
	const isSorted = (sign: number) =>
		times.every((time, index) => index === 0 || sign * (time - times[index - 1]) >= 0);
	if (isSorted(-1)) return 'newest first';
	return isSorted(1) ? 'oldest first' : 'no order';
};

/** Waits for events, and describes their types, actors and resources. */
export function events(types = EVENT_TYPE): Observe {
	return async (_first, run, again) => {
		let found: JsonObject[] = [];
		const look = async () => {
			const list = listIn(await again(), 'activities');
			found = list.filter((event) => types.test(textAt(event, 'action.type') ?? ''));
			return found.length > 0;
		};
		if (!(await run.until(EVENT_WITHIN_S, look))) {
			throw new NotTried(`PingOne recorded no event within ${EVENT_WITHIN_S} s`);
		}
		// PingOne may record several events about one change, a little after each other.
		await run.pause(WITHIN_S);
		await look();
		return [...new Set(found.map((event) => eventText(event, run)))].sort().join(', ');
	};
}

function eventText(event: JsonObject, { values }: Run): string {
	const type = textAt(event, 'action.type') ?? '';
	const client = textAt(event, 'actors.client.id')?.toLowerCase();
	const isOwn = client === values.client?.toLowerCase();
	const actors = [
		client !== undefined && (isOwn ? 'this application' : 'another application'),
		valueAt(event, 'actors.user') !== undefined && 'a user',
	].filter((one) => one !== false);
	const resources = Array.isArray(event.resources) ? event.resources : [];
	const about = resources.map((one) => textAt(one, 'type') ?? '').filter((one) => WORD.test(one));
	return `${type} by ${actors.join(' and ') || 'nobody'} about ${about.sort().join(' and ') || 'nothing'}`;
}

/** Compares a role's permissions with those of Identity Data Admin. */
export function permissionsOf(role: string): Observe {
	return (_answer, { permissions }) => {
		const all = permissions['Identity Data Admin'] ?? [];
		const own = permissions[role];
		if (own === undefined) return '200 no such role';
		const shared = own.filter((one) => all.includes(one)).length;
		return `200 ${shared} of the ${all.length} permissions of Identity Data Admin`;
	};
}

/** Tells if PingOne calls a new webhook at once. */
export const firstCall: Observe = async (_answer, run) => {
	await run.until(WITHIN_S, () => run.deliveries.length > 0);
	return run.deliveries[0]?.method ?? 'no request';
};

/** Tells if the event of a delivery test arrives. */
export const deliveryTest: Observe = async (answer, run) => {
	const type = 'EVENT_DELIVERY_TEST';
	const isThere = () => run.deliveries.some(({ body }) => body.includes(type));
	return `${answer.status} ${(await run.until(WITHIN_S, isThere)) ? type : 'no event'}`;
};

/** Describes the delivery of an event about the own user. */
export function delivery(describe: (one: Delivery, run: Run) => string): Observe {
	return async (_answer, run) => {
		const isOwn = ({ body }: Delivery) => body.includes(run.values.ownUser ?? '\0');
		await run.until(EVENT_WITHIN_S, () => run.deliveries.some(isOwn));
		const one = run.deliveries.find(isOwn);
		if (one !== undefined) return describe(one, run);
		throw new NotTried(`nothing was delivered within ${EVENT_WITHIN_S} s`);
	};
}

export function headerOf({ method, authorization }: Delivery, { values }: Run): string {
	return `${method} ${authorization === values.webhookSecret ? 'with' : 'without'} header`;
}

export function contentTypeOf({ contentType }: Delivery): string {
	return CONTENT_TYPES.test(contentType) ? contentType.replace(/;.*/s, '') : 'something else';
}

export function shapeOf({ body }: Delivery): string {
	try {
		return Array.isArray(JSON.parse(body)) ? 'array' : 'object';
	} catch {
		return 'not JSON';
	}
}
