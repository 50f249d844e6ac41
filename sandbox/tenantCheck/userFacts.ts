/** What the code assumes about users, what the worker application may do with them, and their devices. */
import type { FactKey } from '../pingone/tenantFacts';
import { SHARED, SUCCESS, WRONG_MEDIA_TYPE, type Fact } from './fact';

/** A response that can only mean that the filter is not supported. */
const INVALID_FILTER = /^400 \w+\/INVALID_FILTER$/;

export const USER_FACTS = {
	'access.users': access('Read users', 'Identity Data Admin'),
	'access.sessions': access('Read sessions', 'Identity Data Admin'),
	'access.subscriptions': access('Read webhooks', 'Environment Admin'),
	'access.activities': access('Read audit activities', 'Environment Admin'),
	'access.changeUsers': access('Change users', 'Identity Data Admin'),
	'access.reset': access('Reset sessions', 'Identity Data Admin'),
	'filter.usernameStartsWith': filter('username sw', 'userSearch.ts: searchPage'),
	'filter.emailStartsWith': filter('email sw', 'userSearch.ts: searchPage'),
	'filter.search': {
		...filter('several sw, with or', 'userSearch.ts: searchPage'),
		copesWith: /^400 /,
	},
	'filter.emailEndsWith': ownFilter('email ew'),
	'filter.givenNameContains': ownFilter('name.given co'),
	'filter.enabled': filter('enabled eq', 'userList.ts: isEnabled'),
	'filter.population': filter('population.id eq', 'userList.ts: inPopulation'),
	'filter.group': filter('memberOfGroups[id eq', 'userList.ts: inGroup'),
	'filter.unsupported': {
		subject: 'Filter of users that PingOne does not support (createdAt gt)',
		assumed: '400 INVALID_DATA/INVALID_FILTER',
		holds: INVALID_FILTER,
		place: `${SHARED}/userList.ts: INVALID_FILTER`,
	},
	'disable.sessions': {
		subject: 'What becomes of the sessions when a user is disabled',
		assumed: 'stay',
		holds: /^stay$/,
		copesWith: /^end$/,
		place: `${SHARED}/accounts.ts: setEnabled`,
	},
	'user.create': {
		subject: 'Create a user with a password',
		assumed: '201',
		holds: /^201$/,
		copesWith: SUCCESS,
		place: `${SHARED}/userChanges.ts: createUser`,
	},
	'lock.withoutTime': {
		subject: 'Lock an account without a time',
		assumed: '200 OK (locks nobody)',
		holds: /^2\d\d OK$/,
		copesWith: /./,
		place: `${SHARED}/accounts.ts: lockAccount`,
	},
	'lock.withTime': {
		subject: 'Lock an account until a time',
		assumed: '200 LOCKED',
		holds: /^2\d\d LOCKED$/,
		place: `${SHARED}/accounts.ts: lockAccount`,
	},
	'lock.unlock': {
		subject: 'Unlock an account',
		assumed: '200 OK',
		holds: /^2\d\d (?!LOCKED$)/,
		place: `${SHARED}/accounts.ts: unlockAccount`,
	},
	'password.set': change('Set a password', 'passwords.ts: setPassword'),
	'password.forceChange': {
		subject: 'Force a change of the password',
		assumed: '200 or 204 MUST_CHANGE_PASSWORD',
		holds: /^2\d\d MUST_CHANGE_PASSWORD$/,
		copesWith: /^2\d\d UNKNOWN$/,
		place: `${SHARED}/passwords.ts: forcePasswordChange`,
	},
	'password.unlock': {
		...change('Unlock a password (unlock+json)', 'passwords.ts: UNLOCK'),
		copesWith: WRONG_MEDIA_TYPE,
		instead: 'password.unlockPlain',
	},
	'password.unlockPlain': {
		...otherSpelling('Unlock a password (unlock)', 'passwords.ts: UNLOCK'),
		instead: 'password.unlock',
	},
	'password.remove': {
		subject: 'Remove a password',
		assumed: '200 or 204 NO_PASSWORD',
		holds: /^2\d\d (NO_PASSWORD|UNKNOWN)$/,
		place: `${SHARED}/passwords.ts: removePassword`,
	},
	'user.delete': {
		subject: 'Delete a user',
		assumed: '204',
		holds: /^204$/,
		copesWith: SUCCESS,
		place: `${SHARED}/userChanges.ts: deleteUser`,
	},
	'device.block': {
		...change('Block an MFA device', 'deviceActions.ts: block'),
		assumed: '200 or 204 BLOCKED',
		holds: /^2\d\d (BLOCKED|UNKNOWN)$/,
	},
	'device.unblock': {
		...change('Unblock an MFA device (unblock+json)', 'devices.ts: DEVICE_UNBLOCK'),
		assumed: '200 or 204 UNBLOCKED',
		holds: /^2\d\d (UNBLOCKED|UNKNOWN)$/,
		copesWith: WRONG_MEDIA_TYPE,
		instead: 'device.unblockPlain',
	},
	'device.unblockPlain': {
		...otherSpelling('Unblock an MFA device (unblock)', 'devices.ts: DEVICE_UNBLOCK'),
		instead: 'device.unblock',
	},
} satisfies Partial<Record<FactKey, Fact>>;

function access(subject: string, role: string): Fact {
	return {
		subject,
		assumed: `allowed with ${role}, and not without`,
		// The roles cannot always be read.
		holds: new RegExp(`^(allowed|allowed with ${role}|denied without ${role})$`),
		copesWith: new RegExp(`^allowed without ${role}$`),
		place: `${SHARED}/roles.ts`,
	};
}

function filter(comparison: string, place: string): Fact {
	return {
		subject: `Filter of users: ${comparison}`,
		assumed: '200 found',
		holds: /^200 found$/,
		copesWith: INVALID_FILTER,
		place: `${SHARED}/${place}`,
	};
}

/** What only users of the field SCIM Filter send, who see what PingOne refuses. */
function ownFilter(comparison: string): Fact {
	return { ...filter(comparison, ''), place: 'sandbox/pingone/userFilter.ts: USER_FILTER' };
}

function change(subject: string, place: string): Fact {
	return { subject, assumed: '200 or 204', holds: SUCCESS, place: `${SHARED}/${place}` };
}

/** The second of two media types: it is tried if the first one is refused, and may be refused as well. */
function otherSpelling(subject: string, place: string): Fact {
	const holds = /^(2\d\d$|(400|406|415)( |$))/;
	return { ...change(subject, place), assumed: '200 or 204, or refused as unknown', holds };
}
