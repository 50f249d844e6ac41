import type { Assessment } from './outcome';

/** The maximum of Ping's own clients. */
const MAX_ATTEMPTS = 10;
/** After this many `refusedForNow`, the refusal is final. */
const MAX_REFUSED_FOR_NOW = 4;
const FIRST_BACKOFF_MS = 1_000;
const BACKOFF_CAP_MS = 30_000;
/**
 * A request that has to wait longer fails at once: no execution should stand still for that long.
 */
export const MAX_RETRY_AFTER_MS = 60_000;

/** Decides whether and when a request is repeated. */
export class RetryPolicy {
	constructor(
		/** Maximum number of attempts. */
		private readonly maxAttempts = MAX_ATTEMPTS,
	) {}

	/**
	 * Returns the time to wait after a failed attempt, in milliseconds: as long as the service
	 * asks, or else exponential backoff with full jitter, so that requests that failed together are
	 * not repeated together. Infinity if the service asks for too long.
	 *
	 * @param attempts number of attempts so far.
	 */
	waitMs({ retryAfterMs }: Assessment, attempts: number): number {
		if (retryAfterMs !== undefined)
			return retryAfterMs > MAX_RETRY_AFTER_MS ? Infinity : retryAfterMs;
		return Math.random() * Math.min(BACKOFF_CAP_MS, FIRST_BACKOFF_MS * 2 ** (attempts - 1));
	}

	/**
	 * Returns true if a request may be repeated after this outcome.
	 *
	 * @param timesRefusedForNow number of attempts that ended with `refusedForNow`, including this
	 * one.
	 * @param isRepeatable true if it does no harm to repeat the request after it may have been
	 * carried out.
	 */
	mayRepeat(
		{ isTransient, isUnknown, meaning }: Assessment,
		attempts: number,
		timesRefusedForNow: number,
		isRepeatable: boolean,
	): boolean {
		if (!isTransient || attempts >= this.maxAttempts) return false;
		if (meaning === 'refusedForNow') return timesRefusedForNow < MAX_REFUSED_FOR_NOW;
		return isRepeatable || !isUnknown;
	}
}
