import { Failure, failureFrom } from './failure';
import type { PingOne, RequestOptions } from './pingOne';
import { resetSession, sessionAddress, userSessions } from './sessions';
import { quoted } from './text';
import type { User, UserDirectory, UserQuery } from './users';

/** What became of one session. */
export interface SessionResult {
	sessionId: string;
	result: 'reset' | 'alreadyEnded' | 'kept';
}

/** What became of a user's sessions. */
export interface ResetAllOutcome {
	user: User;
	sessions: SessionResult[];
	/** ISO 8601. */
	resetAt: string;
}

export interface ResetAllOptions {
	/** Lower-case IDs of the sessions that are kept. */
	except: ReadonlySet<string>;
	/** Whether to look again afterwards, for sessions that have appeared since. */
	checkAgain: boolean;
}

/** Somebody who signs on again and again is not chased for ever. */
const MOST_ROUNDS = 3;

/**
 * Ends all sessions of a user. PingOne has no call for that: they are listed, and each is reset.
 *
 * @throws {Failure} where the user is not found; or, once all have been tried, where some could not
 * be ended, saying which were and which were not.
 */
export async function resetAllSessions(
	pingOne: PingOne,
	users: UserDirectory,
	environmentId: string,
	query: UserQuery,
	{ except, checkAgain }: ResetAllOptions,
	request: RequestOptions,
): Promise<ResetAllOutcome> {
	const user = await users.find(pingOne, environmentId, query, request);
	const tally: Tally = { user, sessions: [], failures: new Map() };
	const seen = new Set<string>();

	const rounds = checkAgain ? MOST_ROUNDS : 1;
	for (let round = 1; round <= rounds; round++) {
		const listed = await userSessions(pingOne, environmentId, user.id, request).catch(
			(error: unknown) => {
				if (tally.failures.size > 0) throw someLeft(tally);
				throw round === 1 ? error : notChecked(tally, failureFrom(error));
			},
		);
		const ids = listed.map(({ id }) => String(id)).filter((id) => !seen.has(id.toLowerCase()));
		if (ids.length === 0) break;
		for (const id of ids) seen.add(id.toLowerCase());
		// All at once: one that PingOne fails to end, again and again, must not hold up the others.
		const results = await Promise.all(
			ids.map(async (id) =>
				except.has(id.toLowerCase())
					? { sessionId: id, result: 'kept' as const }
					: await resetOne(pingOne, environmentId, id, request),
			),
		);
		for (const result of results) {
			if ('failure' in result) tally.failures.set(result.sessionId, result.failure);
			else tally.sessions.push(result);
		}
	}
	if (tally.failures.size > 0) throw someLeft(tally);
	return { user, sessions: tally.sessions, resetAt: new Date().toISOString() };
}

/** What has been done so far for a user. */
interface Tally {
	user: User;
	sessions: SessionResult[];
	/** By session ID. */
	failures: Map<string, Failure>;
}

async function resetOne(
	pingOne: PingOne,
	environmentId: string,
	sessionId: string,
	request: RequestOptions,
): Promise<SessionResult | { sessionId: string; failure: Failure }> {
	try {
		const { result } = await resetSession(
			pingOne,
			sessionAddress(environmentId, sessionId),
			request,
		);
		return { sessionId, result: result === 'ended' ? 'reset' : 'alreadyEnded' };
	} catch (error) {
		return { sessionId, failure: failureFrom(error) };
	}
}

function someLeft({ user, sessions, failures }: Tally): Failure {
	const [[, { advice, refusal }]] = failures;
	const left = [...failures].map(([id, { message }]) => `${quoted(id)} (${message})`).join('; ');
	return new Failure(
		`${failures.size} of ${failures.size + sessions.length} sessions of ${nameOf(user)} could not be ended`,
		`Ended: ${endedIn(sessions)}. Not ended: ${left}. ${advice}`,
		refusal,
	);
}

function notChecked({ user, sessions }: Tally, { message, advice, refusal }: Failure): Failure {
	return new Failure(
		`The sessions of ${nameOf(user)} could not be listed again after they were ended: ${message}`,
		`Ended: ${endedIn(sessions)}. ${advice}`,
		refusal,
	);
}

function nameOf({ id, username = id }: User): string {
	return quoted(username);
}

function endedIn(sessions: SessionResult[]): string {
	const ended = sessions.filter(({ result }) => result !== 'kept');
	return ended.map(({ sessionId }) => sessionId).join(', ') || 'none';
}
