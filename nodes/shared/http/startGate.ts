import type { Clock } from './clock';

/** Longest time that other requests wait for the outcome of the first one. */
const OPENS_AFTER_MS = 2_000;

/**
 * Sends one request ahead, so that n8n gets one token for all, and an invalid credential costs
 * one request. The others follow at its first outcome, or after two seconds.
 */
export class StartGate {
	private opensAt = Infinity;

	constructor(private readonly clock: Pick<Clock, 'now'>) {}

	/**
	 * Returns the time that other requests have to wait, in milliseconds; Infinity before the first
	 * one starts.
	 */
	get waitMs(): number {
		return Math.max(0, this.opensAt - this.clock.now());
	}

	/** Records that a request starts. */
	started(): void {
		this.opensAt = Math.min(this.opensAt, this.clock.now() + OPENS_AFTER_MS);
	}

	open(): void {
		this.opensAt = -Infinity;
	}
}
