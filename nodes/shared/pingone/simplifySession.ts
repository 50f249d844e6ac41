import type { IDataObject } from 'n8n-workflow';
import { isJsonObject, objectIn, textOf } from './json';

const MINUTE_MS = 60_000;

/**
 * A session as PingOne describes it, made flat for a workflow: one value a field, null if PingOne
 * does not say. Times are ISO 8601, `country` as PingOne gives it, `authenticators` comma-separated.
 *
 * @param receivedAtMs when PingOne's response came, in milliseconds since 1970: `expired` is judged by it.
 */
export function simplifySession(session: IDataObject, receivedAtMs: number): IDataObject {
	const { remoteIp, country } = latestLocation(session);
	const { remoteIp: signOnIp, authenticators } = objectIn(session, 'lastSignOn');
	return {
		id: textOf(session.id),
		userId: textOf(objectIn(session, 'user').id),
		createdAt: textOf(session.createdAt),
		activeAt: textOf(session.activeAt),
		expired: isExpired(session, receivedAtMs),
		browser: textOf(objectIn(session, 'browser').name),
		device: textOf(objectIn(session, 'device').type),
		ipAddress: textOf(remoteIp) ?? textOf(signOnIp),
		country: textOf(country),
		authenticators: Array.isArray(authenticators) ? authenticators.join(', ') : null,
	};
}

/** Whether a session has been idle for longer than it may; false if PingOne does not say. */
function isExpired({ activeAt, idleTimeoutInMinutes }: IDataObject, atMs: number): boolean {
	const idleUntil = Date.parse(String(activeAt)) + Number(idleTimeoutInMinutes) * MINUTE_MS;
	return idleUntil <= atMs;
}

function latestLocation(session: IDataObject): IDataObject {
	const locations = Array.isArray(session.locations) ? session.locations.filter(isJsonObject) : [];
	const byTime = locations.sort((a, b) => Date.parse(String(a.at)) - Date.parse(String(b.at)));
	return byTime.at(-1) ?? {};
}
