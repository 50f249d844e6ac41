import * as attempts from '../../../nodes/shared/http/attempt';
import { clock } from '../../../nodes/shared/http/clock';
import type { Outcome } from '../../../nodes/shared/http/outcome';

/** The time that the node goes by in a test. */
export interface AcceleratedTime {
	/** True if waits are skipped, as when a test begins. */
	skipsWaits: boolean;
	/** The node's time when it was so late by `performance.now()`. All in milliseconds. */
	at(realMs: number): number;
}

interface Wait {
	readonly endsAt: number;
	end(): void;
}

/** One for all: without a reason, each abort would make an error with a stack. */
const OVER = new Error('The wait is over');

/**
 * While no request is in flight, the node waits for nothing but its clock, so time goes on to the end
 * of the next wait at once: a minute of retries takes no time, and is a minute on a busy machine too.
 *
 * @param times while requests are in flight, time runs so many times as fast. Tests of what gets no
 * response need that. The faster it runs, the sooner a busy machine looks like a slow service.
 */
export function accelerateClock(times = 1): AcceleratedTime {
	const { now, sleep } = clock;
	const { attemptOnce } = attempts;
	const waits = new Set<Wait>();
	const skips: Array<{ realMs: number; skippedMs: number }> = [];
	let skippedMs = 0;
	let inFlight = 0;

	const time: AcceleratedTime = {
		skipsWaits: true,
		at: (realMs) => {
			const before = skips.filter((skip) => skip.realMs <= realMs);
			return realMs * times + (before.at(-1)?.skippedMs ?? 0);
		},
	};
	const acceleratedNow = () => now() * times + skippedMs;

	function skipWait(): void {
		if (!time.skipsWaits || inFlight > 0 || waits.size === 0) return;
		const endsAt = Math.min(...[...waits].map((wait) => wait.endsAt));
		skippedMs += Math.max(0, endsAt - acceleratedNow());
		skips.push({ realMs: now(), skippedMs });
		for (const wait of waits) if (wait.endsAt <= endsAt) wait.end();
	}

	/** Once n8n and the node have done what they need not wait for. */
	const skipSoon = () => setImmediate(() => setImmediate(skipWait));

	async function acceleratedSleep(ms: number, signal?: AbortSignal): Promise<void> {
		// n8n's turn, which no clock shortens.
		if (ms <= 0) return await sleep(0, signal);
		signal?.throwIfAborted();
		const over = new AbortController();
		const wait = { endsAt: acceleratedNow() + ms, end: () => over.abort(OVER) };
		waits.add(wait);
		signal?.addEventListener('abort', wait.end, { once: true });
		skipSoon();
		await sleep(ms / times, over.signal).catch(() => {});
		waits.delete(wait);
		signal?.removeEventListener('abort', wait.end);
		signal?.throwIfAborted();
	}

	async function countedAttempt(...attempt: Parameters<typeof attemptOnce>): Promise<Outcome> {
		inFlight += 1;
		try {
			return await attemptOnce(...attempt);
		} finally {
			inFlight -= 1;
			skipSoon();
		}
	}

	// No mocks of jest's, which would keep thousands of calls.
	let before = { clock: { ...clock }, attempts: { ...attempts } };
	beforeAll(() => {
		before = { clock: { ...clock }, attempts: { ...attempts } };
		Object.assign(clock, { now: acceleratedNow, sleep: acceleratedSleep });
		Object.assign(attempts, { attemptOnce: countedAttempt });
	});
	beforeEach(() => {
		time.skipsWaits = true;
	});
	afterAll(() => {
		Object.assign(clock, before.clock);
		Object.assign(attempts, before.attempts);
	});
	return time;
}
