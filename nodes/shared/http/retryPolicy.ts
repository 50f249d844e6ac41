import type { Assessment } from './outcome';

/** As Ping's own clients have them. */
const MAX_ATTEMPTS = 10;
/** How often a request may get `refusedForNow` before that is believed. */
const MAX_REFUSED_FOR_NOW = 4;
const FIRST_BACKOFF_MS = 1_000;
const BACKOFF_CAP_MS = 30_000;
/** A request that is told to wait longer fails at once: no execution should stand still for that long. */
export const MAX_RETRY_AFTER_MS = 60_000;

/** Whether a request is sent again, and when. */
export class RetryPolicy {
	constructor(
		/** How often a request is sent at most. */
		private readonly maxAttempts = MAX_ATTEMPTS,
	) {}

	/**
	 * How long to wait after a failed attempt, in milliseconds: as long as the service asks, else
	 * exponential backoff with full jitter, so that requests which failed together do not come back
	 * together. Infinite if it asks for too long.
	 *
	 * @param attempts how often the request has been sent.
	 */
	waitMs({ retryAfterMs }: Assessment, attempts: number): number {
		if (retryAfterMs !== undefined)
			return retryAfterMs > MAX_RETRY_AFTER_MS ? Infinity : retryAfterMs;
		return Math.random() * Math.min(BACKOFF_CAP_MS, FIRST_BACKOFF_MS * 2 ** (attempts - 1));
	}

	/**
	 * Returns true if a request may be sent again after this outcome.
	 *
	 * @param timesRefusedForNow how many of its attempts ended with `refusedForNow`, this one included.
	 * @param isRepeatable whether it does no harm to send the request again after it may have been
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
