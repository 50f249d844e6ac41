import { sleep } from 'n8n-workflow';

/** The time that rate limiter, retries and circuit breaker go by. Tests bring a virtual one. */
export interface Clock {
	/** Milliseconds since some moment. It never goes back. */
	now(): number;
	/** Resolves after so many milliseconds; rejects if the signal is aborted before. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Not the time of day, which jumps when a machine is set right or wakes up. */
export const clock: Clock = { now: () => performance.now(), sleep };
