import type { Clock } from './clock';

/** If the first request has no response by then, the others stop waiting for it. */
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
