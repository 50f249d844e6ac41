/** The numbers of the rate limiter. Where each comes from: docs/pacing.md. */
export const RATE_LAW = {
	/** Requests a second at the start. */
	startPerSecond: 150,
	/** Until a limit is known: by what share of 1/latency each accepted request raises the rate at first. */
	seekingShare: 0.083,
	/** How that grows with the rate: 0 not at all, 1 in proportion to it. */
	seekingExponent: 0.75,
	/**
	 * The first refusal lowers the rate to this share of what was accepted a second until then, unless
	 * that was less than what may start in the first second: it may have been a burst.
	 */
	firstShare: 0.4,
	/** The first refusal lowers the rate to this share, later ones no further than to it. */
	leastShare: 0.25,
	/** How much of the time in which nothing might start counts when the rate is measured. */
	heldShare: 0.5,
	/** Once a limit is known: requests a second that are added each second. */
	growthPerSecond: 1.2,
	/** After so long without a refusal growth has doubled; it grows with the third power of time. */
	growthDoublesMs: 4_500,
	/** Requests a second that no refusal goes below. */
	leastPerSecond: 1,
	/** So much of a timer's lateness is made up for. */
	lateMs: 50,
};

export type RateLaw = typeof RATE_LAW;

/** The rate as it was before a refusal lowered it. */
export interface Lowering {
	readonly before: { perSecond: number; since?: number; accepted: number };
	/** From when the rate has been measured after it; tells whether another one followed. */
	readonly since: number;
}

/**
 * The rate that a service seems to allow: grows while requests are accepted, and becomes the one
 * that was measured when one is refused. All times are milliseconds of one clock.
 */
export class LearnedRate {
	/** Requests a second. */
	perSecond: number;
	/** Since when accepted requests have been counted; undefined until a limit has shown. */
	private since?: number;
	private accepted = 0;
	/** When the first request started. */
	private startedAt?: number;

	constructor(
		private readonly maxPerSecond: number,
		private readonly law: RateLaw,
	) {
		this.perSecond = Math.min(law.startPerSecond, maxPerSecond);
	}

	/** @param mayGrow whether requests have to wait for the rate: otherwise more proves nothing. */
	accept(now: number, latencyMs: number, heldUntil: number, mayGrow: boolean): void {
		this.accepted += 1;
		this.startedAt ??= now - latencyMs;
		if (!mayGrow) return;
		const { growthPerSecond, growthDoublesMs } = this.law;
		if (this.since === undefined) {
			const { startPerSecond, seekingShare, seekingExponent } = this.law;
			const share = seekingShare * (this.perSecond / startPerSecond) ** seekingExponent;
			return this.set(this.perSecond + (share * 1000) / latencyMs);
		}
		const elapsed = Math.max(0, now - heldUntil) / growthDoublesMs;
		// An increase for each second, spread over the requests of a second.
		this.set(this.perSecond + (growthPerSecond * (1 + elapsed ** 3)) / this.perSecond);
	}

	/** @returns what undoes it; undefined if the request started before the last refusal. */
	lower(now: number, startedAt: number, holdMs: number): Lowering | undefined {
		const { perSecond, since, accepted } = this;
		// Those that were on their way when another was refused say nothing new.
		if (since !== undefined && startedAt < since) return undefined;
		const least = perSecond * this.law.leastShare;
		const next =
			since === undefined
				? Math.min(least, this.mostAtFirst(now))
				: Math.max(least, (accepted * 1000) / Math.max(now - since, 1));
		this.set(Math.min(perSecond, next));
		// A bucket keeps what it allows while nothing starts, a window does not: half is between them.
		this.since = now + holdMs * (1 - this.law.heldShare);
		this.accepted = 0;
		return { before: { perSecond, since, accepted }, since: this.since };
	}

	/** Gives back what a refusal took, unless another one has lowered the rate since. */
	restore({ before, since }: Lowering): void {
		if (since !== this.since) return;
		this.set(Math.max(this.perSecond, before.perSecond));
		this.since = before.since;
		this.accepted += before.accepted;
	}

	private mostAtFirst(now: number): number {
		const { accepted, startedAt, law } = this;
		if (startedAt === undefined || accepted < law.startPerSecond) return Infinity;
		return (law.firstShare * accepted * 1000) / Math.max(now - startedAt, 1);
	}

	private set(perSecond: number): void {
		const { leastPerSecond } = this.law;
		this.perSecond = Math.min(Math.max(perSecond, leastPerSecond), this.maxPerSecond);
	}
}
