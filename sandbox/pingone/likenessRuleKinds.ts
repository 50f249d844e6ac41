/** The rules that several facts of a tenant have in common; see `likenessRules.ts`. */
import type { Request } from 'express';
import { removedPassword } from './password';
import { isJsonObject, valueIn, type JsonObject } from './requestBody';
import type { RequestPattern } from './requestPattern';
import { bodyText } from './resource';
import type { StateHolder } from './shownStates';
import type { Tenant } from './tenant';
import { activeLock } from './user';

/** A request, and what it is about. */
export interface Asked extends RequestPattern {
	tenant: Tenant;
	request: Request;
	/** The filter in its query; empty where it has none. */
	filter: string;
}

export interface RequestRule {
	pattern: string;
	/** Which of these requests; all of them where left out. */
	isMeant?(asked: Asked): boolean;
	/** The refusal that the other tenant may not know; whatever else the simulator refuses stays so. */
	refusal?: 400 | 404 | 415;
	/** The words behind an observed status, or in its place, that need nothing below. */
	words?: string[];
	/** What is so afterwards, by the word behind the observed status; the empty one for none. */
	effects?: Record<string, (asked: Asked) => void>;
	/** The filter that is applied in place of the one that was sent, by the same word. */
	rewrites?: Record<string, (filter: string) => string>;
	/** What has the state that may stand behind the observed status. */
	state?: StateHolder;
}

export const LOGOUT = 'sso.session.logout';
export const OR = ' or ';
/** Words for what comes of a filter. */
export const FOUND = 'found';
export const NOT_FOUND = 'not found';
export const IGNORED = 'ignored';
/** What a filter compares with; the bracket is that of an element of a list. */
const VALUE = String.raw`("(\\.|[^"\\])*"|true|false)\]?`;
const HOUR_MS = 60 * 60_000;

export function filter(comparison: string): RequestRule {
	const escaped = comparison.replace(/[[.]/g, String.raw`\$&`);
	const whole = new RegExp(`(?<before> and )?${escaped} ${VALUE}(?<after> and )?`);
	const without = (text: string) => {
		const { before, after } = whole.exec(text)?.groups ?? {};
		return text.replace(whole, before && after ? ' and ' : '');
	};
	return {
		pattern: 'GET users',
		isMeant: (asked) => asked.filter.includes(comparison) && !asked.filter.includes(OR),
		words: [FOUND, NOT_FOUND],
		rewrites: { [IGNORED]: without },
	};
}

export function reset(isMeant: (asked: Asked) => boolean): RequestRule {
	return {
		pattern: 'POST sessions/*',
		isMeant: (asked) => asked.action === LOGOUT && bodyText(asked.request) === '' && isMeant(asked),
		refusal: 404,
	};
}

export function lock(action: string, isMeant: (asked: Asked) => boolean): RequestRule {
	const setLock = ({ tenant: { users }, parts }: Asked, isLocked: boolean) => {
		const user = users.get(parts[1]);
		const now = new Date();
		const made = { lockedAt: now, unlockAt: new Date(now.getTime() + HOUR_MS) };
		const lock = user && isLocked ? (activeLock(user) ?? made) : undefined;
		if (user !== undefined) users.replace({ ...user, lock });
	};
	return {
		pattern: 'POST users/*',
		isMeant: (asked) => asked.action === action && isMeant(asked),
		state: 'account',
		effects: { LOCKED: (asked) => setLock(asked, true), OK: (asked) => setLock(asked, false) },
	};
}

export function password(
	method: string,
	action: string,
	effects: RequestRule['effects'] = {},
	isMeant: (asked: Asked) => boolean = () => true,
): RequestRule {
	return {
		pattern: `${method} users/*/password`,
		isMeant: (asked) => asked.action === action && isMeant(asked),
		refusal: 415,
		state: 'itself',
		effects,
	};
}

export function setMustChange(
	{ tenant: { passwords }, parts: [, id] }: Asked,
	mustChange: boolean,
): void {
	const password = passwords.get(id);
	if (password !== undefined) passwords.set(id, { ...password, mustChange });
}

/** One that nobody knows. */
export function setPassword({ tenant: { passwords }, parts: [, id] }: Asked): void {
	passwords.assign(id, crypto.randomUUID());
}

export function removePassword({ tenant: { passwords }, parts: [, id] }: Asked): void {
	passwords.set(id, removedPassword(passwords.get(id)));
}

export function unlock({ tenant: { passwords }, parts: [, id] }: Asked): void {
	passwords.count(id, true);
}

export function device(what: 'block' | 'unblock', isMeant: (asked: Asked) => boolean): RequestRule {
	const setBlocked = (isBlocked: boolean) => (asked: Asked) => {
		const found = asked.tenant.devices.get(asked.parts[3]);
		if (found !== undefined) found.isBlocked = isBlocked;
	};
	return {
		pattern: 'POST users/*/devices/*',
		isMeant: (asked) => asked.action === `device.${what}` && isMeant(asked),
		refusal: 415,
		state: 'block',
		effects: {
			'': setBlocked(what === 'block'),
			BLOCKED: setBlocked(true),
			UNBLOCKED: setBlocked(false),
		},
	};
}

export function isJsonType({ request: { headers } }: Asked): boolean {
	return headers['content-type']?.endsWith('+json') === true;
}

export function isPlainType(asked: Asked): boolean {
	return !isJsonType(asked);
}

export function bodyOf({ request }: Asked): JsonObject {
	const body = valueIn(bodyText(request));
	return isJsonObject(body) ? body : {};
}
