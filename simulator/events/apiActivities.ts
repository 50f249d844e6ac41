/** Records the events of requests to the management API that change something. */
import type { NextFunction, Request, Response } from 'express';
import type { Client, NewActivity, Thing } from './activity';
import { isJsonObject, valueIn } from '../requestBody';
import { requestPattern, type RequestPattern } from '../requestPattern';
import { bodyText } from '../resource';
import { ADMINISTRATOR } from '../seed/seedUsers';
import { seededUserId } from '../seed/seededIds';
import type { Tenant } from '../tenant';
import { activeLock, type User } from '../users/user';

/** Returns the events of a request that succeeded, from the response's body. */
type AfterResponse = (body: unknown) => NewActivity[];

/** The application of PingOne's console. An administrator acts with it, by a token that is no worker's. */
const CONSOLE: Client = { id: 'adminui', name: 'adminui' };

/** The types by method and path, in which each ID is `*`; several of them by a part of the media type. */
const TYPES: Record<string, string | Record<string, string>> = {
	'POST users': 'USER.CREATED',
	'PATCH users/*': 'USER.UPDATED',
	'POST users/*': { 'account.lock': 'USER.LOCKED', 'account.unlock': 'USER.UNLOCKED' },
	'DELETE users/*': 'USER.DELETED',
	'PUT users/*/enabled': 'USER.UPDATED',
	'PUT users/*/population': 'USER.UPDATED',
	'PUT users/*/password': { 'password.setValue': 'PASSWORD.UNSET', 'password.set': 'PASSWORD.SET' },
	'POST users/*/password': {
		'password.forceChange': 'PASSWORD.FORCE_CHANGE',
		'password.unlock': 'PASSWORD.UNLOCKED',
		'password.sendRecoveryCode': 'PASSWORD.RECOVERY',
	},
	'POST users/*/memberOfGroups': 'MEMBER_OF_GROUP.CREATED',
	'DELETE users/*/memberOfGroups/*': 'MEMBER_OF_GROUP.DELETED',
	'POST groups': 'GROUP.CREATED',
	'PUT groups/*': 'GROUP.UPDATED',
	'DELETE groups/*': 'GROUP.DELETED',
	'POST users/*/devices': { '': 'DEVICE.CREATED' },
	'PUT users/*/devices/*/nickname': 'DEVICE.NICKNAME_UPDATED',
	'POST users/*/devices/*': {
		'device.activate': 'DEVICE.ACTIVATED',
		'device.unlock': 'DEVICE.UNLOCKED',
		'device.block': 'DEVICE.BLOCKED',
		'device.unblock': 'DEVICE.UNBLOCKED',
	},
	'DELETE users/*/devices/*': 'DEVICE.DELETED',
	// Which type the end of a session has is not documented.
	'POST sessions/*': 'SESSION.DELETED',
	'DELETE users/*/sessions/*': 'SESSION.DELETED',
	'POST subscriptions': 'SUBSCRIPTION.CREATED',
	'PUT subscriptions/*': 'SUBSCRIPTION.UPDATED',
	'DELETE subscriptions/*': 'SUBSCRIPTION.DELETED',
};

/** The type of an object that is not a user, by what is before its ID in a path. */
const THING_TYPES: Record<string, string> = {
	devices: 'DEVICE',
	groups: 'GROUP',
	memberOfGroups: 'MEMBER_OF_GROUP',
	sessions: 'SESSION',
	subscriptions: 'SUBSCRIPTION',
};

/** Express middleware that records the events of the requests that succeed. It goes before the routes. */
export function recordActivities(tenant: Tenant) {
	return (request: Request, response: Response, next: NextFunction) => {
		const activity = apiActivity(tenant, request);
		if (activity !== undefined) {
			const { end } = response;
			response.end = (...content: unknown[]) => {
				const happened = response.statusCode < 300 ? activity(content[0]) : [];
				for (const one of happened) tenant.activities.record(one);
				return Reflect.apply(end, response, content);
			};
		}
		next();
	};
}

