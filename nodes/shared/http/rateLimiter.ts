/** Learns how fast requests may follow each other if nobody can look up what the service allows. */
import type { Clock } from './clock';

/** The numbers of the rate limiter. `npx tsx bench/pacing.ts` shows what each of them is good for. */
export const RATE_LIMITER_DEFAULTS = {
	/** Requests per second at the start. */
	startPerSecond: 150,
	/** Until the first 429, each accepted request raises the rate by this share of 1/latency. */
	seekingShare: 0.13,
	/** After it, so many requests per second are added each second. */
	growthPerSecond: 1.2,
	/** Growth has doubled after so long without a 429; it grows with the third power of time. */
	growthDoublesMs: 4_500,
	/** How much of the time in which nothing was sent counts when the rate is measured. */
	heldShare: 0.5,
	/** A 429 lowers the rate to this share at most if requests did not wait for the rate before it. */
	leastShare: 0.25,
	/** Requests per second that no 429 goes below. */
	leastPerSecond: 1,
	/** After a 429, one request goes ahead. The others follow after so long without a response. */
	probeMs: 2_000,
	/** So much of a timer's delay is made up for. */
	lateMs: 50,
};

export type RateLimiterSettings = typeof RATE_LIMITER_DEFAULTS;

/** What is remembered of a request between its attempts. Times are milliseconds of the limiter's clock. */
interface Sent {
	startedAt: number;
	/** When it last got 429. */
	limitedAt?: number;
	/** The limit that its last 429 showed first. */
	limit?: Limit;
}

/** Accepted requests are counted from one 429 to the next, which measures the rate. */
interface Count {
	since: number;
	accepted: number;
}

/** A 429 that showed that the limit was reached, and the state before it. */
interface Limit {
	at: number;
	perSecond: number;
	count: Count;
	isLimitKnown: boolean;
	/** True if requests had to wait for the rate before: otherwise their number says little. */
	isMeasured: boolean;
}

/**
 * Lets requests start at a rate that it learns from what is accepted and what gets 429. All requests
 * that count against one limit go through one limiter. See docs/pacing.md.
 */
export class AdaptiveRateLimiter<Request extends object> {
	private readonly sent = new WeakMap<Request, Sent>();
	/** Requests per second. */
	private perSecond: number;
	private nextAt = -Infinity;
	private heldUntil = -Infinity;
	private probedUntil = -Infinity;
	/** When a request last had to wait for the rate. */
	private waitedAt = -Infinity;
	private count: Count = { since: Infinity, accepted: 0 };
	private isLimitKnown = false;
	/** The limit that was reached, until a request that started later is accepted. */
	private limit?: Limit;
	private lastLimit?: Limit;
	private firstRateLimitedAt = -Infinity;
	private acceptedStartedAt = -Infinity;

	/** @param maxPerSecond requests per second that are never exceeded. */
	constructor(
		private readonly clock: Pick<Clock, 'now'>,
		private readonly maxPerSecond = Infinity,
		private readonly settings: RateLimiterSettings = RATE_LIMITER_DEFAULTS,
	) {
		this.perSecond = Math.min(settings.startPerSecond, maxPerSecond);
	}

	/** How long the next request has to wait, in milliseconds; 0 if it may start now. */
	get waitMs(): number {
		const at = Math.max(this.nextAt, this.heldUntil, this.probedUntil);
		return Math.max(0, at - this.clock.now());
	}

	/**
	 * A request starts now.
	 *
	 * @param hasWaited true if it had to wait for the rate (not for a place in flight).
	 */
	start(request: Request, hasWaited: boolean): void {
		const now = this.clock.now();
		this.sentOf(request).startedAt = now;
		this.count.since = Math.min(this.count.since, now);
		if (hasWaited) this.waitedAt = now;
		if (this.limit !== undefined) this.probedUntil = now + this.settings.probeMs;
		// Catches up after a late timer.
		const earliest = Math.max(this.nextAt, this.heldUntil, now - this.settings.lateMs);
		this.nextAt = earliest + 1000 / this.perSecond;
	}

	/** A request got a response that is neither 429 nor fails. */
	accepted(request: Request): void {
		const { startedAt } = this.sentOf(request);
		this.acceptedStartedAt = Math.max(this.acceptedStartedAt, startedAt);
		if (this.limit === undefined) this.grow(startedAt);
		else if (startedAt >= this.limit.at) this.resume(this.limit, startedAt);
		this.count.accepted += 1;
	}

