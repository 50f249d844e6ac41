/** What the worker application may do, and which roles it has. */
import { rejectsToken } from '../../../nodes/shared/pingone/apiErrors';
import { ENVIRONMENT_ADMIN, IDENTITY_DATA_ADMIN } from '../../../nodes/shared/pingone/roles';
import { scimString } from '../../../nodes/shared/pingone/scim';
import type { FactKey } from '../../pingone/tenantFacts';
import { UsageError } from '../../usageError';
import type { Check, CheckedUser, Step } from '../check';
import { NotSettled } from '../notSettled';
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
	'access.activities': ENVIRONMENT_ADMIN,
	'access.changeUsers': IDENTITY_DATA_ADMIN,
	'access.reset': IDENTITY_DATA_ADMIN,
} as const satisfies Partial<Record<FactKey, string>>;

/** Every organization has these; a role of one's own may have a name that nobody else is to read. */
const WELL_KNOWN = [
	'Organization Admin',
	'Environment Admin',
	'Identity Data Admin',
	'Identity Data Read Only',
	'Client Application Developer',
	'Configuration Read Only',
	'Application Owner',
];
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
	const { status } = response;
	const role = NEEDED[key];
	const isDenied = status === 403 || (status === 401 && !rejectsToken(response));
	const { roles } = check;
	if (!isDenied && !isSuccess(response)) {
		check.reasons[key] = `PingOne returned ${observedOf(response)}`;
	} else if (roles !== undefined) {
		const has = roles.includes(role) ? 'with' : 'without';
		check.settle(key, `${isDenied ? 'denied' : 'allowed'} ${has} ${role}`);
	} else if (isDenied) {
		check.reasons[key] = `PingOne denies access: grant the role ${role} if you want this`;
	} else check.settle(key, 'allowed');
}

/** The roles that the worker application has in the environment, or for the test user's population. */
async function rolesOf(check: Check): Promise<string[]> {
	const { workerEnvironmentId, environmentId, worker } = check.settings;
	const path = `/environments/${workerEnvironmentId}/applications/${worker.clientId}/roleAssignments`;
	const assignments = listIn(await check.client.send('GET', path), 'roleAssignments');
	const roles = listIn(await check.client.send('GET', '/roles'), 'roles');
	const names = new Map(roles.map((role) => [textIn(role, 'id'), textIn(role, 'name')]));
	const places = [environmentId, check.users.test?.populationId].map((id) => id?.toLowerCase());
	const held = assignments
		.filter(
			({ scope }) =>
				textIn(scope, 'type') === 'ORGANIZATION' ||
				places.includes(textIn(scope, 'id').toLowerCase()),
		)
		.map(({ role }) => names.get(textIn(role, 'id')) ?? '');
	return WELL_KNOWN.filter((name) => held.includes(name));
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
