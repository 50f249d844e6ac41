/** PingOne's events. Webhooks and the audit log describe them in the same way. */
import type { IDataObject } from 'n8n-workflow';
import { isId } from './ids';
import { isJsonObject, objectIn, textOf } from './json';

/** Conditions on an event, beside its type. */
export interface ActivityFilter {
	result?: ActivityResult;
	/** Events that the application with this client ID caused do not match. */
	exceptBy?: string;
}

export type ActivityResult = 'success' | 'failure';

/** A user as an event describes it. Null for what the event does not say. */
export interface EventUser {
	id: string | null;
	name: string | null;
	populationId: string | null;
}

const USER_IN_LINK = /\/users\/([^/?#]+)/;
/** In these events the acting user is the affected user: a sign-on that the user makes. */
const OWN_ACTION = /^(FLOW|AUTHENTICATION|OTP)\./i;
const RISK_EVALUATION = /^RISK_EVALUATION\./i;
const NOBODY: EventUser = { id: null, name: null, populationId: null };
const RESULTS = new Map<unknown, ActivityResult>([
	['SUCCESS', 'success'],
	['FAILED', 'failure'],
	['FAILURE', 'failure'],
]);

/** True if a value is an event: each has an ID and a type. Every other field may be missing. */
export function isActivity(value: unknown): value is IDataObject {
	return isJsonObject(value) && typeof value.id === 'string' && activityType(value) !== null;
}

/** Returns the type, such as `USER.LOCKED`; null if the event does not say it. */
export function activityType(activity: IDataObject): string | null {
	return textOf(objectIn(activity, 'action').type);
}

/** True if an event matches the filter. An event without a known result matches neither result. */
export function fits(activity: IDataObject, { result, exceptBy }: ActivityFilter): boolean {
	if (result !== undefined && resultOf(activity) !== result) return false;
	return exceptBy === undefined || clientOf(activity)?.toLowerCase() !== exceptBy.toLowerCase();
}

/** Returns the ID of the application that caused an event. For PingOne's console it is a word, `adminui`. */
export function clientOf(activity: IDataObject): string | undefined {
	return textIn(actorIn(activity, 'client').id) ?? undefined;
}

/**
 * Turns an event into an item. The first ten fields are always there, and null if the event does not
 * say them; the others are there only if the event says them.
 */
export function simplifyActivity(activity: IDataObject): IDataObject {
	const embedded = objectIn(activity, '_embedded');
	const result = objectIn(activity, 'result');
	const user = affectedUser(activity);
	const actor = actorOf(activity);
	const group = resourceOf(activity, ['MEMBER_OF_GROUP', 'GROUP']);
	return {
		eventId: textIn(activity.id),
		type: activityType(activity),
		description: textIn(result.description) ?? textIn(objectIn(activity, 'action').description),
		recordedAt: textIn(activity.recordedAt),
		result: textIn(result.status),
		userId: user.id,
		username: user.name,
		actorId: textIn(actor.id),
		actor: textIn(actor.name) ?? textIn(actor.id),
		ipAddress: ipAddressOf(activity),
		...known({
			sessionId: textIn(resourceOf(activity, ['SESSION']).id),
			deviceId: textIn(resourceOf(activity, ['DEVICE']).id),
			groupId: textIn(group.id),
			groupName: textIn(group.name),
			applicationId: textIn(resourceOf(activity, ['APPLICATION']).id),
			changedAttributes: textsIn(embedded.modifiedAttributes),
			populationId: user.populationId,
			riskLevel: textIn(objectIn(objectIn(embedded, 'riskEvaluation'), 'result').level),
		}),
	};
}

/**
 * Returns the user whom an event is about: the resource of type USER; else the user in a resource's
 * link; else, for a sign-on, the user who acts; for a risk evaluation, the user named in it. For all
 * other events there is none: an administrator who acts is never the affected user.
 */
export function affectedUser(activity: IDataObject): EventUser {
	const resources = resourcesOf(activity);
	const resource = resources.find(({ type }) => isType(type, 'USER'));
	if (resource !== undefined) {
		const { id, ...user } = userFrom(resource);
		return withActor(activity, { ...user, id: id ?? userInLink(resource.href) });
	}
	const id = resources.map(({ href }) => userInLink(href)).find((found) => found !== null);
	if (id !== undefined) return withActor(activity, { ...NOBODY, id });
	const type = activityType(activity) ?? '';
	if (OWN_ACTION.test(type)) return userFrom(actorIn(activity, 'user'));
	if (!RISK_EVALUATION.test(type)) return NOBODY;
	const { username } = objectIn(objectIn(activity, '_embedded'), 'riskEvent');
	return { ...NOBODY, name: textIn(username) };
}

/** Returns the address that the request came from. A risk evaluation names the address that it evaluated. */
export function ipAddressOf(activity: IDataObject): string | null {
	const evaluated = objectIn(objectIn(activity, '_embedded'), 'riskEvent').ip;
	return textIn(objectIn(activity, 'source').ipAddress) ?? textIn(evaluated);
}

/** Returns the objects that an event is about: users, and other things. */
export function resourcesOf({ resources }: IDataObject): IDataObject[] {
	return Array.isArray(resources) ? resources.filter(isJsonObject) : [];
}

/** Returns the acting application or user; an object without fields if the event names none. */
export function actorIn(activity: IDataObject, kind: 'client' | 'user'): IDataObject {
	return objectIn(objectIn(activity, 'actors'), kind);
}

/** Adds what an event says of the affected user only where it names the same user as the actor. */
function withActor(activity: IDataObject, user: EventUser): EventUser {
	const { id, name, populationId } = userFrom(actorIn(activity, 'user'));
	if (id === null || id.toLowerCase() !== user.id?.toLowerCase()) return user;
	return { id: user.id, name: user.name ?? name, populationId: user.populationId ?? populationId };
}

function userFrom(user: IDataObject): EventUser {
	return {
		id: textIn(user.id),
		name: textIn(user.name),
		populationId: textIn(objectIn(user, 'population').id),
	};
}

/** The actor is a user if there is one, else an application. */
function actorOf(activity: IDataObject): IDataObject {
	const user = actorIn(activity, 'user');
	return textIn(user.id) === null && textIn(user.name) === null
		? actorIn(activity, 'client')
		: user;
}

/** A membership's link is `…/users/{u}/memberOfGroups/{g}`, a device's is `…/users/{u}/devices/{d}`. */
function userInLink(href: unknown): string | null {
	const [, id] = USER_IN_LINK.exec(textOf(href) ?? '') ?? [];
	return isId(id) ? id : null;
}

/** Returns the first resource of the first type that has one; an object without fields if there is none. */
function resourceOf(activity: IDataObject, types: string[]): IDataObject {
	const resources = resourcesOf(activity);
	const found = types.map((type) => resources.find((resource) => isType(resource.type, type)));
	return found.find((resource) => resource !== undefined) ?? {};
}

function isType(value: unknown, type: string): boolean {
	return textOf(value)?.toUpperCase() === type;
}

function resultOf(activity: IDataObject): ActivityResult | undefined {
	return RESULTS.get(textOf(objectIn(activity, 'result').status)?.toUpperCase());
}

/** Null if it is no text, or an empty one. */
function textIn(value: unknown): string | null {
	return textOf(value) || null;
}

/** Null if it is no list of texts, or an empty one. */
function textsIn(value: unknown): string[] | null {
	const texts = Array.isArray(value) ? value.flatMap((one) => textIn(one) ?? []) : [];
	return texts.length > 0 ? texts : null;
}

/** The fields that are not null. */
function known(fields: Record<string, string | string[] | null>): IDataObject {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
