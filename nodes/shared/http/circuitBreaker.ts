import type { Clock } from './clock';
import type { Outcome } from './outcome';

/** So many different requests that failed one after another, none succeeding in between, are trouble. */
const FAILURES_TO_TROUBLE = 10;
/** How often the service is asked while there is trouble. */
const PROBE_INTERVAL_MS = 100;
/** Trouble that lasts so long opens the circuit, if a request that was sent meanwhile has failed. */
const TROUBLE_MS = 60_000;
/** How long requests in flight may still take once trouble has opened the circuit. */
const GRACE_MS = 10_000;

interface Trouble<Request> {
	readonly since: number;
	/** The requests that were sent since. */
	readonly probes: Set<Request>;
	/**
	 * Infinite until one of them has failed: before, a service that is slow, asks to wait, or is asked
	 * rarely has not been tried again.
	 */
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
	private trouble?: Trouble<Request>;
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
	started(request: Request): void {
		this.trouble?.probes.add(request);
		this.nextProbeAt = this.clock.now() + PROBE_INTERVAL_MS;
	}

	/** The service responded as one that works. */
	succeeded(): void {
		if (this.state() === 'open') return;
		this.failures.clear();
		this.trouble = undefined;
	}

	/**
	 * @param unfinished the requests that are not done, this one included if it will be sent again;
	 * undefined if there are others that have not been started.
	 * @returns whether all requests are to wait as long as this one is asked to: ten in a row agree on
	 * the trouble, since one may be of a part of the service that is down for itself.
	 */
	failed(request: Request, outcome: Outcome, unfinished?: ReadonlySet<Request>): boolean {
		if (this.state() === 'open') return false;
		const now = this.clock.now();
		this.failures.add(request);
		const { trouble } = this;
		if (trouble === undefined) {
			if (!this.isEvidence(unfinished)) return false;
			const probes = new Set<Request>();
			this.trouble = { since: now, probes, opensAt: Infinity, last: outcome, probesFailed: 0 };
			return true;
		}
		trouble.last = outcome;
		if (trouble.opensAt === Infinity && trouble.probes.has(request)) {
			trouble.opensAt = Math.max(now, trouble.since + TROUBLE_MS);
		}
		trouble.probesFailed += 1;
		if (trouble.probesFailed < Math.min(FAILURES_TO_TROUBLE, unfinished?.size ?? Infinity)) {
			return false;
		}
		trouble.probesFailed = 0;
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
