import type { IDataObject } from 'n8n-workflow';
import { isJsonObject } from './json';

const MINUTE_MS = 60_000;

/**
 * A session as PingOne describes it, made flat for a workflow: one value a field, null where PingOne
 * does not say. Times are ISO 8601, `country` as PingOne gives it, `authenticators` comma-separated.
 *
 * @param now in milliseconds; what `expired` is judged by.
 */
export function simplified(session: IDataObject, now: number): IDataObject {
	const { remoteIp, city, country } = latestLocation(session);
	const { remoteIp: signOnIp, authenticators } = objectIn(session, 'lastSignOn');
	return {
		id: textOf(session.id),
		environmentId: textOf(objectIn(session, 'environment').id),
		userId: textOf(objectIn(session, 'user').id),
		createdAt: textOf(session.createdAt),
		activeAt: textOf(session.activeAt),
		expired: isExpired(session, now),
		browser: textOf(objectIn(session, 'browser').name),
		operatingSystem: textOf(objectIn(session, 'operatingSystem').name),
		device: textOf(objectIn(session, 'device').type),
		ipAddress: textOf(remoteIp) ?? textOf(signOnIp),
		city: textOf(city),
		country: textOf(country),
		authenticators: Array.isArray(authenticators) ? authenticators.join(', ') : null,
	};
}

/** Whether a session has been idle for longer than it may; false where PingOne does not say. */
function isExpired({ activeAt, idleTimeoutInMinutes }: IDataObject, now: number): boolean {
	const idleUntil = Date.parse(String(activeAt)) + Number(idleTimeoutInMinutes) * MINUTE_MS;
	return idleUntil <= now;
}

function latestLocation(session: IDataObject): IDataObject {
	const locations = Array.isArray(session.locations) ? session.locations.filter(isJsonObject) : [];
	const byTime = locations.sort((a, b) => Date.parse(String(a.at)) - Date.parse(String(b.at)));
	return byTime.at(-1) ?? {};
}

function objectIn(session: IDataObject, name: string): IDataObject {
	const value = session[name];
	return isJsonObject(value) ? value : {};
}

function textOf(value: unknown): string | null {
	return typeof value === 'string' ? value : null;
}
