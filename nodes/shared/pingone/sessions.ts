import type { IDataObject } from 'n8n-workflow';
import type { Failure } from './failure';
import { checkedId } from './ids';
import type { PingOne, RequestOptions } from './pingOne';
import { saysNotFound, type Answer } from './refusals';

/** Without `+json`; see "Reset Authentication Session by Session ID" in PingOne's API reference. */
export const SESSION_LOGOUT = 'application/vnd.pingidentity.sso.session.logout';

/** A session by its IDs. */
export interface SessionAddress {
	environmentId: string;
	sessionId: string;
	/** Below the API's base. */
	path: string;
}

/** What became of a session: PingOne ended it, or did not know it. */
export type ResetOutcome = { resetAt: string } | { notFound: Failure; answeredAt: string };

/**
 * Where a session is found. Both IDs are checked here, where they become a path.
 *
 * @throws {Failure} naming the parameter that is not a UUID.
 */
export function sessionAddress(environmentId: unknown, sessionId: unknown): SessionAddress {
	const environment = checkedId('Environment', environmentId);
	const session = checkedId('Session ID', sessionId);
	return {
		environmentId: environment,
		sessionId: session,
		path: `/environments/${environment}/sessions/${session}`,
	};
}

/**
 * Ends one SSO session, on whatever applications it was used. PingOne answers 204 and nothing else:
 * anything else is not a reset.
 *
 * @returns when it was done (ISO 8601), or that PingOne knows no such session.
 * @throws {Failure} where PingOne refuses or does not answer.
 */
export async function resetSession(
	pingOne: PingOne,
	address: SessionAddress,
	options: RequestOptions,
): Promise<ResetOutcome> {
	const answer = await pingOne.post(address.path, SESSION_LOGOUT, options);
	const answeredAt = new Date().toISOString();
	if (isDone(answer)) return { resetAt: answeredAt };

	const refusal = pingOne.refusal(answer, nameOf(address));
	if (saysNotFound(answer)) return { notFound: refusal, answeredAt };
	throw refusal;
}

/** Reads one session that has not expired. @throws {Failure} where PingOne knows none, too. */
export async function readSession(
	pingOne: PingOne,
	address: SessionAddress,
	options: RequestOptions,
): Promise<IDataObject> {
	return await pingOne.get(address.path, nameOf(address), options);
}

/**
 * The sessions of a user, newest first: at most 10, expired ones may be among them ("Read All
 * Sessions"). PingOne gives them in one page.
 */
export async function userSessions(
	pingOne: PingOne,
	environmentId: string,
	userId: string,
	options: RequestOptions,
): Promise<IDataObject[]> {
	const path = `/environments/${environmentId}/users/${userId}/sessions`;
	const subject = `the sessions of user ${userId} in environment ${environmentId}`;
	return (await pingOne.list(path, 'sessions', subject, options)).listed;
}

/**
 * Deletes a session of a user. PingOne answers 204 and nothing else.
 *
 * @throws {Failure} where PingOne refuses, does not answer, or knows no such session of this user.
 */
export async function deleteSession(
	pingOne: PingOne,
	{ environmentId, sessionId }: SessionAddress,
	userId: string,
	options: RequestOptions,
): Promise<void> {
	const path = `/environments/${environmentId}/users/${userId}/sessions/${sessionId}`;
	const answer = await pingOne.delete(path, options);
	if (isDone(answer)) return;
	const subject = `session ${sessionId} of user ${userId} in environment ${environmentId}`;
	throw pingOne.refusal(answer, subject);
}

/** Where the answer to an earlier attempt was lost, an unknown session is one that it has ended. */
function isDone(answer: Answer): boolean {
	return answer.status === 204 || (answer.mayBeRepeated === true && saysNotFound(answer));
}

function nameOf({ environmentId, sessionId }: SessionAddress): string {
	return `session ${sessionId} in environment ${environmentId}`;
}
