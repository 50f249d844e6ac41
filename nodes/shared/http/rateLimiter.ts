/** Adapts the request rate to a service whose rate limit is not known. */
import type { Clock } from './clock';

/** Default settings. `npx tsx bench/pacing.ts` shows the effect of each one. */
export const RATE_LIMITER_DEFAULTS = {
	/** Requests per second at the start. */
	startPerSecond: 150,
	/** Until the first 429, each accepted request raises the rate by this share of 1/latency. */
	seekingShare: 0.13,
	/** After the first 429, the rate grows by this many requests per second each second. */
	growthPerSecond: 1.2,
	/** Time without a 429 after which growth has doubled; it grows with the third power of time. */
	growthDoublesMs: 4_500,
	/** Share of the time without requests that counts when the rate is measured. */
	heldShare: 0.5,
	/**
	 * Lowest share of the rate that a 429 leaves, if requests did not have to wait for the rate
	 * before it.
	 */
	leastShare: 0.25,
	/** Minimum rate, in requests per second. */
	leastPerSecond: 1,
	/**
	 * After a 429, one request goes ahead. The others follow after this time if it has no response.
	 */
	probeMs: 2_000,
	/** Maximum delay of a timer that is made up for, in milliseconds. */
	lateMs: 50,
};

export type RateLimiterSettings = typeof RATE_LIMITER_DEFAULTS;

/** State of a request between its attempts. Times are milliseconds of the limiter's clock. */
interface Sent {
	startedAt: number;
	/** Time of its last 429. */
	limitedAt?: number;
	/** The limit that its last 429 detected. */
	limit?: Limit;
}

/** The accepted requests since a 429, to measure the rate. */
interface Count {
	since: number;
	accepted: number;
}

/** A 429 that detected the limit, and the state before it. */
interface Limit {
	at: number;
	perSecond: number;
	count: Count;
	isLimitKnown: boolean;
	/** True if requests had to wait for the rate before it; otherwise their number says little. */
	isMeasured: boolean;
}

/**
 * Limits the rate at which requests start, and learns it from accepted requests and 429s. All
 * requests that count against one limit go through one limiter. See docs/pacing.md.
 */
export class AdaptiveRateLimiter<Request extends object> {
	private readonly sent = new WeakMap<Request, Sent>();
	/** Requests per second. */
	private perSecond: number;
	private nextAt = -Infinity;
	private heldUntil = -Infinity;
	private probedUntil = -Infinity;
	/** Time at which a request last had to wait for the rate. */
	private waitedAt = -Infinity;
	private count: Count = { since: Infinity, accepted: 0 };
	private isLimitKnown = false;
	/** The detected limit, until a request that started later is accepted. */
	private limit?: Limit;
	private lastLimit?: Limit;
	private firstRateLimitedAt = -Infinity;
	private acceptedStartedAt = -Infinity;

	/** @param maxPerSecond maximum rate, in requests per second. */
	constructor(
		private readonly clock: Pick<Clock, 'now'>,
		private readonly maxPerSecond = Infinity,
		private readonly settings: RateLimiterSettings = RATE_LIMITER_DEFAULTS,
	) {
		this.perSecond = Math.min(settings.startPerSecond, maxPerSecond);
	}

	/** Returns the time until the next request may start, in milliseconds. */
	get waitMs(): number {
		const at = Math.max(this.nextAt, this.heldUntil, this.probedUntil);
		return Math.max(0, at - this.clock.now());
	}

	/**
	 * Records that a request starts.
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

	/** Records a response that is neither a 429 nor a failure. */
	accepted(request: Request): void {
		const { startedAt } = this.sentOf(request);
		this.acceptedStartedAt = Math.max(this.acceptedStartedAt, startedAt);
		if (this.limit === undefined) this.grow(startedAt);
		else if (startedAt >= this.limit.at) this.resume(this.limit, startedAt);
		this.count.accepted += 1;
	}

	/**
	 * Records a 429. No request starts for `holdMs`. Then one request goes ahead; once it is
	 * accepted, the rate becomes the measured one. If the 429 concerns only this request, the
	 * others do not wait, and the rate is restored to the one before this request's last 429.
	 *
	 * @param holdMs `Retry-After`, or else a backoff, in milliseconds; 0 for no wait.
	 * @returns true if the limit is reached; false if the request started before the last 429, or
	 * if the 429 concerns only this request.
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

	/** Lets no request start for `ms` milliseconds, without changing the rate. */
	hold(ms: number): void {
		this.heldUntil = Math.max(this.heldUntil, this.clock.now() + ms);
	}

	/**
	 * True if a 429 concerns only this request. Its first 429 may concern all requests. A later one
	 * concerns only this request if others that started after the previous one were accepted, and
	 * none got its first 429: when a limit is reached, every request gets 429.
	 */
	private concernsAlone({ limitedAt }: Sent): boolean {
		if (limitedAt === undefined) return false;
		return this.acceptedStartedAt > limitedAt && this.firstRateLimitedAt <= limitedAt;
	}

	/** Sets the rate to the accepted requests per second between the previous limit and this one. */
	private resume({ at, isMeasured }: Limit, startedAt: number): void {
		const { since, accepted } = this.count;
		const { heldShare, leastShare } = this.settings;
		// A token bucket refills while nothing is sent, a time window may not: part of that time
		// counts.
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

	/** Restores the state before a 429 that turned out to concern only one request. */
	private undo({ perSecond, isLimitKnown, count }: Limit): void {
		this.setRate(Math.max(this.perSecond, perSecond));
		this.isLimitKnown = isLimitKnown;
		this.count = { since: count.since, accepted: count.accepted + this.count.accepted };
	}

	private grow(startedAt: number): void {
		const now = this.clock.now();
		const { lateMs, seekingShare, growthPerSecond, growthDoublesMs } = this.settings;
		// After a late timer, several requests start at once, so not each of them has to wait.
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
