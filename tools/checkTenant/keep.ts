/** Remembers values of a response for later probes, such as IDs. They are not in the report. */
import { objectsIn, textAt, valueAt } from './observe';
import type { Run, Values } from './run';

const MINUTE_MS = 60_000;
/** Names of other roles may be the customer's own, and are not for the report. */
const ROLES = /^(Identity Data Admin|Environment Admin|(Advanced )?Help Desk Admin)$/;
const PERMISSION = /^[\w:.-]{1,80}$/;

export function idAs(name: string) {
	return (body: unknown): Values => ({ [name]: textAt(body, 'id') });
}

/** Keeps the names of roles, and their permissions for the report. */
export function rolesIn(body: unknown, { permissions }: Run): Values {
	const roles = objectsIn(body, 'roles').filter(({ name }) => ROLES.test(String(name)));
	for (const role of roles) {
		const list = Array.isArray(role.permissions) ? role.permissions : [];
		const ids = list.map((one) => textAt(one, 'id') ?? '').filter((id) => PERMISSION.test(id));
		permissions[String(role.name)] = ids.sort();
	}
	return Object.fromEntries(roles.map(({ id, name }) => [`role ${id}`, String(name)]));
}

/** Keeps the worker application's roles in the environment, in its populations or in the organization. */
export function ownRolesIn(body: unknown, run: Run): Values {
	const here = objectsIn(body, 'roleAssignments').filter(({ scope }) => {
		const isOfEnvironment = textAt(scope, 'type') === 'ENVIRONMENT';
		return !isOfEnvironment || textAt(scope, 'id') === run.settings.environmentId;
	});
	const names = here.map((one) => run.values[`role ${textAt(one, 'role.id')}`] ?? 'another role');
	run.roles = [...new Set(names)].sort();
	return {};
}

/** Keeps nothing if several users have the email, or if a name needs escaping in a filter. */
export function testUserIn(body: unknown, { values: { testUserEmail: email = '' } }: Run): Values {
	const isSame = (user: unknown) => textAt(user, 'email')?.toLowerCase() === email.toLowerCase();
	const [user, ...others] = objectsIn(body, 'users').filter(isSame);
	const [id, username = ''] = [textAt(user, 'id'), textAt(user, 'username')];
	if (others.length > 0 || id === undefined || /["\\]/.test(username)) return {};
	const enabled = String(user.enabled);
	return {
		...{ testUser: id, enabledTestUser: enabled === 'true' ? id : undefined, enabled, username },
		...{ start: username.slice(0, 4), emailStart: email.slice(0, 4) },
		population: textAt(user, 'population.id'),
	};
}

/** Keeps the test user's population, or else any, and another one. */
export function populationsIn(body: unknown, { values }: Run): Values {
	const ids = objectsIn(body, 'populations').map((one) => textAt(one, 'id'));
	const population = values.population ?? ids[0];
	return { population, otherPopulation: ids.find((id) => id !== population) };
}

export function groupIn(body: unknown): Values {
	return { group: textAt(objectsIn(body, 'groupMemberships')[0], 'id') };
}

/** Keeps the two newest active sessions, and an expired one. A clock may be wrong by a minute. */
export function sessionsIn(body: unknown): Values {
	const isExpired = (one: unknown) => {
		const idleMs = Number(valueAt(one, 'idleTimeoutInMinutes')) * MINUTE_MS;
		return Date.parse(String(valueAt(one, 'activeAt'))) + idleMs < Date.now() - MINUTE_MS;
	};
	const all = objectsIn(body, 'sessions');
	const [session, otherSession] = all
		.filter((one) => !isExpired(one))
		.map((one) => textAt(one, 'id'));
	return { session, otherSession, expiredSession: textAt(all.find(isExpired), 'id') };
}

/** Keeps a device that PingOne shows as not blocked. */
export function deviceIn(body: unknown): Values {
	const isOpen = (one: unknown) => textAt(one, 'block.status') === 'UNBLOCKED';
	return { openDevice: textAt(objectsIn(body, 'devices').find(isOpen), 'id') };
}
