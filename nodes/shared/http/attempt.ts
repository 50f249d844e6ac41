import { MAX_SLEEP_MS, type Clock } from './clock';
import { RequestTimeoutError } from './errors';
import type { HttpResponse, Outcome } from './outcome';

/** Sends a request once. The signal is aborted when nobody waits for the response any more. */
export type Attempt = (signal: AbortSignal) => Promise<HttpResponse>;

/** One for all: without a reason, each abort would make an error with a stack. */
const SETTLED = new Error('Nobody waits for the response');

/**
 * Sends a request once and waits for its response, but no longer than it may take: n8n's own limit is
 * for silence, and a response that comes byte by byte could last for ever.
 *
 * @param timeoutMs how long it may take, however slowly the response trickles in.
 * @param reasonToEnd asked twice a second: an error if the attempt is to end now.
 * @returns the outcome; it never rejects.
 */
export async function attemptOnce(
	attempt: Attempt,
	timeoutMs: number,
	clock: Clock,
	reasonToEnd: () => Error | undefined,
): Promise<Outcome> {
	const settled = new AbortController();
	try {
		// The attempt first: if it throws, nobody would hear the other one reject.
		const response = attempt(settled.signal);
		const end = endOf(timeoutMs, clock, reasonToEnd, settled.signal);
		return { response: await Promise.race([response, end]) };
	} catch (error) {
		return { error };
	} finally {
		settled.abort(SETTLED);
	}
}

async function endOf(
	timeoutMs: number,
	clock: Clock,
	reasonToEnd: () => Error | undefined,
	settled: AbortSignal,
): Promise<never> {
	const endsAt = clock.now() + timeoutMs;
	for (let leftMs = timeoutMs; leftMs > 0; leftMs = endsAt - clock.now()) {
		await clock.sleep(Math.min(leftMs, MAX_SLEEP_MS), settled);
		const reason = reasonToEnd();
		if (reason !== undefined) throw reason;
	}
	throw new RequestTimeoutError('The request timed out');
}
