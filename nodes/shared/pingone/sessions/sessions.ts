import type { IDataObject } from 'n8n-workflow';
import { isNotFound, type Subject } from '../errors/responseErrors';
import type { PingOneClient, Repetition, RequestOptions } from '../client';
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

/** A session by its IDs. */
export interface SessionAddress {
	environmentId: string;
	sessionId: string;
	/** Path below the API's base. */
	path: string;
}

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
 * Returns the path of a session, after validating both IDs.
 *
 * @throws {PingOneError} naming the parameter that is not a UUID.
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
 * Ends one SSO session in all applications that use it. PingOne responds with 204; for other
 * successes see `SessionEnd`.
 *
 * @throws {PingOneError} if PingOne refuses or does not respond.
 */
export async function resetSession(
	client: PingOneClient,
	address: SessionAddress,
	options: RequestOptions,
): Promise<SessionEnd> {
	const call = { ...REPEATABLE, mediaType: SESSION_LOGOUT };
	const response = await client.send('POST', address.path, call, options);
	return await sessionEnd(address.path, {
		client,
		response,
		subject: subjectOf(address),
		request: options,
	});
}

/** Reads one session that has not expired. @throws {PingOneError} also if it does not exist. */
export async function readSession(
	client: PingOneClient,
	address: SessionAddress,
	options: RequestOptions,
): Promise<IDataObject> {
	return await client.get(address.path, subjectOf(address), options);
}

/**
 * Lists the sessions of a user, newest first ("Read All Sessions"). Some may have expired.
 * PingOne keeps at most 10 per user, on one page; further pages would be read as well.
 */
export async function userSessions(
	client: PingOneClient,
	environmentId: string,
	userId: string,
	options: RequestOptions,
): Promise<IDataObject[]> {
	const collection = {
		path: `${userPath(environmentId, userId)}/sessions`,
		name: 'sessions',
		subject: {
			name: `the sessions of user ${userId} in environment ${environmentId}`,
			role: IDENTITY_DATA_ADMIN,
		},
	};
	return await readAll(client, collection, options);
}

/**
 * Deletes a session of a user. PingOne responds with 204; for other successes see `SessionEnd`.
 *
 * @throws {PingOneError} if PingOne refuses or does not respond.
 */
export async function deleteSession(
	client: PingOneClient,
	{ environmentId, sessionId }: SessionAddress,
	userId: string,
	options: RequestOptions,
): Promise<SessionEnd> {
	const path = `${userPath(environmentId, userId)}/sessions/${sessionId}`;
	const name = `session ${sessionId} of user ${userId} in environment ${environmentId}`;
	const response = await client.send('DELETE', path, REPEATABLE, options);
	const subject = { name, role: IDENTITY_DATA_ADMIN };
	return await sessionEnd(path, { client, response, subject, request: options });
}

/**
 * Returns the result of a reset or deletion. If the response to an earlier attempt was lost, or
 * is not a documented one, a session that does not exist was ended by that attempt.
 *
 * @param path of the session.
 */
async function sessionEnd(path: string, change: SentChange): Promise<SessionEnd> {
	const { client, response, subject } = change;
	if (isNoContent(response)) return { result: 'ended', at: new Date().toISOString() };
	if (isNotFound(response)) {
		if (response.mayHaveBeenCarriedOut) return { result: 'alreadyEnded' };
		return { result: 'notFound', error: client.error(response, subject) };
	}
	await confirmChange(change, {
		inResponse: () => undefined,
		read: async (options) => await isGone(client.get(path, subject, options)),
	});
	return { result: 'alreadyEnded' };
}

function subjectOf({ environmentId, sessionId }: SessionAddress): Subject {
	return {
		name: `session ${sessionId} in environment ${environmentId}`,
		role: IDENTITY_DATA_ADMIN,
	};
}
