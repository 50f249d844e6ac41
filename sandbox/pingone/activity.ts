/** Something that PingOne has written down, as a webhook and the audit activities show it. */
import { randomUUID } from 'node:crypto';
import type { JsonObject } from './requestBody';
import type { User } from './user';

/** Enough to show it. 100,000 of them are made in some runs, so the rest is made when it is shown. */
export interface Activity {
	id: string;
	recordedAt: Date;
	environmentId: string;
	/** Such as `USER.LOCKED`. */
	type: string;
	/** The user that it is about, as it was. */
	user?: User;
	/** What it is about beside the user, or instead. */
	thing?: Thing;
	/** Who acted: an application, and the user who acts with it. */
	client?: Client;
	actor?: User;
	source?: { ipAddress?: string; userAgent?: string };
	hasFailed?: boolean;
	description?: string;
	/** What else it has, as `_embedded` of a risk evaluation. It goes before all else. */
	more?: JsonObject;
}

/** A resource that is no user. */
export interface Thing {
	type: string;
	id: string;
	name?: string;
	/** Below the environment. */
	path: string;
}

/** Some applications of PingOne's own have a word for an ID. */
export interface Client {
	id: string;
	name: string;
	environmentId: string;
}

/** What is not given is filled in. */
export type NewActivity = Pick<Activity, 'environmentId' | 'type'> & Partial<Activity>;

const API = 'https://api.pingone.eu/v1';
/** PingOne gives nine digits of a second's fraction. */
const NANOSECONDS = '594727Z';

export function newActivity(activity: NewActivity): Activity {
	return { id: randomUUID(), recordedAt: new Date(), ...activity };
}

/** As a webhook has it. */
export function activityJson(activity: Activity): JsonObject {
	const { id, recordedAt, type, user, client, actor, source, hasFailed = false } = activity;
	const at = recordedAt.toISOString().replace('Z', NANOSECONDS);
	const description = activity.description ?? descriptionOf(activity);
	const actors = {
		...(client && { client: clientJson(client) }),
		...(actor && { user: userJson(actor) }),
	};
	return {
		id,
		recordedAt: at,
		createdAt: at,
		correlationId: id,
		action: { type, description },
		...(Object.keys(actors).length > 0 && { actors }),
		...(source && { source }),
		resources: resourcesOf(activity, user),
		result: { status: hasFailed ? 'FAILED' : 'SUCCESS', description },
		tags: client === undefined ? [] : ['adminIdentityEvent'],
		_embedded: {},
		...activity.more,
	};
}

function resourcesOf({ environmentId, thing }: Activity, user?: User): JsonObject[] {
	const users = user === undefined ? [] : [userJson(user)];
	if (thing === undefined) return users;
	const { type, id, name, path } = thing;
	const href = `${API}/environments/${environmentId}/${path}`;
	return [...users, { type, id, name, environment: { id: environmentId }, href }];
}

function userJson({ id, username, environmentId, populationId }: User): JsonObject {
	return {
		type: 'USER',
		id,
		name: username,
		environment: { id: environmentId },
		population: { id: populationId },
		href: `${API}/environments/${environmentId}/users/${id}`,
	};
}

function clientJson({ id, name, environmentId }: Client): JsonObject {
	return { id, name, type: 'CLIENT', environment: { id: environmentId } };
}

function descriptionOf({ type, user, thing }: Activity): string {
	return `${type} ${user?.username ?? thing?.name ?? thing?.id ?? ''}`.trim();
}
