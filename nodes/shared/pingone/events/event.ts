/** Reads the fields of PingOne's events, which are the same in webhooks and in the audit log. */
import type { IDataObject } from 'n8n-workflow';
import { isId } from '../ids';
import { isJsonObject, objectIn, textOf } from '../json';

/** Filter for events, in addition to the event type. */
export interface ActivityFilter {
	result?: ActivityResult;
	/** Excludes events that the application with this client ID caused. */
	excludedClientId?: string;
}

export type ActivityResult = 'success' | 'failure';

/** A user in an event. Fields that the event does not contain are null. */
export interface EventUser {
	id: string | null;
	name: string | null;
	populationId: string | null;
}

const USER_IN_LINK = /\/users\/([^/?#]+)/;
/** Sign-on events, in which the acting user is also the affected user. */
const OWN_ACTION = /^(FLOW|AUTHENTICATION|OTP)\./i;
const RISK_EVALUATION = /^RISK_EVALUATION\./i;
const NOBODY: EventUser = { id: null, name: null, populationId: null };
const RESULTS = new Map<unknown, ActivityResult>([
	['SUCCESS', 'success'],
	['FAILED', 'failure'],
	['FAILURE', 'failure'],
]);

/** True if a value is an event: it has an ID and a type. All other fields are optional. */
export function isActivity(value: unknown): value is IDataObject {
	return isJsonObject(value) && typeof value.id === 'string' && activityType(value) !== null;
}

/** Returns the type, such as `USER.LOCKED`; null if the event has none. */
export function activityType(activity: IDataObject): string | null {
	return textOf(objectIn(activity, 'action').type);
}

/** True if an event matches the filter. An event without a known result matches neither result. */
export function matchesFilter(
	activity: IDataObject,
	{ result, excludedClientId }: ActivityFilter,
): boolean {
	if (result !== undefined && activityResult(activity) !== result) return false;
	return (
		excludedClientId === undefined ||
		clientIdOf(activity)?.toLowerCase() !== excludedClientId.toLowerCase()
	);
}

/**
 * Returns the client ID of the application that caused an event. PingOne's console has the ID
 * `adminui`.
 */
export function clientIdOf(activity: IDataObject): string | undefined {
	return textIn(actorIn(activity, 'client').id) ?? undefined;
}

/**
 * Converts an event into an item. The first ten fields are always present, and null if the event
 * does not contain them. All other fields are present only if the event contains them.
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
		...withoutNulls({
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
 * Returns the affected user of an event: the resource of type USER; else the user in a resource's
 * link; else, for a sign-on, the acting user; for a risk evaluation, the user named in it. Other
 * events have no affected user: an acting administrator is never the affected user.
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

/** Returns the IP address of the request. For a risk evaluation, returns the evaluated address. */
export function ipAddressOf(activity: IDataObject): string | null {
	const evaluated = objectIn(objectIn(activity, '_embedded'), 'riskEvent').ip;
	return textIn(objectIn(activity, 'source').ipAddress) ?? textIn(evaluated);
}

/** Returns the resources of an event: users and other objects. */
export function resourcesOf({ resources }: IDataObject): IDataObject[] {
	return Array.isArray(resources) ? resources.filter(isJsonObject) : [];
}

/** Returns the acting application or user; an empty object if the event has none. */
export function actorIn(activity: IDataObject, kind: 'client' | 'user'): IDataObject {
	return objectIn(objectIn(activity, 'actors'), kind);
}

/** Fills in missing fields of the affected user from the acting user, if they are the same user. */
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

/** Returns the acting user or, if there is none, the acting application. */
function actorOf(activity: IDataObject): IDataObject {
	const user = actorIn(activity, 'user');
	return textIn(user.id) === null && textIn(user.name) === null
		? actorIn(activity, 'client')
		: user;
}

/**
 * Returns the user ID in a link: `…/users/{u}/memberOfGroups/{g}` of a membership,
 * `…/users/{u}/devices/{d}` of a device.
 */
function userInLink(href: unknown): string | null {
	const [, id] = USER_IN_LINK.exec(textOf(href) ?? '') ?? [];
	return isId(id) ? id : null;
}

/** Returns the first resource of the first type that occurs; an empty object if none occurs. */
function resourceOf(activity: IDataObject, types: string[]): IDataObject {
	const resources = resourcesOf(activity);
	const found = types.map((type) => resources.find((resource) => isType(resource.type, type)));
	return found.find((resource) => resource !== undefined) ?? {};
}

function isType(value: unknown, type: string): boolean {
	return textOf(value)?.toUpperCase() === type;
}

function activityResult(activity: IDataObject): ActivityResult | undefined {
	return RESULTS.get(textOf(objectIn(activity, 'result').status)?.toUpperCase());
}

/** Returns a text; null if the value is not a text, or is empty. */
function textIn(value: unknown): string | null {
	return textOf(value) || null;
}

/** Returns the texts in a list; null if there are none. */
function textsIn(value: unknown): string[] | null {
	const texts = Array.isArray(value) ? value.flatMap((one) => textIn(one) ?? []) : [];
	return texts.length > 0 ? texts : null;
}

/** Returns the fields that are not null. */
function withoutNulls(fields: Record<string, string | string[] | null>): IDataObject {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
