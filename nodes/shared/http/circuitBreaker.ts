import type { Clock } from './clock';
import type { Outcome } from './outcome';

/** So many different requests that failed one after another, none succeeding in between, are trouble. */
const FAILURES_TO_TROUBLE = 10;
/** How often the service is asked while there is trouble. */
const PROBE_INTERVAL_MS = 100;
/** Trouble that lasts so long opens the circuit. */
const TROUBLE_MS = 60_000;
/** A service that asks to wait is asked once more afterwards, even where trouble would end with the wait. */
const AFTER_RETRY_AFTER_MS = 5_000;
/** How long requests in flight may still take once trouble has opened the circuit. */
const GRACE_MS = 10_000;

interface Trouble {
	opensAt: number;
	/** The last failure. */
	last: Outcome;
	/** How many requests have failed since all were last told to wait. */
	probesFailed: number;
}

export type CircuitState = 'closed' | 'half-open' | 'open';

/**
 * Tells a service in trouble from single requests that fail. The evidence is different requests: ten
 * that failed since the last success, or all that are left. Then the circuit is half-open: ten
 * requests a second try whether the service is back, and the first success closes it. If none
 * succeeds within a minute, it opens for good, and nothing more is sent.
 */
export class CircuitBreaker<Request> {
	private readonly failures = new Set<Request>();
	private trouble?: Trouble;
	private fatal?: Outcome;
	private nextProbeAt = -Infinity;

	constructor(private readonly clock: Pick<Clock, 'now'>) {}

	state(): CircuitState {
		if (this.fatal !== undefined) return 'open';
		if (this.trouble === undefined) return 'closed';
		return this.clock.now() < this.trouble.opensAt ? 'half-open' : 'open';
	}

	/** Why nothing more is sent, if the circuit is open. */
	get reason(): Outcome | undefined {
		return this.state() === 'open' ? (this.fatal ?? this.trouble?.last) : undefined;
	}

	/** How long the next request has to wait, in milliseconds. */
	get waitMs(): number {
		return this.state() === 'half-open' ? Math.max(0, this.nextProbeAt - this.clock.now()) : 0;
	}

	/** Whether trouble has opened the circuit so long ago that requests in flight are given up. */
	get isGraceOver(): boolean {
		return this.trouble !== undefined && this.clock.now() >= this.trouble.opensAt + GRACE_MS;
	}

	/** A request starts. */
	started(): void {
		this.nextProbeAt = this.clock.now() + PROBE_INTERVAL_MS;
	}

	/** The service responded as one that works. */
	succeeded(): void {
		if (this.state() === 'open') return;
		this.failures.clear();
		this.trouble = undefined;
	}

	/**
	 * @param waitMs how long the service asks to wait, 0 if it does not.
	 * @param unfinished the requests that are not done, this one included if it will be sent again;
	 * undefined if there are others that have not been started.
	 * @returns whether all requests are to wait for so long: ten in a row agree on the trouble, since
	 * one that is told to wait may be of a part of the service that is down for itself.
	 */
	failed(
		request: Request,
		outcome: Outcome,
		waitMs: number,
		unfinished?: ReadonlySet<Request>,
	): boolean {
		if (this.state() === 'open') return false;
		this.failures.add(request);
		if (this.trouble === undefined) {
			if (!this.isEvidence(unfinished)) return false;
			const lastsMs = Math.max(TROUBLE_MS, waitMs + AFTER_RETRY_AFTER_MS);
			const opensAt = this.clock.now() + lastsMs;
			this.trouble = { opensAt, last: outcome, probesFailed: 0 };
			return true;
		}
		this.trouble.last = outcome;
		this.trouble.probesFailed += 1;
		if (this.trouble.probesFailed < Math.min(FAILURES_TO_TROUBLE, unfinished?.size ?? Infinity)) {
			return false;
		}
		this.trouble.probesFailed = 0;
		return true;
	}

	/** Every other request would end like this one: nothing more is sent, and those in flight go on. */
	trip(outcome: Outcome): void {
		this.fatal ??= outcome;
	}

	private isEvidence(unfinished?: ReadonlySet<Request>): boolean {
		if (this.failures.size >= FAILURES_TO_TROUBLE) return true;
		if (unfinished === undefined || unfinished.size > this.failures.size) return false;
		return [...unfinished].every((other) => this.failures.has(other));
	}
}
