import type { Attempt } from './attempt';
import type { Assessment, Classify, Outcome } from './outcome';
import type { RateLimited } from './rateLimiter';
import type { Queued } from './requestQueue';

/** A request, as the scheduler has to know it. */
export interface ScheduledRequest {
	attempt: Attempt;
	/** How long an attempt may take, in milliseconds. */
	timeoutMs: number;
	/** Whether it may be sent again after an outcome that leaves open whether it was carried out. */
	isRepeatable: boolean;
	classify: Classify;
}

/** What came of a request in the end. */
export interface Settled {
	/** Of the last attempt. */
	outcome: Outcome;
	/** How often it was sent. */
	attempts: number;
	/** Whether an earlier attempt may have reached the service and been carried out. */
	mayHaveBeenCarriedOut: boolean;
}

/** A request that is not done, and what is known of it so far. */
export class PendingRequest implements Queued {
	failures = 0;
	/** How many attempts ended with `refusedForNow`. */
	timesRefusedForNow = 0;
	/** What came of it so far, if it has been sent. */
	last?: Settled;
	/** What the rate limiter concluded from its last 429. */
	rateLimited?: RateLimited;
	private mayHaveBeenCarriedOut = false;

	constructor(
		readonly request: ScheduledRequest,
		/** Called once. */
		readonly settle: (settled: Settled | Error) => void,
	) {}

	/** An attempt has ended. @returns what has come of the request, should it be the last one. */
	attempted({ outcome, meaning, isTransient, isRateLimited }: Assessment): Settled {
		const { last, mayHaveBeenCarriedOut } = this;
		if (isTransient && !isRateLimited) this.failures += 1;
		if (meaning === 'refusedForNow') this.timesRefusedForNow += 1;
		this.mayHaveBeenCarriedOut ||= meaning === 'mayHaveBeenCarriedOut';
		this.last = { outcome, attempts: (last?.attempts ?? 0) + 1, mayHaveBeenCarriedOut };
		return this.last;
	}
}
