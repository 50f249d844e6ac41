import type { SessionEnd } from './sessions';

interface Requests {
	/** Number of requests without a response. */
	waiting: number;
	hasEnded: boolean;
	/** Called when all requests have a response. */
	wake: Array<() => void>;
}

/**
 * Tracks the sessions that an execution ends. Two items may name the same session in two
 * requests, for example with two transaction IDs. PingOne then responds to one of them that the
 * session does not exist, although the other one has just ended it.
 */
export class EndedSessions {
	private readonly sessions = new Map<string, Requests>();

	/**
	 * Ends a session. A session that this execution has ended is `alreadyEnded`, not `notFound`.
	 *
	 * @param key identifies the session.
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
		// The response of the request that ended the session may arrive later than this one.
		if (session.waiting > 0) await new Promise<void>((resolve) => session.wake.push(resolve));
		return session.hasEnded ? { result: 'alreadyEnded' } : end;
	}
}
