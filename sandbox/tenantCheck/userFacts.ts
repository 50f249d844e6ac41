/** What the code assumes about users, what the worker application may do with them, and their devices. */
import type { FactKey } from './tenantFacts';
import { SHARED, SUCCESS, WRONG_MEDIA_TYPE, type Fact } from './fact';

/** What the worker application has to be allowed to change a user. */
const CHANGE = 'access.changeUsers';
const UNLOCK_PASSWORD = 'Unlock a password (that is not locked), content type ending in';
const UNBLOCK_DEVICE = 'Unblock an MFA device, content type ending in';

/** A response that can only mean that the filter is not supported. */
const INVALID_FILTER = /^400 \w+\/INVALID_FILTER$/;

export const USER_FACTS = {
	'access.users': access('Read users', 'Identity Data Admin'),
	'access.sessions': access('Read sessions', 'Identity Data Admin'),
	'access.subscriptions': access('Read webhooks', 'Environment Admin'),
	'access.createSubscription': access('Create a webhook', 'Environment Admin'),
	'access.activities': access('Read audit activities', 'Environment Admin'),
	'access.changeUsers': access('Change users', 'Identity Data Admin'),
	'access.reset': access('Reset sessions', 'Identity Data Admin'),
	'filter.usernameStartsWith': filter('username sw (starts with)', 'userSearch.ts: searchPage'),
	'filter.emailStartsWith': filter('email sw (starts with)', 'userSearch.ts: searchPage'),
	'filter.search': {
		...filter("several 'sw' (starts with) conditions joined by 'or'", 'userSearch.ts: searchPage'),
		copesWith: /^400 /,
	},
	'filter.emailEndsWith': ownFilter('email ew (ends with)'),
	'filter.givenNameContains': ownFilter('name.given co (contains)'),
	'filter.enabled': filter('enabled eq', 'userList.ts: isEnabled'),
	'filter.population': filter('population.id eq', 'userList.ts: inPopulation'),
	'filter.group': filter('by group (memberOfGroups[id eq "…"])', 'userList.ts: inGroup'),
	'filter.unsupported': {
		subject: 'User filter that PingOne does not support (createdAt gt)',
		assumed: '400 INVALID_DATA/INVALID_FILTER',
		holds: INVALID_FILTER,
		access: 'access.users',
		place: `${SHARED}/userList.ts: INVALID_FILTER`,
	},
	'disable.sessions': {
		subject: 'What happens to the sessions of a user who is disabled',
		assumed: 'sessions stay active',
		holds: /^sessions stay active$/,
		copesWith: /^sessions end$/,
		place: `${SHARED}/accounts.ts: setEnabled`,
	},
	'user.create': {
		subject: 'Create a user with a password',
		assumed: '201',
		holds: /^201$/,
		copesWith: SUCCESS,
		access: CHANGE,
		place: `${SHARED}/userChanges.ts: createUser`,
	},
	'lock.withoutTime': {
		subject: 'Lock an account without a time',
		assumed: '200, account stays OK (not locked)',
		holds: /^2\d\d OK$/,
		copesWith: /./,
		access: CHANGE,
		place: `${SHARED}/accounts.ts: lockAccount`,
	},
	'lock.withTime': {
		subject: 'Lock an account until a time',
		assumed: '200 LOCKED',
		holds: /^2\d\d LOCKED$/,
		access: CHANGE,
		place: `${SHARED}/accounts.ts: lockAccount`,
	},
	'lock.unlock': {
		subject: 'Unlock an account that is locked',
		assumed: '200 OK',
		holds: /^2\d\d OK$/,
		copesWith: /^2\d\d (?!LOCKED)\w+$/,
		access: CHANGE,
		place: `${SHARED}/accounts.ts: unlockAccount`,
	},
	'password.set': change('Set a password', 'passwords.ts: setPassword'),
	'password.forceChange': {
		subject: 'Force a change of the password',
		assumed: '200 or 204 MUST_CHANGE_PASSWORD',
		holds: /^2\d\d MUST_CHANGE_PASSWORD$/,
		copesWith: /^2\d\d UNKNOWN$/,
		access: CHANGE,
		place: `${SHARED}/passwords.ts: forcePasswordChange`,
	},
	'password.unlock': {
		...change(`${UNLOCK_PASSWORD} unlock+json`, 'passwords.ts: UNLOCK'),
		copesWith: WRONG_MEDIA_TYPE,
		instead: 'password.unlockPlain',
	},
	'password.unlockPlain': {
		...otherSpelling(`${UNLOCK_PASSWORD} unlock`, 'passwords.ts: UNLOCK'),
		instead: 'password.unlock',
	},
	'password.remove': {
		subject: 'Remove a password',
		assumed: '200 or 204 NO_PASSWORD',
		holds: /^2\d\d NO_PASSWORD$/,
		copesWith: /^2\d\d UNKNOWN$/,
		access: CHANGE,
		place: `${SHARED}/passwords.ts: removePassword`,
	},
	'user.delete': {
		subject: 'Delete a user',
		assumed: '204',
		holds: /^204$/,
		copesWith: SUCCESS,
		access: CHANGE,
		place: `${SHARED}/userChanges.ts: deleteUser`,
	},
	'device.block': {
		...change('Block an MFA device', 'deviceActions.ts: block'),
		assumed: '200 or 204 BLOCKED',
		holds: /^2\d\d BLOCKED$/,
		copesWith: /^2\d\d UNKNOWN$/,
	},
	'device.unblock': {
		...change(`${UNBLOCK_DEVICE} unblock+json`, 'devices.ts: DEVICE_UNBLOCK'),
		assumed: '200 or 204 UNBLOCKED',
		holds: /^2\d\d UNBLOCKED$/,
		copesWith: /^(2\d\d UNKNOWN$|(400|406|415)( |$))/,
		instead: 'device.unblockPlain',
	},
	'device.unblockPlain': {
		...otherSpelling(`${UNBLOCK_DEVICE} unblock`, 'devices.ts: DEVICE_UNBLOCK', ' UNBLOCKED'),
		copesWith: /^2\d\d UNKNOWN$/,
		instead: 'device.unblock',
	},
} satisfies Partial<Record<FactKey, Fact>>;

