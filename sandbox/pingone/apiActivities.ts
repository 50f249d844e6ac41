/** Records the events of requests to the management API that change something. */
import type { NextFunction, Request, Response } from 'express';
import type { Client, NewActivity, Thing } from './activity';
import { isJsonObject, valueIn } from './requestBody';
import { requestPattern, type RequestPattern } from './requestPattern';
import { bodyText } from './resource';
import type { Tenant } from './tenant';
import { activeLock, type User } from './user';

/** Returns the events of a request that succeeded, from the response's body. */
type AfterResponse = (body: unknown) => NewActivity[];

/** An administrator's own token, whose application has a word for an ID. */
const CONSOLE = { id: 'adminui', name: 'PingOne Admin Console' };

/** The types by method and path, in which each ID is `*`; several of them by a part of the media type. */
const TYPES: Record<string, string | Record<string, string>> = {
	'POST users': 'USER.CREATED',
	'PATCH users/*': 'USER.UPDATED',
	'POST users/*': { 'account.lock': 'USER.LOCKED', 'account.unlock': 'USER.UNLOCKED' },
	'DELETE users/*': 'USER.DELETED',
	'PUT users/*/enabled': 'USER.UPDATED',
	'PUT users/*/password': { 'password.setValue': 'PASSWORD.UNSET', 'password.set': 'PASSWORD.SET' },
	'POST users/*/password': {
		'password.forceChange': 'PASSWORD.FORCE_CHANGE',
		'password.unlock': 'PASSWORD.UNLOCKED',
		'password.sendRecoveryCode': 'PASSWORD.RECOVERY',
	},
	'POST users/*/memberOfGroups': 'MEMBER_OF_GROUP.CREATED',
	'DELETE users/*/memberOfGroups/*': 'MEMBER_OF_GROUP.DELETED',
	'POST users/*/devices/*': {
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

/** What is no user: its type, by what stands before its ID in a path. */
const THING_TYPES: Record<string, string> = {
	devices: 'DEVICE',
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
	return (body) => {
		const user = before ?? (pattern === 'POST users' ? tenant.users.get(idIn(body)) : undefined);
		if (types.includes('USER.LOCKED') && !isLocked(tenant, user?.id)) return [];
		const thing = thingIn(parts, request, body);
		return types.map((type) => ({
			environmentId,
			type,
			client: clientOf(tenant, request, environmentId),
			source: { ipAddress: request.ip ?? '', userAgent: request.headers['user-agent'] ?? '' },
			// Of a membership, PingOne shows the user in its address alone.
			...(user && thing?.type !== 'MEMBER_OF_GROUP' && { user }),
			...(thing && { thing }),
			...(parts[2] === 'enabled' && { description: `Updated enabled for User ${user?.username}` }),
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

/** What a path ends with, if that is no user and no part of one. */
function thingIn(parts: string[], request: Request, body: unknown): Thing | undefined {
	const [kind, idInPath] = parts.slice(parts.length % 2 ? -1 : -2);
	const type = THING_TYPES[kind];
	if (type === undefined) return undefined;
	const id = idInPath ?? idIn(kind === 'memberOfGroups' ? bodyText(request) : body);
	return { type, id, path: [...parts, ...(idInPath ? [] : [id])].join('/') };
}

function isLocked({ users }: Tenant, userId = ''): boolean {
	const user = users.get(userId);
	return user !== undefined && activeLock(user) !== undefined;
}

function clientOf(tenant: Tenant, request: Request, environmentId: string): Client {
	const worker = tenant.workers.get(tenant.tokens.clientIdOf(request) ?? '');
	if (worker === undefined) return { ...CONSOLE, environmentId };
	return { id: worker.clientId, name: 'n8n', environmentId: worker.environmentId };
}

/** Of what a body describes. */
function idIn(body: unknown): string {
	const json = valueIn(String(body));
	return isJsonObject(json) ? String(json.id) : '';
}
