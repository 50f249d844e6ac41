import { sleep } from 'n8n-workflow';

/** The time that requests, rate and retries go by. Tests bring a faster one, or a virtual one. */
export interface Clock {
	/** Milliseconds since some moment. It never goes back. */
	now(): number;
	/** Resolves after so many milliseconds; rejects if `signal` is aborted before. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Not the time of day, which jumps when a machine is set right or wakes up. */
export const clock: Clock = { now: () => performance.now(), sleep };

/**
 * No wait is longer than this in one piece. Whoever waits then looks again (stopped? circuit open?),
 * and a timer that an older n8n cannot cancel is gone within this time.
 */
export const MAX_SLEEP_MS = 500;
