/** Which requests each fact of a tenant is about, and what they do where it is otherwise than here. */
import type { Request } from 'express';
import { newPassword, removedPassword } from './password';
import { isJsonObject, type JsonObject } from './requestBody';
import type { RequestPattern } from './requestPattern';
import { bodyText } from './resource';
import type { FactKey } from './tenantFacts';
import type { Tenant } from './tenant';

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
	/** What is so afterwards, by the word behind the observed status; the empty one for none. */
	effects?: Record<string, (asked: Asked) => void>;
	/** What has this word as its `status` in the body of a response. */
	stateIn?(body: JsonObject): unknown;
}

const LOGOUT = 'sso.session.logout';
const OR = ' or ';
const HOUR_MS = 60 * 60_000;
const MINUTE_MS = 60_000;

export const RULES: Partial<Record<FactKey, RequestRule>> = {
	'filter.usernameStartsWith': filter('username sw'),
	'filter.emailStartsWith': filter('email sw'),
	'filter.search': { pattern: 'GET users', isMeant: (asked) => asked.filter.includes(OR) },
	'filter.emailEndsWith': filter('email ew'),
	'filter.givenNameContains': filter('name.given co'),
	'filter.enabled': filter('enabled eq'),
	'filter.population': filter('population.id eq'),
	'filter.group': filter('memberOfGroups[id eq'),
	'filter.unsupported': filter('createdAt gt'),
	'session.delete': {
		pattern: 'DELETE users/*/sessions/*',
		isMeant: ({ tenant, parts }) => tenant.sessions.isAlive(parts[3]),
	},
	'reset.live': reset(({ tenant, parts }) => tenant.sessions.isAlive(parts[1])),
	'reset.ended': reset((asked) => howEnded(asked) === 'delete'),
	'reset.expired': reset(
		({ tenant: { sessions }, parts: [, id] }) => sessions.has(id) && !sessions.isAlive(id),
	),
	'reset.repeated': reset((asked) => howEnded(asked) === 'reset'),
	'reset.unknown': reset(
		(asked) => howEnded(asked) === undefined && !asked.tenant.sessions.has(asked.parts[1]),
	),
	'reset.wrongMediaType': {
		pattern: 'POST sessions/*',
		isMeant: ({ action }) => action !== LOGOUT,
		refusal: 415,
	},
	'session.readAfterReset': {
		pattern: 'GET sessions/*',
		isMeant: (asked) => howEnded(asked) === 'reset',
		refusal: 404,
	},
	'disable.sessions': {
		pattern: 'PUT users/*/enabled',
		isMeant: (asked) => bodyOf(asked).enabled === false,
		effects: { 'sessions end': ({ tenant, parts }) => tenant.sessions.deleteOf(parts[1]) },
	},
	'user.create': { pattern: 'POST users' },
	'user.delete': { pattern: 'DELETE users/*' },
	'lock.withoutTime': lock('account.lock', (asked) => bodyOf(asked).unlockAt === undefined),
	'lock.withTime': lock(
		'account.lock',
		(asked) => Date.parse(String(bodyOf(asked).unlockAt)) > Date.now(),
	),
	'lock.unlock': lock('account.unlock', () => true),
	'password.set': password('PUT', 'password.set'),
	'password.remove': password('PUT', 'password.setValue', {
		OK: (asked) => setPassword(asked, false),
		NO_PASSWORD: ({ tenant, parts: [, id] }) =>
			tenant.passwords.set(id, removedPassword(tenant.passwords.get(id))),
	}),
	'password.forceChange': password('POST', 'password.forceChange', {
		OK: (asked) => setPassword(asked, false),
		MUST_CHANGE_PASSWORD: (asked) => setPassword(asked, true),
	}),
	'password.unlock': password('POST', 'password.unlock', { '': unlock }, isJsonType),
	'password.unlockPlain': password('POST', 'password.unlock', { '': unlock }, isPlainType),
	'device.block': device('block', () => true),
	'device.unblock': device('unblock', isJsonType),
	'device.unblockPlain': device('unblock', isPlainType),
	'activities.future': {
		pattern: 'GET activities',
		isMeant: ({ filter: text }) => {
			const [, before = ''] = /recordedAt lt "([^"]+)"/.exec(text) ?? [];
			return Date.parse(before) > Date.now() + MINUTE_MS;
		},
	},
	'activities.limit': {
		pattern: 'GET activities',
		isMeant: ({ request: { query } }) => query.limit === '500',
	},
	'activities.severalTypes': {
		pattern: 'GET activities',
		isMeant: ({ filter: text }) => text.includes(OR),
		refusal: 400,
	},
};

