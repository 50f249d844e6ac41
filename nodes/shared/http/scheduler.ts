import { Alarm } from './alarm';
import { attemptOnce } from './attempt';
import { CircuitBreaker } from './circuitBreaker';
import { clock as realClock, type Clock } from './clock';
import { CircuitOpenError, RequestAbortedError, RequestTimeoutError } from './errors';
import { assess, type Assessment } from './outcome';
import { PendingRequest, type ScheduledRequest, type Settled } from './pendingRequest';
import { AdaptiveRateLimiter } from './rateLimiter';
import { RequestQueue } from './requestQueue';
import { RetryPolicy } from './retryPolicy';
import { StartGate } from './startGate';

export type { ScheduledRequest, Settled };

export interface SchedulerOptions {
	/** How many requests may be in flight at the same time; 1 if left out. */
	maxConcurrency?: number;
	/** Requests a second that are never exceeded; as many as the service takes if left out. */
	maxPerSecond?: number;
	/** How often a request is sent at most; 10 if left out. */
	maxAttempts?: number;
	/** Aborted when the user stops the execution. */
	stop?: AbortSignal;
}

/** So many steps are taken at once; then n8n may do something else. */
const MAX_STEPS = 100;

/**
 * Sends requests: each as soon as there is a place in flight and the rate allows it, again if that
 * may help, and none when there is no point in it. Each execution has one. See docs/requests.md.
 */
export class RequestScheduler {
	private readonly limiter: AdaptiveRateLimiter;
	private readonly breaker: CircuitBreaker<PendingRequest>;
	private readonly retry: RetryPolicy;
	private readonly gate: StartGate;
	private readonly alarm: Alarm;
	private readonly queue = new RequestQueue<PendingRequest>();
	private readonly unfinished = new Set<PendingRequest>();
	private inFlight = 0;
	private isHeldByRate = false;

	constructor(
		private readonly options: SchedulerOptions,
		private readonly clock: Clock = realClock,
	) {
		this.limiter = new AdaptiveRateLimiter(clock, options.maxPerSecond);
		this.breaker = new CircuitBreaker(clock);
		this.retry = new RetryPolicy(options.maxAttempts);
		this.gate = new StartGate(clock);
		this.alarm = new Alarm(clock, () => this.sendWhatMaySend());
	}

	/**
	 * Sends a request until it has a response for good, or there is no point in sending it again.
	 * @throws {CircuitOpenError} if it was not sent, because nothing gets through.
	 * @throws {RequestAbortedError} if the execution was stopped before it was sent.
	 */
	async send(request: ScheduledRequest): Promise<Settled> {
		return await new Promise((resolve, reject) => {
			const pending = new PendingRequest(request, (settled) => {
				this.unfinished.delete(pending);
				if (settled instanceof Error) reject(settled);
				else resolve(settled);
			});
			this.unfinished.add(pending);
			this.queue.add(pending);
			this.alarm.setSoon();
		});
	}

	/**
	 * Works on items, each started when there is nothing else to send.
	 * @param work called once for each index; it calls `send` before it waits, and never rejects.
	 */
	async runItems(count: number, work: (index: number) => Promise<void>): Promise<void> {
		await new Promise<void>((resolve) => {
			let left = count;
			if (left === 0) return resolve();
			const start = (index: number) => () => {
				void work(index).then(() => {
					if (--left === 0) resolve();
				});
			};
			this.queue.addItems(Array.from({ length: count }, (_, index) => start(index)));
			this.alarm.setSoon();
		});
	}

	private sendWhatMaySend(): void {
		for (let step = 0; step < MAX_STEPS; step++) {
			const now = this.clock.now();
			if (this.queue.nextAt(now) === Infinity) return;
			const error = this.reasonNotToSend();
			const waitMs = error === undefined ? this.waitMs(now) : 0;
			if (waitMs > 0) return this.alarm.setIn(waitMs);
			const isProbing = this.breaker.state() === 'half-open';
			const next = this.queue.take(error === undefined ? now : Infinity, isProbing);
			if (next === undefined) continue;
			if (error === undefined) void this.attempt(next);
			else next.settle(next.last ?? error);
		}
		this.alarm.setAfterTurn();
	}

