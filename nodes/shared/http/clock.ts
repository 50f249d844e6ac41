import { sleep } from 'n8n-workflow';

/** Clock of the request layer. Tests use a faster or a virtual one. */
export interface Clock {
	/** Milliseconds since some moment; monotonic. */
	now(): number;
	/** Resolves after `ms` milliseconds; rejects if `signal` is aborted before. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Monotonic, unlike the time of day, which jumps when a machine's clock is set or it wakes up. */
export const clock: Clock = { now: () => performance.now(), sleep };

/**
 * Longest single sleep. The caller then checks again whether to stop, and a timer that an older
 * n8n cannot cancel ends within this time.
 */
export const MAX_SLEEP_MS = 500;
