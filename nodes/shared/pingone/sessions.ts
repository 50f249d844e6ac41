import type { IDataObject } from 'n8n-workflow';
import { isNotFound, type Subject } from './apiErrors';
import type { PingOneClient, Repetition, RequestOptions } from './client';
import { readAll } from './collection';
import { confirmChange, isGone, isNoContent, type SentChange } from './confirmChange';
import type { PingOneError } from './errors';
import { checkedId } from './ids';
import { IDENTITY_DATA_ADMIN } from './roles';
import { userPath } from './users';

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
		'It is not known whether PingOne ended the session. Run the workflow again for this item: ending a session twice does no harm.',
};

/**
 * What became of a session that was to be ended.
 *
 * - `ended`: by this request; `at` is when the response came (ISO 8601).
 * - `alreadyEnded`: by this execution, but by another request, or by an attempt whose response was lost
 *   or says nothing.
 * - `notFound`: PingOne does not know it; `error` says so.
 */
export type SessionEnd =
	| { result: 'ended'; at: string }
	| { result: 'alreadyEnded' }
	| { result: 'notFound'; error: PingOneError };

/**
 * Where a session is found. Both IDs are checked here, where they become a path.
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
 * Ends one SSO session, in every application that it was used for. PingOne responds 204; what else
 * counts as ended, see `SessionEnd`.
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

/** Reads one session that has not expired. @throws {PingOneError} also if PingOne knows none. */
export async function readSession(
	client: PingOneClient,
	address: SessionAddress,
	options: RequestOptions,
): Promise<IDataObject> {
	return await client.get(address.path, subjectOf(address), options);
}

/**
 * The sessions of a user, newest first ("Read All Sessions"). PingOne keeps at most 10 and lists them
 * on one page; expired ones may be among them. Should there be further pages, they are read too.
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
 * Deletes a session of a user. PingOne responds 204; what else counts as ended, see `SessionEnd`.
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
 * Returns what became of a session by the response to its reset or deletion. If the response to an
 * earlier attempt was lost, or is not one that PingOne documents, an unknown session is one that it has
 * ended.
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