/** What a missing role keeps a client from. */
export const ACCESS: Partial<Record<FactKey, RegExp>> = {
	'access.users': /^GET users(?!\/\*\/sessions)/,
	'access.sessions': /^(GET users\/\*\/sessions|GET sessions|DELETE users\/\*\/sessions)/,
	'access.subscriptions': / subscriptions/,
	'access.createSubscription': /^POST subscriptions$/,
	'access.activities': / activities/,
	'access.changeUsers': /^(POST|PUT|PATCH|DELETE) users(?!\/\*\/sessions)/,
	'access.reset': /^POST sessions\/\*$/,
};

function filter(comparison: string): RequestRule {
	return {
		pattern: 'GET users',
		isMeant: (asked) => asked.filter.includes(comparison) && !asked.filter.includes(OR),
	};
}

function reset(isMeant: (asked: Asked) => boolean): RequestRule {
	return {
		pattern: 'POST sessions/*',
		isMeant: (asked) => asked.action === LOGOUT && bodyText(asked.request) === '' && isMeant(asked),
		refusal: 404,
	};
}

function howEnded({ tenant, parts }: Asked) {
	return tenant.sessions.howEnded(parts[1]);
}

function lock(action: string, isMeant: (asked: Asked) => boolean): RequestRule {
	const setLock = ({ tenant: { users }, parts }: Asked, isLocked: boolean) => {
		const user = users.get(parts[1]);
		const now = new Date();
		const made = { lockedAt: now, unlockAt: new Date(now.getTime() + HOUR_MS) };
		if (user !== undefined) users.replace({ ...user, lock: isLocked ? made : undefined });
	};
	return {
		pattern: 'POST users/*',
		isMeant: (asked) => asked.action === action && isMeant(asked),
		stateIn: (body) => body.account,
		effects: { LOCKED: (asked) => setLock(asked, true), OK: (asked) => setLock(asked, false) },
	};
}

function password(
	method: string,
	action: string,
	effects: RequestRule['effects'] = {},
	isMeant: (asked: Asked) => boolean = () => true,
): RequestRule {
	return {
		pattern: `${method} users/*/password`,
		isMeant: (asked) => asked.action === action && isMeant(asked),
		refusal: 415,
		stateIn: (body) => body,
		effects,
	};
}

/** One that nobody knows. */
function setPassword({ tenant: { passwords }, parts: [, id] }: Asked, mustChange: boolean): void {
	passwords.set(id, newPassword(id, crypto.randomUUID(), mustChange, passwords.get(id)));
}

function unlock({ tenant: { passwords }, parts: [, id] }: Asked): void {
	passwords.count(id, true);
}

function device(what: 'block' | 'unblock', isMeant: (asked: Asked) => boolean): RequestRule {
	const setBlocked = (isBlocked: boolean) => (asked: Asked) => {
		const found = asked.tenant.devices.get(asked.parts[3]);
		if (found !== undefined) found.isBlocked = isBlocked;
	};
	return {
		pattern: 'POST users/*/devices/*',
		isMeant: (asked) => asked.action === `device.${what}` && isMeant(asked),
		refusal: 415,
		stateIn: (body) => body.block,
		effects: {
			'': setBlocked(what === 'block'),
			BLOCKED: setBlocked(true),
			UNBLOCKED: setBlocked(false),
			// From now on nothing is shown.
			UNKNOWN: (asked) => {
				setBlocked(what === 'block')(asked);
				asked.tenant.devices.showsBlock = false;
			},
		},
	};
}

function isJsonType({ request: { headers } }: Asked): boolean {
	return headers['content-type']?.endsWith('+json') === true;
}

function isPlainType(asked: Asked): boolean {
	return !isJsonType(asked);
}

function bodyOf({ request }: Asked): Record<string, unknown> {
	try {
		const body: unknown = JSON.parse(bodyText(request));
		return isJsonObject(body) ? body : {};
	} catch {
		return {};
	}
}
