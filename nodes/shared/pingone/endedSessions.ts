import type { SessionEnd } from './sessions';

interface Requests {
	/** How many have no response yet. */
	waiting: number;
	hasEnded: boolean;
	/** Resolved when all have a response. */
	wake: Array<() => void>;
}

/**
 * The sessions that an execution ends. Two items may name one session and still be two requests, as
 * with two tickets whose IDs both belong in PingOne's audit trail: then one of them is told that
 * PingOne does not know the session. It has been ended all the same, by the other.
 */
export class EndedSessions {
	private readonly sessions = new Map<string, Requests>();

	/**
	 * Ends a session, and tells one that this execution has ended from one that was never there.
	 *
	 * @param key of the session.
	 */
	async end(key: string, request: () => Promise<SessionEnd>): Promise<SessionEnd> {
		const session = this.sessions.get(key) ?? { waiting: 0, hasEnded: false, wake: [] };
		this.sessions.set(key, session);
		session.waiting += 1;
		let end: SessionEnd;
		try {
			end = await request();
			session.hasEnded ||= end.result !== 'notFound';
		} finally {
			session.waiting -= 1;
			if (session.waiting === 0) for (const wake of session.wake.splice(0)) wake();
		}
		if (end.result !== 'notFound') return end;
		// The response of the one that ended it may come later than this one.
		if (session.waiting > 0) await new Promise<void>((resolve) => session.wake.push(resolve));
		return session.hasEnded ? { result: 'alreadyEnded' } : end;
	}
}
