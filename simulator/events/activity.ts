/** An event, as a webhook and the audit log show it. */
import { randomUUID } from 'node:crypto';
import { capturedEvent, capturedResource } from './capturedEvents';
import type { JsonObject } from '../requestBody';
import { seededId } from '../seed/seededIds';
import type { User } from '../users/user';

/** Enough to show the event. Some runs have 100,000 of them, so the JSON is made when it is shown. */
export interface Activity {
	id: string;
	recordedAt: Date;
	environmentId: string;
	/** Such as `USER.LOCKED`. */
	type: string;
	/** The affected user, as it was. Whether it is a resource of the event depends on the type. */
	user?: User;
	/** The affected objects that are not users. */
	things?: Thing[];
	/** The actor: an application, and the user who acts with it. */
	client?: Client;
	actor?: User;
	source?: { ipAddress?: string; userAgent?: string };
	/** True if the result is FAILED. By default as in the captured event of this type. */
	hasFailed?: boolean;
	description?: string;
	/** The names of the attributes that a USER.UPDATED changed. */
	changedAttributes?: string[];
	/** True if an administrator acts on an administrator. */
	isBetweenAdministrators?: boolean;
	/** Replaces or adds fields, such as `_embedded` of a risk evaluation. */
	more?: JsonObject;
}

/** A resource that is not a user. */
export interface Thing {
	type: string;
	id: string;
	name?: string;
}

/** The ID of PingOne's console is a word, and it has no environment. */
export interface Client {
	id: string;
	name: string;
	environmentId?: string;
}

/** An event to record. Fields that are missing get defaults. */
export type NewActivity = Pick<Activity, 'environmentId' | 'type'> & Partial<Activity>;

const API = 'https://api.pingone.eu/v1';
/** The digits after the milliseconds in some of PingOne's times. */
const NANOSECONDS = '594727';
const FRACTION_MS = Number(`0.${NANOSECONDS}`);

export function newActivity(activity: NewActivity): Activity {
	return { id: randomUUID(), recordedAt: new Date(), ...activity };
}

/** The event as a webhook delivers it. */
export function activityJson(activity: Activity): JsonObject {
	const { id, type, hasFailed } = activity;
	const captured = capturedEvent(type);
	const at = timeText(activity);
	const actors = actorsOf(activity);
	const tags = activity.isBetweenAdministrators ? ['adminIdentityEvent'] : captured?.tags;
	const status = (hasFailed ?? captured?.result.status === 'FAILED') ? 'FAILED' : 'SUCCESS';
	return {
		id,
		recordedAt: at,
		createdAt: at,
		correlationId: id,
		action: { type, description: titleOf(type) },
		...(Object.keys(actors).length > 0 && { actors }),
		...(activity.source && (!captured || captured.source) && { source: activity.source }),
		...((!captured || captured.resources) && { resources: resourcesOf(activity) }),
		result: { status, description: descriptionOf(activity) },
		...(tags && { tags }),
		...embeddedOf(activity),
		...activity.more,
	};
}

/** The actors that an event shows: none where PingOne has been seen to show none. */
export function actorsOf({ type, client, actor }: Activity): JsonObject {
	const captured = capturedEvent(type);
	if (captured && !captured.actors) return {};
	return { ...(client && { client: clientJson(client) }), ...(actor && { user: userJson(actor) }) };
}

/** The resources that an event shows: as captured, else the user and the other things. */
export function resourcesOf(activity: Activity): JsonObject[] {
	const { id, type, user, things = [] } = activity;
	const captured = capturedEvent(type)?.resources;
	if (!captured) {
		return [...(user ? [userJson(user)] : []), ...things.map((one) => thingJson(activity, one))];
	}
	return captured.map((resource) => {
		const { type: resourceType, name } = resource;
		if (resourceType === 'USER' && user)
			return { ...userJson(user), href: linkOf(activity, resource) };
		const unnamed = { type: resourceType, id: seededId(`${resourceType} of ${id}`), name };
		return thingJson(activity, things.find((thing) => thing.type === resourceType) ?? unnamed);
	});
}

/** Returns the time of recording in milliseconds, with the fraction that the text shows. */
export function recordedAtMs(activity: Activity): number {
	return activity.recordedAt.getTime() + (hasNanoseconds(activity) ? FRACTION_MS : 0);
}

/**
 * PingOne omits the zeros at the end of a fraction, may give nine digits, and spells UTC in three ways.
 * Events of one millisecond have the same form, so that they stay in order.
 */
function timeText(activity: Activity): string {
	const text = activity.recordedAt.toISOString().slice(0, -1);
	const zone = ['Z', '+00:00', '+0000'][activity.recordedAt.getTime() % 3];
	if (hasNanoseconds(activity)) return `${text}${NANOSECONDS}${zone}`;
	return `${text.replace(/(\.000|00)$/, '')}${zone}`;
}

function hasNanoseconds({ recordedAt }: Activity): boolean {
	return recordedAt.getTime() % 2 === 0 && recordedAt.getTime() % 100 > 0;
}

function thingJson(activity: Activity, { type, id, name = id }: Thing): JsonObject {
	const captured = capturedResource(type) ?? {
		id: '',
		href: `/environments/0/${type.toLowerCase()}s/`,
	};
	const href = linkOf(activity, captured, id);
	return { type, id, name, environment: { id: activity.environmentId }, href };
}

/** The captured link, with the IDs of this event. */
function linkOf(
	{ environmentId, user }: Activity,
	captured: { id: string; href: string },
	id?: string,
): string {
	const [, , ...path] = captured.href.slice(captured.href.indexOf('/environments/') + 1).split('/');
	const ids = path.map((part, index) => {
		if (path[index - 1] === 'users' && user) return user.id;
		return id !== undefined && part === captured.id ? id : part;
	});
	return [`${API}/environments/${environmentId}`, ...ids].join('/');
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
	if (environmentId === undefined) return { id, name, type: 'CLIENT' };
	const environment = { id: environmentId };
	const href = `${API}/environments/${environmentId}/applications/${id}`;
	return { id, name, type: 'CLIENT', environment, href };
}

function embeddedOf({ type, user, changedAttributes }: Activity): JsonObject {
	if (changedAttributes) return { _embedded: { modifiedAttributes: changedAttributes } };
	const { riskEvaluation, riskEvent } = capturedEvent(type)?._embedded ?? {};
	if (!riskEvaluation || !user) return {};
	return { _embedded: { riskEvaluation, riskEvent: { ...riskEvent, username: user.username } } };
}

/** `USER.UPDATED` is "User Updated". */
function titleOf(type: string): string {
	const words = type.toLowerCase().split(/[._]/);
	return words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join(' ');
}

function descriptionOf({
	type,
	description,
	user,
	things = [],
	changedAttributes,
}: Activity): string {
	if (description !== undefined) return description;
	if (changedAttributes)
		return `Updated ${changedAttributes.join(', ')} for User ${user?.username}`;
	const [thing] = things;
	return `${titleOf(type)} ${thing?.name ?? thing?.id ?? user?.username ?? ''}`.trim();
}
