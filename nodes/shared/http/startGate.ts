import type { Clock } from './clock';

/** If the first request has no response by then, the others no longer wait for it. */
const OPENS_AFTER_MS = 2_000;

/**
 * Lets one request go ahead, so that n8n gets one token for all and a dead credential costs one
 * request. The others follow at its first outcome, whatever that is, and after two seconds in any case.
 */
export class StartGate {
	private opensAt = Infinity;

	constructor(private readonly clock: Pick<Clock, 'now'>) {}

	/** How long requests other than the first have to wait, in milliseconds; infinite before it starts. */
	get waitMs(): number {
		return Math.max(0, this.opensAt - this.clock.now());
	}

	/** A request starts. */
	started(): void {
		this.opensAt = Math.min(this.opensAt, this.clock.now() + OPENS_AFTER_MS);
	}

	open(): void {
		this.opensAt = -Infinity;
	}
}
