import type { Clock } from './clock';

/** STUB for development: to be replaced by the law of wt-b. */
export class AdaptiveRateLimiter {
	private rate = 120;
	private nextAt = -Infinity;
	private heldUntil = -Infinity;
	private lastWait = -Infinity;
	private known = false;
	private since?: number;
	private taken = 0;
	private grownAt = 0;
	private before?: number;

	constructor(
		private readonly clock: Pick<Clock, 'now'>,
		private readonly maxPerSecond = Infinity,
	) {
		this.rate = Math.min(120, maxPerSecond);
	}

	get waitMs(): number {
		return Math.max(0, this.nextAt - this.clock.now(), this.heldUntil - this.clock.now());
	}

	start(hasWaited: boolean): number {
		const now = this.clock.now();
		if (hasWaited) this.lastWait = now;
		this.nextAt = Math.max(this.nextAt, now - 50) + 1000 / this.rate;
		return now;
	}

	accepted(startedAt: number): void {
		const now = this.clock.now();
		this.since ??= startedAt;
		this.taken += 1;
		if (now - this.lastWait > 100) return;
		if (!this.known) this.set(this.rate + (2 * 50) / Math.max(now - startedAt, 1));
		else {
			const s = Math.max(0, now - Math.max(this.grownAt, this.heldUntil)) / 1000;
			const h = Math.max(0, now - this.heldUntil) / 1000;
			this.set(this.rate + (0.9 + 0.0055 * this.rate) * s * (1 + (h / 3.4) ** 2));
		}
		this.grownAt = now;
	}

	refused(startedAt: number, holdMs: number): void {
		const now = this.clock.now();
		const since = this.since ?? now;
		this.before = this.rate;
		this.heldUntil = Math.max(this.heldUntil, now + holdMs);
		if (this.known && startedAt < since) return;
		const measured = this.taken / ((now - since) / 1000 + (this.known ? 0 : 1) + 0.001);
		this.set(Math.min(Math.max(measured, this.rate / 4), this.rate * 0.87));
		this.known = true;
		this.since = now;
		this.taken = 0;
	}

	refusedAlone(_startedAt: number): void {
		this.set(this.before ?? this.rate);
		this.heldUntil = -Infinity;
	}

	hold(ms: number): void {
		this.heldUntil = Math.max(this.heldUntil, this.clock.now() + ms);
	}

	private set(rate: number) {
		this.rate = Math.min(Math.max(rate, 1), this.maxPerSecond);
	}
}