	/** How long the next request has to wait, in milliseconds. */
	private waitMs(now: number): number {
		if (this.inFlight >= (this.options.maxConcurrency ?? 1)) return Infinity;
		if (this.inFlight > 0 && this.gate.waitMs > 0) return this.gate.waitMs;
		const untilDueMs = this.queue.nextAt(now) - now;
		if (untilDueMs > 0) return untilDueMs;
		this.isHeldByRate ||= this.limiter.waitMs > 0;
		return Math.max(this.limiter.waitMs, this.breaker.waitMs);
	}

	private async attempt(pending: PendingRequest): Promise<void> {
		const startedAt = this.limiter.start(this.isHeldByRate);
		this.isHeldByRate = false;
		this.breaker.started(pending);
		this.gate.started();
		this.inFlight += 1;
		try {
			const { attempt, timeoutMs, classify } = pending.request;
			const outcome = await attemptOnce(attempt, timeoutMs, this.clock, () => this.reasonToEnd());
			this.learn(pending, assess(outcome, classify), startedAt);
		} catch (error) {
			pending.settle(error instanceof Error ? error : new Error(String(error)));
		} finally {
			this.inFlight -= 1;
			this.gate.open();
			this.alarm.setSoon();
		}
	}

	private learn(pending: PendingRequest, assessment: Assessment, startedAt: number): void {
		const { outcome, meaning } = assessment;
		const settled = pending.attempted(assessment);
		if (assessment.isTransient && this.stopped === undefined) {
			return this.learnFromFailure(pending, assessment, settled, startedAt);
		}
		if (meaning === 'fatal') this.breaker.trip(outcome);
		else if ('response' in outcome) {
			this.limiter.accepted(startedAt);
			this.breaker.succeeded();
		}
		if (meaning === 'done') pending.settle(settled);
		else this.settleFailed(pending, settled);
	}

	private learnFromFailure(
		pending: PendingRequest,
		assessment: Assessment,
		settled: Settled,
		startedAt: number,
	): void {
		const { outcome, meaning, retryAfterMs, isRateLimited, concernsAll } = assessment;
		const { attempts } = settled;
		const waitMs = this.retry.waitMs(assessment, attempts);
		const mayRepeat = this.retry.mayRepeat(
			assessment,
			attempts,
			pending.timesRefusedForNow,
			pending.request.isRepeatable,
		);
		if (waitMs < Infinity && mayRepeat) this.queue.addRepeat(pending, this.clock.now() + waitMs);
		else this.settleFailed(pending, settled);

		const holdMs = waitMs < Infinity ? waitMs : 0;
		if (isRateLimited) {
			pending.rateLimited = this.limiter.rateLimited(startedAt, holdMs, pending.rateLimited);
		} else if ('response' in outcome) {
			// A response that fails was let through by the rate limit as well.
			this.limiter.accepted(startedAt);
		} else if (concernsAll) this.limiter.hold(holdMs);
		if (meaning === 'refusedForNow') return this.breaker.succeeded();

		const isLast = !this.queue.hasItems && !isRateLimited;
		const unfinished = isLast ? this.unfinished : undefined;
		const askedMs = retryAfterMs === undefined ? 0 : holdMs;
		const wasClosed = this.breaker.state() === 'closed';
		if (this.breaker.failed(pending, outcome, unfinished)) this.limiter.hold(askedMs);
		if (wasClosed && this.breaker.state() === 'half-open') this.queue.shuffleItems();
	}

	/** The caller is heard before anything else is sent: it may want to start no further item. */
	private settleFailed(pending: PendingRequest, settled: Settled): void {
		pending.settle(settled);
		this.alarm.setAfterTurn();
	}

	private get stopped(): Error | undefined {
		if (!this.options.stop?.aborted) return undefined;
		return new RequestAbortedError('The execution was stopped');
	}

	private reasonNotToSend(): Error | undefined {
		const { reason } = this.breaker;
		return this.stopped ?? (reason && new CircuitOpenError(reason));
	}

	/** Why a request in flight is not waited for any longer. */
	private reasonToEnd(): Error | undefined {
		if (!this.breaker.isGraceOver) return this.stopped;
		return this.stopped ?? new RequestTimeoutError('No request succeeds');
	}
}