/** Returns undefined for a request that changes nothing. Reads the affected user before the change. */
function apiActivity(tenant: Tenant, request: Request): AfterResponse | undefined {
	const found = requestPattern(request);
	if (found === undefined) return undefined;
	const { environmentId, parts, pattern } = found;
	const types = tenant.activities.endOfSession[pattern] ?? typesOf(found);
	if (types.length === 0) return undefined;

	const before = userIn(tenant, parts);
	const thingBefore = thingIn(tenant, parts);
	const acted = actorsOf(tenant, request);
	return (body) => {
		const user = before ?? (pattern === 'POST users' ? tenant.users.get(idIn(body)) : undefined);
		if (types.includes('USER.LOCKED') && !isLocked(tenant, user?.id)) return [];
		const thing = thingBefore ?? createdThing(tenant, parts, request, body);
		const isBetweenAdministrators =
			isAdministrator(tenant, acted.actor) && isAdministrator(tenant, user);
		return types.map((type) => ({
			environmentId,
			type,
			...acted,
			source: { ipAddress: request.ip ?? '', userAgent: request.headers['user-agent'] ?? '' },
			...(user && { user }),
			...(thing && { things: [thing] }),
			...(type === 'USER.UPDATED' && { changedAttributes: changedBy(parts, request) }),
			...(isBetweenAdministrators && { isBetweenAdministrators }),
		}));
	};
}

function typesOf({ pattern, action }: RequestPattern): string[] {
	const types = TYPES[pattern] ?? {};
	const type = typeof types === 'string' ? types : types[action];
	return type === undefined ? [] : [type];
}

/** The user that a request is about. */
function userIn({ users, sessions }: Tenant, [kind, id = '']: string[]): User | undefined {
	return users.get(kind === 'sessions' ? (sessions.get(id)?.userId ?? '') : id);
}

/** The last object in a path, if it is not the user. */
function thingIn(tenant: Tenant, parts: string[]): Thing | undefined {
	const [kind, id] = parts.slice(0, parts.length - (parts.length % 2)).slice(-2);
	const type = THING_TYPES[kind];
	return type === undefined ? undefined : namedThing(tenant, type, id);
}

/** The object that a request adds to a list. */
function createdThing(
	tenant: Tenant,
	parts: string[],
	request: Request,
	body: unknown,
): Thing | undefined {
	const kind = parts[parts.length - 1];
	const type = THING_TYPES[kind];
	if (type === undefined) return undefined;
	return namedThing(tenant, type, idIn(kind === 'memberOfGroups' ? bodyText(request) : body));
}

function namedThing({ devices, groups, subscriptions }: Tenant, type: string, id: string): Thing {
	const names: Record<string, string | undefined> = {
		GROUP: groups.get(id)?.name,
		DEVICE: devices.get(id)?.type,
		MEMBER_OF_GROUP: groups.get(id)?.name,
		SESSION: `User Session ${id}`,
		SUBSCRIPTION: subscriptions.get(id)?.settings.name,
	};
	return { type, id, name: names[type] };
}

/** The attributes that a request changes, by their names in its path or body. */
function changedBy([, , attribute]: string[], request: Request): string[] {
	if (attribute !== undefined) return [attribute];
	const body = valueIn(bodyText(request));
	return isJsonObject(body) ? Object.keys(body) : [];
}

function isLocked({ users }: Tenant, userId = ''): boolean {
	const user = users.get(userId);
	return user !== undefined && activeLock(user) !== undefined;
}

/** A worker application acts by itself, the console for an administrator. */
function actorsOf(tenant: Tenant, request: Request): Pick<NewActivity, 'client' | 'actor'> {
	const worker = tenant.workers.get(tenant.tokens.clientIdOf(request) ?? '');
	if (worker === undefined) {
		return { client: CONSOLE, actor: tenant.users.get(seededUserId(ADMINISTRATOR)) };
	}
	return { client: { id: worker.clientId, name: 'n8n', environmentId: worker.environmentId } };
}

function isAdministrator({ roleAssignments }: Tenant, user?: User): boolean {
	return [...roleAssignments.values()].some(({ userId }) => userId === user?.id);
}

/** The ID in a body. */
function idIn(body: unknown): string {
	const json = valueIn(String(body));
	return isJsonObject(json) ? String(json.id) : '';
}
