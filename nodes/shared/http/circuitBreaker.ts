import type { Clock } from './clock';
import type { Outcome } from './outcome';

/** This many different requests that have failed since the last success are an outage. */
const FAILURES_TO_OUTAGE = 10;
/** The number doubles after each outage, up to this maximum. */
const MOST_FAILURES_TO_OUTAGE = 320;
/** Interval of probes during an outage. */
const PROBE_INTERVAL_MS = 100;
/** After this many failed probes, all requests wait as long as the service asks. */
const PROBES_TO_HOLD = 10;
/**
 * An outage of this duration opens the circuit, if a request that was sent during it has failed.
 */
const OUTAGE_MS = 60_000;
/** Time limit for requests in flight after the circuit has opened. */
const GRACE_MS = 10_000;

interface Outage<Request> {
	readonly since: number;
	/** The requests that were sent during the outage. */
	readonly probes: Set<Request>;
	/**
	 * Infinite until one of them has failed: until then, a slow service, or one that asked to wait,
	 * has not been tried again.
	 */
	opensAt: number;
	/** The last failure. */
	last: Outcome;
	/** Number of failures since all requests were last told to wait. */
	probesFailed: number;
}

export type CircuitState = 'closed' | 'half-open' | 'open';

/**
 * Distinguishes an outage of the service from single requests that fail. It counts different
 * requests: ten that have failed since the last success, or all that are left, mean an outage.
 * Then the circuit is half-open: ten requests per second probe the service, and the first success
 * closes the circuit. If none succeeds within a minute, the circuit opens for good, and nothing
 * more is sent.
 *
 * A service that fails each request once looks like a series of outages. So after each outage,
 * the next one needs twice as many failures.
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

	/** Returns the failure that opened the circuit; undefined unless it is open. */
	get reason(): Outcome | undefined {
		return this.state() === 'open' ? (this.fatal ?? this.outage?.last) : undefined;
	}

	/** Returns the time until the next request may start, in milliseconds. */
	get waitMs(): number {
		return this.state() === 'half-open' ? Math.max(0, this.nextProbeAt - this.clock.now()) : 0;
	}

	/** True if the circuit has been open longer than requests in flight may take. */
	get isGraceOver(): boolean {
		return this.outage !== undefined && this.clock.now() >= this.outage.opensAt + GRACE_MS;
	}

	/** Records that a request starts. */
	started(request: Request): void {
		this.outage?.probes.add(request);
		this.nextProbeAt = this.clock.now() + PROBE_INTERVAL_MS;
	}

	/** Records that the service works. */
	succeeded(): void {
		if (this.state() === 'open') return;
		this.failures.clear();
		if (this.outage === undefined) return;
		this.outage = undefined;
		this.failuresToOutage = Math.min(this.failuresToOutage * 2, MOST_FAILURES_TO_OUTAGE);
	}

	/**
	 * Records that a request failed.
	 *
	 * @param unfinished the unfinished requests, including this one if it will be repeated;
	 * undefined if there are others that have not been started, or if this failure (429) proves
	 * nothing by itself.
	 * @returns true if all requests have to wait as long as the service asked. A single failure is
	 * not enough, because it may concern only one part of the service.
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

	/**
	 * Opens the circuit at once, because every other request would fail in the same way. Requests
	 * in flight continue.
	 */
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
