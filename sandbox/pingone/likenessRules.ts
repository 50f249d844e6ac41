/** Which requests each fact of a tenant is about, and what they do where it is otherwise than here. */
import { isRefusal, isResponse, observedIn } from './likenessWords';
import {
	bodyOf,
	device,
	filter,
	FOUND,
	IGNORED,
	isJsonType,
	isPlainType,
	lock,
	LOGOUT,
	NOT_FOUND,
	OR,
	password,
	removePassword,
	reset,
	setMustChange,
	setPassword,
	unlock,
	type RequestRule,
} from './likenessRuleKinds';
import type { FactKey } from './tenantFacts';

const MINUTE_MS = 60_000;
/** The part of a filter that is in parentheses. */
const ALTERNATIVES = / and \([^()]*\)/;

export const RULES: Partial<Record<FactKey, RequestRule>> = {
	'filter.usernameStartsWith': filter('username sw'),
	'filter.emailStartsWith': filter('email sw'),
	'filter.search': {
		pattern: 'GET users',
		isMeant: (asked) => asked.filter.includes(OR),
		words: [FOUND, NOT_FOUND],
		rewrites: { [IGNORED]: () => '' },
	},
	'filter.emailEndsWith': filter('email ew'),
	'filter.givenNameContains': filter('name.given co'),
	'filter.enabled': filter('enabled eq'),
	'filter.population': filter('population.id eq'),
	'filter.group': filter('memberOfGroups[id eq'),
	'filter.unsupported': { ...filter('createdAt gt'), refusal: 400 },
	'session.delete': {
		pattern: 'DELETE users/*/sessions/*',
		isMeant: ({ tenant, parts }) => tenant.sessions.isAlive(parts[3]),
	},
	'reset.live': reset(({ tenant, parts }) => tenant.sessions.isAlive(parts[1])),
	'reset.ended': reset(({ tenant, parts }) => tenant.sessions.howEnded(parts[1]) === 'delete'),
	'reset.expired': reset(
		({ tenant: { sessions }, parts: [, id] }) => sessions.has(id) && !sessions.isAlive(id),
	),
	'reset.repeated': reset(({ tenant, parts }) => tenant.sessions.howEnded(parts[1]) === 'reset'),
	'reset.unknown': reset(
		({ tenant: { sessions }, parts: [, id] }) =>
			sessions.howEnded(id) === undefined && !sessions.has(id),
	),
	'reset.wrongMediaType': {
		pattern: 'POST sessions/*',
		isMeant: ({ action }) => action !== LOGOUT,
		refusal: 415,
	},
	'session.readAfterReset': {
		pattern: 'GET sessions/*',
		isMeant: ({ tenant, parts }) => tenant.sessions.howEnded(parts[1]) === 'reset',
		refusal: 404,
	},
	'disable.sessions': {
		pattern: 'PUT users/*/enabled',
		isMeant: (asked) => bodyOf(asked).enabled === false,
		words: ['sessions stay active'],
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
		OK: setPassword,
		NO_PASSWORD: removePassword,
	}),
	'password.forceChange': password('POST', 'password.forceChange', {
		OK: (asked) => setMustChange(asked, false),
		MUST_CHANGE_PASSWORD: (asked) => setMustChange(asked, true),
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
		// What PingOne accepts it may as well ignore: the report does not say.
		rewrites: { '': (text) => text.replace(ALTERNATIVES, '') },
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

/**
 * The request on which the check has seen what a worker application may do. A refusal that is no matter
 * of roles, such as an invalid field, says nothing about others.
 */
export const SEEN_ON: Partial<Record<FactKey, RequestRule>> = {
	'access.users': { pattern: 'GET users' },
	'access.sessions': { pattern: 'GET users/*/sessions' },
	'access.subscriptions': { pattern: 'GET subscriptions' },
	'access.createSubscription': { pattern: 'POST subscriptions' },
	'access.activities': {
		pattern: 'GET activities',
		isMeant: ({ request: { query } }) => query.limit === '1',
	},
	'access.changeUsers': RULES['user.create'],
	'access.reset': RULES['reset.live'],
};

/** How a client asks for the roles of its application. */
export const READ_ROLES = 'GET applications/*/roleAssignments';

/** What a worker application may do, as the check has it. */
const ACCESS_WORDS = /^(allowed$|(allowed|denied) with(out)? )/;

/** Whether the simulator can answer as it was observed; undefined for what is no matter of requests. */
export function canAnswerAs(key: FactKey, text: string): boolean | undefined {
	const observed = observedIn(text);
	const isPossible = isResponse(observed);
	if (ACCESS[key] !== undefined) {
		return ACCESS_WORDS.test(text) || (isPossible && isRefusal(observed));
	}
	const rule = RULES[key];
	if (rule === undefined) return undefined;
	const { words = [], effects = {}, rewrites = {}, state } = rule;
	const known = [...words, ...Object.keys(effects), ...Object.keys(rewrites)];
	if (observed.words !== '') return known.includes(observed.words);
	if (!isPossible || isRefusal(observed)) return isPossible;
	return observed.code === '' || state !== undefined;
}
