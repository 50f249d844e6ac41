import type { Environment } from '../environment';
import { PingOneError, toPingOneError } from '../errors/pingOneError';
import { listText } from '../listText';
import { resetSession, userSessions } from './sessions';
import { quote } from '../text';
import { userLabel, type User } from '../users/findUser';

/** Result for one session. */
interface SessionResult {
	sessionId: string;
	result: 'reset' | 'alreadyEnded' | 'kept';
}

/** Result for all sessions of a user. */
export interface ResetAllOutcome {
	user: User;
	sessions: SessionResult[];
	/** Time of the last reset (ISO 8601); null if no session was reset. */
	resetAt: string | null;
}

/** Counts the sessions by result, for the output. */
export function sessionCounts({ sessions }: ResetAllOutcome) {
	const count = (sought: string) => sessions.filter(({ result }) => result === sought).length;
	return {
		sessionsFound: sessions.length,
		sessionsReset: count('reset'),
		alreadyEnded: count('alreadyEnded'),
	};
}

export interface ResetAllOptions {
	/** IDs of sessions to keep, in lower case. */
	except: ReadonlySet<string>;
	/** True to list the sessions again afterwards, and end new ones. */
	checkAgain: boolean;
}

/** Limit for a user who signs on repeatedly. */
const MAX_ROUNDS = 3;

/**
 * Ends all sessions of a user. PingOne has no call for that, so they are listed and reset one by
 * one.
 *
 * @throws {PingOneError} after all have been tried, if some could not be ended. The error lists
 * both.
 */
export async function resetAllSessions(
	environment: Environment,
	user: User,
	{ except, checkAgain }: ResetAllOptions,
): Promise<ResetAllOutcome> {
	const tally: Tally = { user, sessions: [], errors: new Map() };
	const processedIds = new Set<string>();
	let resetAt: string | null = null;

	const rounds = checkAgain ? MAX_ROUNDS : 1;
	for (let round = 1; round <= rounds; round++) {
		const reading = round === 1 ? environment : environment.afterChange();
		const listed = await userSessions(reading, user.id).catch((error: unknown) => {
			if (tally.errors.size > 0) throw incompleteResetError(tally);
			throw round === 1 ? error : recheckError(tally, toPingOneError(error));
		});
		const ids = listed
			.map(({ id }) => String(id))
			.filter((id) => !processedIds.has(id.toLowerCase()));
		if (ids.length === 0) break;
		for (const id of ids) processedIds.add(id.toLowerCase());
		// Concurrently: a session that PingOne repeatedly fails to end must not delay the others.
		const results = await Promise.all(
			ids.map(async (id) =>
				except.has(id.toLowerCase())
					? { sessionId: id, result: 'kept' as const }
					: await resetOne(environment, id),
			),
		);
		for (const result of results) {
			if ('error' in result) tally.errors.set(result.sessionId, result.error);
			else tally.sessions.push(result);
		}
		if (results.some(({ result }) => result === 'reset')) resetAt = new Date().toISOString();
	}
	if (tally.errors.size > 0) throw incompleteResetError(tally);
	return { user, sessions: tally.sessions, resetAt };
}

/** Results so far for a user. */
interface Tally {
	user: User;
	sessions: SessionResult[];
	/** Errors by session ID. */
	errors: Map<string, PingOneError>;
}

async function resetOne(
	environment: Environment,
	sessionId: string,
): Promise<SessionResult | { sessionId: string; result: 'failed'; error: PingOneError }> {
	try {
		const { result } = await resetSession(environment, sessionId);
		return { sessionId, result: result === 'ended' ? 'reset' : 'alreadyEnded' };
	} catch (error) {
		return { sessionId, result: 'failed', error: toPingOneError(error) };
	}
}

function incompleteResetError({ user, sessions, errors }: Tally): PingOneError {
	const [[, { description, status }]] = errors;
	const left = [...errors].map(([id, { message }]) => `${quote(id)} (${message})`);
	return new PingOneError(
		`${errors.size} of ${errors.size + sessions.length} sessions of ${userLabel(user)} could not be ended`,
		`Ended: ${endedIn(sessions)}. Not ended: ${listText(left, '; ')}. ${description}`,
		status,
	);
}

function recheckError({ user, sessions }: Tally, error: PingOneError): PingOneError {
	return error.with({
		message: `The sessions of ${userLabel(user)} could not be listed again after they were ended: ${error.message}`,
		description: `Ended: ${endedIn(sessions)}. ${error.description}`,
	});
}

function endedIn(sessions: SessionResult[]): string {
	const ended = sessions.filter(({ result }) => result !== 'kept');
	return listText(ended.map(({ sessionId }) => sessionId));
}
