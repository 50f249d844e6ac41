/** How the simulator misbehaves, when it is told to. */

/** What happens to a request instead of its answer. */
export type Fault =
	| { answer: { status: number; headers?: Record<string, string>; body?: string | object } }
	/** The connection ends without an answer, and the work was or was not done. */
	| { cut: 'before the work' | 'after the work' }
	/** The work is done at once, but its answer comes so many milliseconds later. */
	| { lateMs: number }
	/** The connection stays open, and nothing ever comes. */
	| { silent: true }
	/** An answer begins, and goes on byte by byte, so often a second, without an end. */
	| { trickle: { perSecond: number } };

export interface FaultRule {
	fault: Fault;
	/** Of the requests whose "METHOD /path" matches; of all where left out. */
	on?: Pick<RegExp, 'test'>;
	/** How many of them, from now on; all where left out. */
	times?: number;
}

/** A token bucket, as rate limiters in front of APIs are. */
export interface TokenBucketLimit {
	perSecond: number;
	/** How many requests may come at once after a pause. */
	burst: number;
	/** What a refused client is told to wait. */
	retryAfterSeconds: number;
}

/** Requests are counted anew in each window. A refused client is told when the window ends. */
export interface WindowLimit {
	perWindow: number;
	windowSeconds: number;
}

export type RateLimit = TokenBucketLimit | WindowLimit;

/** Takes a request (undefined), or refuses it: how many seconds its client is to wait. */
type Limiter = () => number | undefined;

export class Faults {
	/** Before each answer. */
	latencyMs = 0;
	private faults: FaultRule[] = [];
	private limiter?: Limiter;

	/**
	 * Breaks requests from now on; faults that were set before go first.
	 *
	 * @returns a function that takes the fault away again.
	 */
	inject(rule: FaultRule): () => void {
		const set = { ...rule };
		this.faults.push(set);
		return () => {
			this.faults = this.faults.filter((other) => other !== set);
		};
	}

	/** Limits requests from now on; no limit where left out. */
	limit(limit?: RateLimit): void {
		this.limiter = limit && ('perWindow' in limit ? windowCounter(limit) : tokenBucket(limit));
	}

	/** What is to happen to a request, where it is to break. */
	faultFor(request: string): Fault | undefined {
		const fault = this.faults.find(({ on, times = 1 }) => times > 0 && (on?.test(request) ?? true));
		if (fault?.times !== undefined) fault.times -= 1;
		return fault?.fault;
	}

	/** Undefined where a request may pass, else how many seconds its client is to wait. */
	refusedForSeconds(): number | undefined {
		return this.limiter?.();
	}
}

function tokenBucket({ perSecond, burst, retryAfterSeconds }: TokenBucketLimit): Limiter {
	let tokens = burst;
	let filledAt = performance.now();
	return () => {
		const now = performance.now();
		tokens = Math.min(burst, tokens + ((now - filledAt) / 1000) * perSecond);
		filledAt = now;
		if (tokens < 1) return retryAfterSeconds;
		tokens -= 1;
		return undefined;
	};
}

function windowCounter({ perWindow, windowSeconds }: WindowLimit): Limiter {
	let endsAt = -Infinity;
	let left = 0;
	return () => {
		const now = performance.now() / 1000;
		if (now >= endsAt) {
			endsAt = (Math.floor(now / windowSeconds) + 1) * windowSeconds;
			left = perWindow;
		}
		if (left < 1) return Math.ceil(endsAt - now);
		left -= 1;
		return undefined;
	};
}
