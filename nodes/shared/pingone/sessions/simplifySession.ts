import type { IDataObject } from 'n8n-workflow';
import { isJsonObject, objectIn, textOf } from '../json';

const MINUTE_MS = 60_000;

/**
 * Flattens a session: one value per field, null if PingOne does not return it. Times are ISO
 * 8601, `country` is PingOne's value, `authenticators` are separated by commas.
 *
 * @param receivedAtMs when the response arrived, in milliseconds since 1970, to calculate
 * `expired`.
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

/**
 * True if a session has been idle longer than its timeout; false if PingOne does not return the
 * times.
 */
function isExpired({ activeAt, idleTimeoutInMinutes }: IDataObject, atMs: number): boolean {
	const idleUntil = Date.parse(String(activeAt)) + Number(idleTimeoutInMinutes) * MINUTE_MS;
	return idleUntil <= atMs;
}

function latestLocation(session: IDataObject): IDataObject {
	const locations = Array.isArray(session.locations) ? session.locations.filter(isJsonObject) : [];
	const byTime = locations.sort((a, b) => Date.parse(String(a.at)) - Date.parse(String(b.at)));
	return byTime.at(-1) ?? {};
}
