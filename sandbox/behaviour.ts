/** How the stand-in misbehaves, when it is told to. */

/** What happens to a request instead of its answer. */
export type Breakage =
	| { answer: { status: number; headers?: Record<string, string>; body?: string | object } }
	/** The connection ends without an answer, and the work was or was not done. */
	| { cut: 'before the work' | 'after the work' }
	/** The work is done at once, but its answer comes so many milliseconds later. */
	| { lateMs: number }
	/** The connection stays open, and nothing ever comes. */
	| { silent: true }
	/** An answer begins, and goes on byte by byte, so often a second, without an end. */
	| { trickle: { perSecond: number } };

export interface Fault {
	breakage: Breakage;
	/** Of the requests whose "METHOD /path" matches; of all where left out. */
	on?: RegExp;
	/** How many of them, from now on; all where left out. */
	times?: number;
}

/** A token bucket, as rate limiters in front of APIs are. */
export interface RateLimit {
	perSecond: number;
	/** How many requests may come at once after a pause. */
	burst: number;
	/** What a refused client is told to wait. */
	retryAfterSeconds: number;
}

export class Behaviour {
	/** Before each answer. */
	latencyMs = 0;
	private faults: Fault[] = [];
	private bucket?: TokenBucket;

	/**
	 * Breaks requests from now on; faults that were set before go first.
	 *
	 * @returns a function that takes the fault away again.
	 */
	break(fault: Fault): () => void {
		const set = { ...fault };
		this.faults.push(set);
		return () => {
			this.faults = this.faults.filter((other) => other !== set);
		};
	}

	/** Limits requests from now on; no limit where left out. */
	limit(limit?: RateLimit): void {
		this.bucket = limit && new TokenBucket(limit);
	}

	/** What is to happen to a request, where it is to break. */
	breakageOf(request: string): Breakage | undefined {
		const fault = this.faults.find(({ on, times = 1 }) => times > 0 && (on?.test(request) ?? true));
		if (fault?.times !== undefined) fault.times -= 1;
		return fault?.breakage;
	}

	/** Undefined where a request may pass, else how many seconds its client is to wait. */
	refusedForSeconds(): number | undefined {
		return this.bucket === undefined || this.bucket.take()
			? undefined
			: this.bucket.retryAfterSeconds;
	}
}

class TokenBucket {
	readonly retryAfterSeconds: number;
	private tokens: number;
	private filledAt = performance.now();

	constructor(private readonly rate: RateLimit) {
		this.tokens = rate.burst;
		this.retryAfterSeconds = rate.retryAfterSeconds;
	}

	take(): boolean {
		const now = performance.now();
		const gained = ((now - this.filledAt) / 1000) * this.rate.perSecond;
		this.tokens = Math.min(this.rate.burst, this.tokens + gained);
		this.filledAt = now;
		if (this.tokens < 1) return false;
		this.tokens -= 1;
		return true;
	}
}