	/**
	 * A request got 429. Nothing starts for `holdMs`. Then one request goes ahead; once it is accepted,
	 * the rate is the one that was measured. If the 429 concerns this request alone, the others do not
	 * wait, and the rate becomes what it was before this request's last 429.
	 *
	 * @param holdMs `Retry-After`, or a backoff without it, in milliseconds; 0 holds nobody.
	 * @returns true if it shows that the limit is reached; false for a request that started before the
	 * last 429, or that the 429 concerns alone.
	 */
	rateLimited(request: Request, holdMs: number): boolean {
		const at = this.clock.now();
		const sent = this.sentOf(request);
		const { startedAt, limit } = sent;
		const isOwn = this.concernsAlone(sent);
		if (sent.limitedAt === undefined) this.firstRateLimitedAt = at;
		Object.assign(sent, { limitedAt: at, limit: undefined });
		if (isOwn) {
			if (limit !== undefined && limit === this.lastLimit) this.undo(limit);
			return false;
		}
		this.hold(holdMs);
		if (startedAt < (this.limit?.at ?? this.count.since)) return false;
		this.probedUntil = -Infinity;
		if (this.limit === undefined) {
			const { perSecond, isLimitKnown, count } = this;
			const isMeasured = this.waitedAt > count.since;
			this.limit = { at, perSecond, isLimitKnown, count: { ...count }, isMeasured };
			this.lastLimit = this.limit;
			sent.limit = this.limit;
		}
		return true;
	}

	/** Nothing starts for so many milliseconds; the rate stays. */
	hold(ms: number): void {
		this.heldUntil = Math.max(this.heldUntil, this.clock.now() + ms);
	}

	/**
	 * A request's first 429 may concern all requests. A later one concerns the request alone if others
	 * that started after the previous one were accepted, and none got its first 429: where a limit is
	 * reached, every request gets 429.
	 */
	private concernsAlone({ limitedAt }: Sent): boolean {
		if (limitedAt === undefined) return false;
		return this.acceptedStartedAt > limitedAt && this.firstRateLimitedAt <= limitedAt;
	}

	/** The rate becomes what was accepted per second from the previous limit to this one. */
	private resume({ at, isMeasured }: Limit, startedAt: number): void {
		const { since, accepted } = this.count;
		const { heldShare, leastShare } = this.settings;
		// A token bucket refills while nothing is sent, a window of time may not: part of it counts.
		const elapsedMs = at - since + heldShare * (startedAt - at);
		const measured = (accepted * 1000) / Math.max(1, elapsedMs);
		const least = isMeasured ? 0 : this.perSecond * leastShare;
		this.setRate(Math.min(this.perSecond, Math.max(measured, least)));
		this.count = { since: startedAt, accepted: 0 };
		this.isLimitKnown = true;
		this.limit = undefined;
		this.probedUntil = -Infinity;
		this.nextAt = this.clock.now();
	}

	/** Restores the state before a 429 that has proved to concern one request alone. */
	private undo({ perSecond, isLimitKnown, count }: Limit): void {
		this.setRate(Math.max(this.perSecond, perSecond));
		this.isLimitKnown = isLimitKnown;
		this.count = { since: count.since, accepted: count.accepted + this.count.accepted };
	}

	private grow(startedAt: number): void {
		const now = this.clock.now();
		const { lateMs, seekingShare, growthPerSecond, growthDoublesMs } = this.settings;
		// After a late timer several start at once, so not each of them has to wait.
		const hadToWait = this.waitedAt >= startedAt - lateMs;
		if (!hadToWait) return;
		if (!this.isLimitKnown) {
			const latencyMs = Math.max(1, now - startedAt);
			return this.setRate(this.perSecond + (seekingShare * 1000) / latencyMs);
		}
		const elapsed = (now - this.count.since) / growthDoublesMs;
		// An increase for each second, spread over the requests of a second.
		this.setRate(this.perSecond + (growthPerSecond * (1 + elapsed ** 3)) / this.perSecond);
	}

	private setRate(perSecond: number): void {
		const { leastPerSecond } = this.settings;
		this.perSecond = Math.min(Math.max(perSecond, leastPerSecond), this.maxPerSecond);
	}

	private sentOf(request: Request): Sent {
		let sent = this.sent.get(request);
		if (sent === undefined) {
			sent = { startedAt: -Infinity };
			this.sent.set(request, sent);
		}
		return sent;
	}
}
