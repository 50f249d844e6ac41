import type { IDataObject } from 'n8n-workflow';
import type { Failure } from './failure';
import { checkedId } from './ids';
import type { PingOne, Repetition, RequestOptions } from './pingOne';
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

/** Resetting or deleting a session twice does no harm. */
const REPEATABLE: Repetition = {
	isRepeatable: true,
	ifUnknown:
		'Whether PingOne ended the session is not known. Run the workflow again for this item: ending it twice does no harm.',
};

/** What became of a session that was to be ended. */
export interface SessionEnd {
	/**
	 * - `ended`: by this request.
	 * - `alreadyEnded`: by this execution, but by another request or by an attempt whose response was lost.
	 * - `notFound`: PingOne does not know it.
	 */
	result: 'ended' | 'alreadyEnded' | 'notFound';
	/** When PingOne said so (ISO 8601). */
	at: string;
	/** What to tell a person, if it was not found. */
	failure?: Failure;
}

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
 * @throws {Failure} where PingOne refuses or does not answer.
 */
export async function resetSession(
	pingOne: PingOne,
	address: SessionAddress,
	options: RequestOptions,
): Promise<SessionEnd> {
	const answer = await pingOne.post(address.path, SESSION_LOGOUT, options, REPEATABLE);
	return sessionEnd(answer, () => pingOne.refusal(answer, nameOf(address)));
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
 * @throws {Failure} where PingOne refuses or does not answer.
 */
export async function deleteSession(
	pingOne: PingOne,
	{ environmentId, sessionId }: SessionAddress,
	userId: string,
	options: RequestOptions,
): Promise<SessionEnd> {
	const path = `/environments/${environmentId}/users/${userId}/sessions/${sessionId}`;
	const answer = await pingOne.delete(path, options, REPEATABLE);
	const subject = `session ${sessionId} of user ${userId} in environment ${environmentId}`;
	return sessionEnd(answer, () => pingOne.refusal(answer, subject));
}

/** Where the answer to an earlier attempt was lost, an unknown session is one that it has ended. */
function sessionEnd(answer: Answer, refusal: () => Failure): SessionEnd {
	const at = new Date().toISOString();
	if (answer.status === 204) return { result: 'ended', at };
	if (!saysNotFound(answer)) throw refusal();
	if (answer.mayHaveBeenCarriedOut) return { result: 'alreadyEnded', at };
	return { result: 'notFound', at, failure: refusal() };
}

function nameOf({ environmentId, sessionId }: SessionAddress): string {
	return `session ${sessionId} in environment ${environmentId}`;
}
