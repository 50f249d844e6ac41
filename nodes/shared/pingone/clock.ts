import { sleep } from 'n8n-workflow';

/** The time that pace and retry go by. Tests bring a faster one, or a simulated one. */
export interface Clock {
	/** Milliseconds since some moment. It never goes back. */
	now(): number;
	/** Resolves after so many milliseconds; rejects where it is no longer needed before. */
	sleep(ms: number, notNeeded?: AbortSignal): Promise<void>;
}

/** Not the time of day, which jumps when a machine is set right or wakes up. */
export const clock: Clock = { now: () => performance.now(), sleep };
