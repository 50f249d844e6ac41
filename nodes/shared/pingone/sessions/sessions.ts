import type { IDataObject } from 'n8n-workflow';
import { isNotFound, type Subject } from '../errors/responseErrors';
import type { Repetition } from '../client';
import type { Environment } from '../environment';
import { readAll } from '../collection';
import { confirmChange, isGone, isNoContent, type SentChange } from '../confirmChange';
import type { PingOneError } from '../errors/pingOneError';
import { checkedId } from '../ids';
import { IDENTITY_DATA_ADMIN } from '../auth/roles';
import { userPath } from '../users/findUser';

/**
 * Media type of "Reset Authentication Session by Session ID" in PingOne's API reference, without
 * `+json`.
 */
export const SESSION_LOGOUT = 'application/vnd.pingidentity.sso.session.logout';

/** Resetting or deleting a session twice does no harm. */
const REPEATABLE: Repetition = {
	isRepeatable: true,
	ifUnknown:
		'It is not known whether PingOne ended the session. Run the workflow again for this item: ending a session twice does no harm.',
};

/**
 * Result of ending a session.
 *
 * - `ended`: by this request; `at` is when the response arrived (ISO 8601).
 * - `alreadyEnded`: by another request of this execution, or by an attempt whose response was
 *   lost or not conclusive.
 * - `notFound`: PingOne reports that the session does not exist.
 */
export type SessionEnd =
	| { result: 'ended'; at: string }
	| { result: 'alreadyEnded' }
	| { result: 'notFound'; error: PingOneError };

/**
 * Ends one SSO session in all applications that use it. PingOne responds with 204; for other
 * successes see `SessionEnd`.
 *
 * @throws {PingOneError} if PingOne refuses or does not respond.
 */
export async function resetSession(
	environment: Environment,
	sessionId: string,
): Promise<SessionEnd> {
	const path = pathOf(sessionId);
	const response = await environment.send('POST', path, {
		...REPEATABLE,
		mediaType: SESSION_LOGOUT,
	});
	const subject = subjectOf(environment, sessionId);
	return await sessionEnd(path, { environment, response, subject });
}

/** Reads one session that has not expired. @throws {PingOneError} also if it does not exist. */
export async function readSession(
	environment: Environment,
	sessionId: string,
): Promise<IDataObject> {
	return await environment.get(pathOf(sessionId), subjectOf(environment, sessionId));
}

/**
 * Lists the sessions of a user, newest first ("Read All Sessions"). Some may have expired.
 * PingOne keeps at most 10 per user, on one page; further pages would be read as well.
 */
export async function userSessions(
	environment: Environment,
	userId: string,
): Promise<IDataObject[]> {
	const collection = {
		path: `${userPath(userId)}/sessions`,
		name: 'sessions',
		subject: {
			name: `the sessions of user ${userId} in environment ${environment.id}`,
			role: IDENTITY_DATA_ADMIN,
		},
	};
	return await readAll(environment, collection);
}

/**
 * Deletes a session of a user. PingOne responds with 204; for other successes see `SessionEnd`.
 *
 * @throws {PingOneError} if PingOne refuses or does not respond.
 */
export async function deleteSession(
	environment: Environment,
	sessionId: string,
	userId: string,
): Promise<SessionEnd> {
	const path = `${userPath(userId)}${pathOf(sessionId)}`;
	const name = `session ${sessionId} of user ${userId} in environment ${environment.id}`;
	const response = await environment.send('DELETE', path, REPEATABLE);
	const subject = { name, role: IDENTITY_DATA_ADMIN };
	return await sessionEnd(path, { environment, response, subject });
}

/**
 * Returns the result of a reset or deletion. If the response to an earlier attempt was lost, or
 * is not a documented one, a session that does not exist was ended by that attempt.
 *
 * @param path of the session.
 */
async function sessionEnd(path: string, change: SentChange): Promise<SessionEnd> {
	const { environment, response, subject } = change;
	if (isNoContent(response)) return { result: 'ended', at: new Date().toISOString() };
	if (isNotFound(response)) {
		if (response.mayHaveBeenCarriedOut) return { result: 'alreadyEnded' };
		return { result: 'notFound', error: environment.error(response, subject) };
	}
	await confirmChange(change, {
		inResponse: () => undefined,
		read: async (after) => await isGone(after.get(path, subject)),
	});
	return { result: 'alreadyEnded' };
}

/** @throws {PingOneError} naming 'Session ID' if it could not be part of a path. */
function pathOf(sessionId: string): string {
	return `/sessions/${checkedId('Session ID', sessionId)}`;
}

function subjectOf(environment: Environment, sessionId: string): Subject {
	return {
		name: `session ${sessionId} in environment ${environment.id}`,
		role: IDENTITY_DATA_ADMIN,
	};
}
