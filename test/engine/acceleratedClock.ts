import * as attempts from '../../nodes/shared/http/attempt';
import { clock } from '../../nodes/shared/http/clock';

/** The time that the node goes by in a test. */
export interface AcceleratedTime {
	/** Whether time skips waits; true when a test begins. */
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
 * While a request is in flight, the node's time runs so many times as fast: a minute takes a second.
 * While none is, all that the node waits for is its clock, so time goes on to the end of the next wait
 * at once: a minute of retries takes no time, and is a minute on a busy machine too.
 */
export function accelerateClock(times = 60): AcceleratedTime {
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

	beforeAll(() => {
		// No mocks of jest's, which would keep thousands of calls.
		Object.assign(clock, { now: acceleratedNow, sleep: acceleratedSleep });
		jest.spyOn(attempts, 'attemptOnce').mockImplementation(async (...attempt) => {
			inFlight += 1;
			try {
				return await attemptOnce(...attempt);
			} finally {
				inFlight -= 1;
				skipSoon();
			}
		});
	});
	beforeEach(() => {
		time.skipsWaits = true;
	});
	afterAll(() => {
		Object.assign(clock, { now, sleep });
		jest.restoreAllMocks();
	});
	return time;
}
