/** What the worker application may do. */
import { rejectsToken } from '../../../nodes/shared/pingone/apiErrors';
import { ENVIRONMENT_ADMIN, IDENTITY_DATA_ADMIN } from '../../../nodes/shared/pingone/roles';
import { scimString } from '../../../nodes/shared/pingone/scim';
import type { FactKey } from '../tenantFacts';
import { UsageError } from '../../usageError';
import type { Check, CheckedUser, Step } from '../check';
import { isAboutLicense } from '../evidence';
import { NotSettled } from '../notSettled';
import { hasOthers, rolesOf } from '../roles';
import {
	isSuccess,
	listIn,
	observedOf,
	textIn,
	type JsonObject,
	type TenantResponse,
} from '../tenantResponse';
import { activitiesPath } from './activities';

const NEEDED = {
	'access.users': IDENTITY_DATA_ADMIN,
	'access.sessions': IDENTITY_DATA_ADMIN,
	'access.subscriptions': ENVIRONMENT_ADMIN,
	'access.createSubscription': ENVIRONMENT_ADMIN,
	'access.activities': ENVIRONMENT_ADMIN,
	'access.changeUsers': IDENTITY_DATA_ADMIN,
	'access.reset': IDENTITY_DATA_ADMIN,
} as const satisfies Partial<Record<FactKey, string>>;

const HOUR_MS = 60 * 60_000;

export const access: Step = {
	facts: ['access.users', 'access.sessions', 'access.subscriptions', 'access.activities'],
	async run(check) {
		const users = await check.send('GET', `users?filter=${emailFilter(check)}`);
		if (isSuccess(users)) check.users.test = onlyUserIn(users, check);
		check.roles = await rolesOf(check).catch((error: unknown) => {
			if (error instanceof NotSettled) return undefined;
			throw error;
		});
		settleAccess(check, 'access.users', users);
		throwIfNothingCanBeRead(check, users);
		settleAccess(check, 'access.subscriptions', await check.send('GET', 'subscriptions'));
		const now = Date.now();
		const activities = await check.send('GET', activitiesPath(now - HOUR_MS, now, '', 1));
		settleAccess(check, 'access.activities', activities);
		const sessions = await check.send('GET', `users/${check.userOf('test').id}/sessions`);
		settleAccess(check, 'access.sessions', sessions);
	},
};

/** Whether the worker may do something, and whether it has the role that the code says it needs. */
export function settleAccess(
	check: Check,
	key: keyof typeof NEEDED,
	response: TenantResponse,
): void {
	const role = NEEDED[key];
	const { roles } = check;
	if (isSuccess(response)) {
		// A role of the organization's own may allow it as well.
		const isUnknown = roles === undefined || (hasOthers(roles) && !roles.includes(role));
		check.settle(key, isUnknown ? 'allowed' : `allowed ${withOrWithout(role, roles)}`);
	} else if (!isDenied(response)) {
		// Whatever it is: the nodes send the same.
		check.settle(key, observedOf(response));
	} else if (roles !== undefined) check.settle(key, `denied ${withOrWithout(role, roles)}`);
	else check.reasons[key] = `PingOne denies access: grant the role ${role} if you want this`;
}

function withOrWithout(role: string, roles: string[]): string {
	return `${roles.includes(role) ? 'with' : 'without'} ${role}`;
}

/** For lack of a role: not for lack of a license, or of a token that is accepted. */
function isDenied(response: TenantResponse): boolean {
	const { status } = response;
	if (isAboutLicense(observedOf(response))) return false;
	return status === 403 || (status === 401 && !rejectsToken(response));
}

/** PingOne denies access to an environment that does not exist as if a role were missing. */
function throwIfNothingCanBeRead(check: Check, users: TenantResponse): void {
	const role = NEEDED['access.users'];
	if (!isDenied(users) || check.roles?.includes(role)) return;
	throw new UsageError(
		`PingOne denies access to the users of the environment, so nothing can be found out. Check the environment ID, or grant the worker application the role ${role} for this environment.`,
	);
}

function emailFilter({ settings: { email } }: Check): string {
	return encodeURIComponent(`email eq ${scimString(email)}`);
}

/** @throws {UsageError} where there is none, or more than one: nothing else can be found out then. */
function onlyUserIn(response: TenantResponse, { settings }: Check): CheckedUser {
	const found = listIn(response, 'users').filter(
		(user) => textIn(user, 'email').toLowerCase() === settings.email.toLowerCase(),
	);
	if (found.length === 1) return userIn(found[0]);
	throw new UsageError(
		`${found.length === 0 ? 'No user' : 'More than one user'} of the environment has the email ${settings.email}. Choose another test user.`,
	);
}

export function userIn(user: JsonObject): CheckedUser {
	return {
		id: textIn(user, 'id'),
		username: textIn(user, 'username'),
		email: textIn(user, 'email'),
		populationId: textIn(user.population, 'id'),
		enabled: user.enabled === true,
	};
}
