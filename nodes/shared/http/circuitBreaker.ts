import type { Clock } from './clock';
import type { Outcome } from './outcome';

/** So many different requests that failed since the last success are an outage. */
const FAILURES_TO_OUTAGE = 10;
/** The number doubles with each outage that ends, up to this. */
const MOST_FAILURES_TO_OUTAGE = 320;
/** How often the service is probed during an outage. */
const PROBE_INTERVAL_MS = 100;
/** So many failed probes agree on how long the service asks to wait. */
const PROBES_TO_HOLD = 10;
/** An outage that lasts so long opens the circuit, if a request that was sent meanwhile has failed. */
const OUTAGE_MS = 60_000;
/** How long requests in flight may still take once an outage has opened the circuit. */
const GRACE_MS = 10_000;

interface Outage<Request> {
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
 * Tells an outage of the service from single requests that fail. The evidence is different requests:
 * ten that failed since the last success, or all that are left. Then the circuit is half-open: ten
 * requests a second probe whether the service is back, and the first success closes it. If none
 * succeeds within a minute, it opens for good, and nothing more is sent.
 *
 * A service that fails each request once looks like one outage after another. So after each one that
 * ends, the next needs twice as many failures.
 */
export class CircuitBreaker<Request> {
	private readonly failures = new Set<Request>();
	private failuresToOutage = FAILURES_TO_OUTAGE;
	private outage?: Outage<Request>;
	private fatal?: Outcome;
	private nextProbeAt = -Infinity;

	constructor(private readonly clock: Pick<Clock, 'now'>) {}

	state(): CircuitState {
		if (this.fatal !== undefined) return 'open';
		if (this.outage === undefined) return 'closed';
		return this.clock.now() < this.outage.opensAt ? 'half-open' : 'open';
	}

	/** Why nothing more is sent, if the circuit is open. */
	get reason(): Outcome | undefined {
		return this.state() === 'open' ? (this.fatal ?? this.outage?.last) : undefined;
	}

	/** How long the next request has to wait, in milliseconds. */
	get waitMs(): number {
		return this.state() === 'half-open' ? Math.max(0, this.nextProbeAt - this.clock.now()) : 0;
	}

	/** True if an outage has opened the circuit so long ago that requests in flight are given up. */
	get isGraceOver(): boolean {
		return this.outage !== undefined && this.clock.now() >= this.outage.opensAt + GRACE_MS;
	}

	/** A request starts. */
	started(request: Request): void {
		this.outage?.probes.add(request);
		this.nextProbeAt = this.clock.now() + PROBE_INTERVAL_MS;
	}

	/** The service responded as one that works. */
	succeeded(): void {
		if (this.state() === 'open') return;
		this.failures.clear();
		if (this.outage === undefined) return;
		this.outage = undefined;
		this.failuresToOutage = Math.min(this.failuresToOutage * 2, MOST_FAILURES_TO_OUTAGE);
	}

	/**
	 * @param unfinished the requests that are not done, this one included if it will be sent again;
	 * undefined if there are others that have not been started, or if this failure says nothing about
	 * an outage unless many agree (429).
	 * @returns true if all requests have to wait as long as this one is asked to. One failure is not
	 * enough for that: it may be of one part of the service.
	 */
	failed(request: Request, outcome: Outcome, unfinished?: ReadonlySet<Request>): boolean {
		if (this.state() === 'open') return false;
		const now = this.clock.now();
		this.failures.add(request);
		const { outage } = this;
		if (outage === undefined) {
			if (!this.isEvidence(unfinished)) return false;
			const probes = new Set<Request>();
			this.outage = { since: now, probes, opensAt: Infinity, last: outcome, probesFailed: 0 };
			return true;
		}
		outage.last = outcome;
		if (outage.opensAt === Infinity && outage.probes.has(request)) {
			outage.opensAt = Math.max(now, outage.since + OUTAGE_MS);
		}
		outage.probesFailed += 1;
		if (outage.probesFailed < Math.min(PROBES_TO_HOLD, unfinished?.size ?? Infinity)) return false;
		outage.probesFailed = 0;
		return true;
	}

	/** Every other request would end like this one: nothing more is sent, and those in flight go on. */
	trip(outcome: Outcome): void {
		this.fatal ??= outcome;
	}

	private isEvidence(unfinished?: ReadonlySet<Request>): boolean {
		if (this.failures.size >= this.failuresToOutage) return true;
		if (unfinished === undefined || unfinished.size > this.failures.size) return false;
		for (const other of unfinished) if (!this.failures.has(other)) return false;
		return true;
	}
}
