/** What PingOne writes down about an environment, as webhooks and audit activities tell it. */
import type { IDataObject } from 'n8n-workflow';
import { isId } from './ids';
import { isJsonObject, objectIn, textOf } from './json';

/** Which activities are wanted, beside their types. */
export interface ActivityFilter {
	result?: ActivityResult;
	/** What the application with this client ID has caused is left out. */
	exceptBy?: string;
}

export type ActivityResult = 'success' | 'failure';

const USER_IN_PATH = /\/users\/([^/?#]+)/;
const RESULTS = new Map<unknown, ActivityResult>([
	['SUCCESS', 'success'],
	['FAILED', 'failure'],
	['FAILURE', 'failure'],
]);

/** Whether a value is an activity: the ID and the type are all that each has. */
export function isActivity(value: unknown): value is IDataObject {
	return isJsonObject(value) && typeof value.id === 'string' && activityType(value) !== null;
}

/** Such as `USER.LOCKED`; null if PingOne does not say. */
export function activityType(activity: IDataObject): string | null {
	return textOf(objectIn(activity, 'action').type);
}

/** Whether an activity fits the filter. One whose result PingOne does not tell fits neither result. */
export function fits(activity: IDataObject, { result, exceptBy }: ActivityFilter): boolean {
	if (result !== undefined && resultOf(activity) !== result) return false;
	return exceptBy === undefined || clientOf(activity)?.toLowerCase() !== exceptBy.toLowerCase();
}

/** The ID of the application that an activity was caused by; some of PingOne's have a word for one. */
export function clientOf(activity: IDataObject): string | undefined {
	return textOf(actorIn(activity, 'client').id) ?? undefined;
}

/** An activity made flat for a workflow: one value a field, null if PingOne does not say. */
export function simplifyActivity(activity: IDataObject): IDataObject {
	const embedded = objectIn(activity, '_embedded');
	const riskEvent = objectIn(embedded, 'riskEvent');
	const user = userOf(activity);
	return {
		eventId: textOf(activity.id),
		type: activityType(activity),
		recordedAt: textOf(activity.recordedAt),
		result: textOf(objectIn(activity, 'result').status),
		userId: textOf(user.id),
		username: textOf(user.name),
		actor: actorOf(activity),
		ipAddress: textOf(objectIn(activity, 'source').ipAddress) ?? textOf(riskEvent.ip),
		environmentId: environmentOf(activity),
		riskLevel: textOf(objectIn(objectIn(embedded, 'riskEvaluation'), 'result').level),
	};
}

function resultOf(activity: IDataObject): ActivityResult | undefined {
	return RESULTS.get(textOf(objectIn(activity, 'result').status)?.toUpperCase());
}

/** The user that an activity is about. `actors.user` is who acted, and so the last resort, after whom a risk evaluation names. */
export function userOf(activity: IDataObject): IDataObject {
	const resources = resourcesOf(activity);
	const actor = actorIn(activity, 'user');
	const user = resources.find(({ type }) => textOf(type)?.toUpperCase() === 'USER');
	if (user !== undefined)
		return textOf(user.id) === null ? { ...user, id: userIn(user.href) } : user;
	const id = resources.map(({ href }) => userIn(href)).find((found) => found !== undefined);
	if (id === undefined) return evaluatedUser(activity) ?? actor;
	return { id, ...(actor.id === id && { name: actor.name }) };
}

/** Known by the username alone, unless it is the user who acted. */
function evaluatedUser(activity: IDataObject): IDataObject | undefined {
	const { username } = objectIn(objectIn(activity, '_embedded'), 'riskEvent');
	const name = textOf(username);
	const actor = textOf(actorIn(activity, 'user').name);
	return name === null || name.toLowerCase() === actor?.toLowerCase() ? undefined : { name };
}

/** As a membership of a group has it in its address: `…/users/{u}/memberOfGroups/{g}`. */
function userIn(href: unknown): string | undefined {
	const [, id] = USER_IN_PATH.exec(textOf(href) ?? '') ?? [];
	return isId(id) ? id : undefined;
}

/** Who acted: a user if there is one, else the application; by name if there is one. */
function actorOf(activity: IDataObject): string | null {
	const known = (['user', 'client'] as const).flatMap((kind) => {
		const { name, id } = actorIn(activity, kind);
		return [textOf(name), textOf(id)];
	});
	return known.find((text) => text !== null) ?? null;
}

/** The environment of whom it is about. An administrator who acted may be in another one. */
function environmentOf(activity: IDataObject): string | null {
	const actors = Object.values(objectIn(activity, 'actors')).filter(isJsonObject);
	const ids = [...resourcesOf(activity), ...actors].map((part) => objectIn(part, 'environment').id);
	return ids.map(textOf).find((id) => id !== null) ?? null;
}

/** What an activity is about: users, and other things. */
export function resourcesOf({ resources }: IDataObject): IDataObject[] {
	return Array.isArray(resources) ? resources.filter(isJsonObject) : [];
}

/** Who acted, of one kind; without fields if PingOne names none. */
export function actorIn(activity: IDataObject, kind: 'client' | 'user'): IDataObject {
	return objectIn(objectIn(activity, 'actors'), kind);
}
