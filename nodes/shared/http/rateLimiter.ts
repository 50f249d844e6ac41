/** How fast requests may follow each other when nobody can look up what the service allows. */
import type { Clock } from './clock';
import { LearnedRate, RATE_LAW, type Lowering } from './learnedRate';

/** A 429 that a request got. The scheduler passes it back when the same request gets the next one. */
export interface RateLimited {
	/** True if it concerns this request alone: the others do not have to wait. */
	readonly isOwn: boolean;
	/** When the response came, in milliseconds of the limiter's clock. */
	readonly at: number;
	/** By how much this request's 429s have lowered the rate. */
	readonly lowering?: Lowering;
}

/**
 * Lets requests start at a rate that it learns from what is accepted and what is refused (429).
 * All requests that count against one limit go through one limiter. See docs/pacing.md.
 */
export class AdaptiveRateLimiter {
	private readonly rate: LearnedRate;
	private readonly evidence = new RateLimitEvidence();
	private nextAt = -Infinity;
	private heldUntil = -Infinity;
	/** When a request last had to wait for the rate. */
	private waitedAt = -Infinity;

	/**
	 * @param maxPerSecond requests a second that are never exceeded.
	 * @param law only simulations bring another one.
	 */
	constructor(
		private readonly clock: Pick<Clock, 'now'>,
		maxPerSecond = Infinity,
		private readonly law = RATE_LAW,
	) {
		this.rate = new LearnedRate(maxPerSecond, law);
	}

	/** How long the next request has to wait, in milliseconds; 0 if it may start now. */
	get waitMs(): number {
		return Math.max(0, Math.max(this.nextAt, this.heldUntil) - this.clock.now());
	}

	/**
	 * A request starts now.
	 *
	 * @param hasWaited whether it had to wait for the rate (not for a place in flight).
	 * @returns when it started, to be passed to `accepted` or `rateLimited`.
	 */
	start(hasWaited: boolean): number {
		const now = this.clock.now();
		if (hasWaited) this.waitedAt = now;
		// What a timer was late is made up for by the next requests.
		const earliest = Math.max(this.nextAt, this.heldUntil, now - this.law.lateMs);
		this.nextAt = earliest + 1000 / this.rate.perSecond;
		return now;
	}

	/** The request that started then got a response that is neither 429 nor 5xx nor a dead token. */
	accepted(startedAt: number): void {
		const now = this.clock.now();
		this.evidence.accepted(startedAt);
		// Not each request waits: after a late timer, several start at once.
		const isRateWaitedFor = this.waitedAt >= startedAt - this.law.lateMs;
		this.rate.accept(now, Math.max(now - startedAt, 1), this.heldUntil, isRateWaitedFor);
	}

	/**
	 * The request that started then got 429. Lowers the rate, and nothing starts for `holdMs`; unless
	 * the 429 proves to concern this request alone: then nobody is held, and the rate is what it would
	 * be without this request's 429s. The request itself has to wait in either case.
	 *
	 * @param holdMs `Retry-After`, or a backoff without it, in milliseconds; 0 holds nobody.
	 * @param previous what this method returned when the same request last got 429.
	 */
	rateLimited(startedAt: number, holdMs: number, previous?: RateLimited): RateLimited {
		const at = this.clock.now();
		if (this.evidence.isOwn(at, previous)) {
			if (previous.lowering) this.rate.restore(previous.lowering);
			return { isOwn: true, at };
		}
		this.hold(holdMs);
		return { isOwn: false, at, lowering: this.rate.lower(at, startedAt, holdMs) };
	}

	/** Nothing starts for so many milliseconds; the rate stays. */
	hold(ms: number): void {
		this.heldUntil = Math.max(this.heldUntil, this.clock.now() + ms);
	}
}

/**
 * Tells whom a 429 concerns. A request's first 429 may concern all requests. A later one concerns the
 * request alone if others that started after the previous one were accepted, and none got its first
 * 429: where a limit is reached, it rejects every request.
 */
class RateLimitEvidence {
	private firstRateLimitedAt = -Infinity;
	private acceptedStartedAt = -Infinity;

	accepted(startedAt: number): void {
		this.acceptedStartedAt = Math.max(this.acceptedStartedAt, startedAt);
	}

	isOwn(at: number, previous?: RateLimited): previous is RateLimited {
		if (previous === undefined) this.firstRateLimitedAt = at;
		return (
			previous !== undefined &&
			this.acceptedStartedAt > previous.at &&
			this.firstRateLimitedAt <= previous.at
		);
	}
}
