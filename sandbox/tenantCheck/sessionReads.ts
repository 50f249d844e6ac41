/** The sessions of the test user, as PingOne lists and shows them. */
import { isNotFound } from '../../nodes/shared/pingone/apiErrors';
import type { Check } from './check';
import { evidenceIn } from './evidence';
import { NotSettled } from './notSettled';
import { listIn, observedOf, textIn, type JsonObject } from './tenantResponse';

const MINUTE_MS = 60_000;

/** The IDs of those that the check has not ended, newest first. */
export interface FoundSessions {
	/** What PingOne shows. */
	active: string[];
	/** What it does not show, and whose time is over by what the list says. */
	expired: string[];
}

/** @throws {NotSettled} where the list cannot be read. */
export async function sessionsOf(check: Check): Promise<FoundSessions> {
	const ended = Object.values(check.ended).map(({ id }) => id);
	const listed = await listOf(check);
	const sessions = listed.filter((session) => !ended.includes(textIn(session, 'id')));
	const found: FoundSessions = { active: [], expired: [] };
	for (const session of sessions) {
		const id = textIn(session, 'id');
		const { status } = await check.send('GET', `sessions/${id}`);
		if (status === 200) found.active.push(id);
		else if (isExpired(session)) found.expired.push(id);
	}
	if (sessions.length > found.expired.length && found.active.length === 0) {
		throw new NotSettled('PingOne does not show the sessions that it lists');
	}
	return found;
}

/** Whether the user's list has a session. */
export async function isListed(check: Check, id: string): Promise<boolean> {
	return (await listOf(check)).some((session) => textIn(session, 'id') === id);
}

/**
 * Whether PingOne shows a session.
 *
 * @throws {NotSettled} where it responds neither in this way nor as for a session that was reset.
 */
export async function isShown(check: Check, id: string): Promise<boolean> {
	const response = await check.send('GET', `sessions/${id}`);
	if (response.status === 200) return true;
	const afterReset = evidenceIn(check.facts)['session.readAfterReset'];
	if (isNotFound(response) || observedOf(response) === afterReset) return false;
	throw new NotSettled(`a session could not be read (${observedOf(response)})`);
}

async function listOf(check: Check): Promise<JsonObject[]> {
	const path = `users/${check.userOf('test').id}/sessions`;
	return listIn(await check.send('GET', path), 'sessions');
}

/** A clock may be wrong by a minute. */
function isExpired({ activeAt, idleTimeoutInMinutes }: JsonObject): boolean {
	const idleMs = Number(idleTimeoutInMinutes) * MINUTE_MS;
	return Date.parse(String(activeAt)) + idleMs < Date.now() - MINUTE_MS;
}