function access(subject: string, role: string): Fact {
	return {
		subject,
		assumed: `needs the role ${role}`,
		assumedIfAllowed: `allowed with the role ${role}`,
		// The roles cannot always be read, and it is not known what an organization's own ones contain.
		holds: new RegExp(`^(allowed|allowed with ${role}|denied without ${role})$`),
		copesWith: new RegExp(`^allowed without ${role}$`),
		place: `${SHARED}/roles.ts`,
	};
}

function filter(comparison: string, place: string): Fact {
	return {
		subject: `User filter: ${comparison}`,
		assumed: '200 found',
		holds: /^200 found$/,
		copesWith: INVALID_FILTER,
		access: 'access.users',
		place: `${SHARED}/${place}`,
	};
}

/** What only users of the field SCIM Filter send, who see what PingOne refuses. */
function ownFilter(comparison: string): Fact {
	return { ...filter(comparison, ''), place: 'sandbox/pingone/userFilter.ts: USER_FILTER' };
}

function change(subject: string, place: string): Fact {
	const assumed = '200 or 204';
	return { subject, assumed, holds: SUCCESS, access: CHANGE, place: `${SHARED}/${place}` };
}

/** The second of two media types: it is tried if the first one is refused, and may be refused as well. */
function otherSpelling(subject: string, place: string, state = ''): Fact {
	return {
		...change(subject, place),
		assumed: `200 or 204${state}, or an error because PingOne does not know this content type`,
		holds: new RegExp(`^(2\\d\\d${state}$|(400|406|415)( |$))`),
	};
}
