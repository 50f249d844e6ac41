import { MAX_SLEEP_MS, type Clock } from './clock';
import { RequestTimeoutError } from './requestErrors';
import type { HttpResponse, Outcome } from './outcome';

/** Sends a request once. The signal is aborted when the caller no longer waits for the response. */
export type Attempt = (signal: AbortSignal) => Promise<HttpResponse>;

/** Shared: without a reason, each abort would create an error with a stack. */
const SETTLED = new Error('Nobody waits for the response');

/**
 * Sends a request once and waits for its response, with a total timeout: n8n's own timeout only
 * limits silence, and a response that trickles in byte by byte could last for ever.
 *
 * @param timeoutMs total timeout in milliseconds.
 * @param reasonToEnd called twice a second; returns an error if the attempt is to end now.
 * @returns the outcome; never rejects.
 */
export async function attemptOnce(
	attempt: Attempt,
	timeoutMs: number,
	clock: Clock,
	reasonToEnd: () => Error | undefined,
): Promise<Outcome> {
	const settled = new AbortController();
	try {
		// The attempt first: if it throws, `end` must not exist yet, or its rejection would be
		// unhandled.
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
