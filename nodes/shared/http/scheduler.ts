import { Alarm } from './alarm';
import { attemptOnce, type Attempt } from './attempt';
import { CircuitBreaker } from './circuitBreaker';
import { clock as realClock, type Clock } from './clock';
import { CircuitOpenError, RequestAbortedError, RequestTimeoutError } from './errors';
import { assess, type Assessment, type Classify, type Outcome } from './outcome';
import { AdaptiveRateLimiter, type Refusal } from './rateLimiter';
import { RequestQueue, type Queued } from './requestQueue';
import { RetryPolicy } from './retryPolicy';
import { StartGate } from './startGate';

/** A request, as the scheduler has to know it. */
export interface ScheduledRequest {
	attempt: Attempt;
	/** How long an attempt may take, in milliseconds. */
	timeoutMs: number;
	/** Whether it may be sent again after an outcome that leaves open whether it was carried out. */
	isRepeatable: boolean;
	classify: Classify;
}

/** What came of a request in the end. */
export interface Settled {
	/** Of the last attempt. */
	outcome: Outcome;
	/** How often it was sent. */
	attempts: number;
	/** Whether an earlier attempt may have reached the service and been carried out. */
	mayHaveBeenCarriedOut: boolean;
}

export interface SchedulerOptions {
	/** How many requests may be in flight at the same time; 1 if left out. */
	maxConcurrency?: number;
	/** Requests a second that are never exceeded; as many as the service takes if left out. */
	maxPerSecond?: number;
	/** How often a request is sent at most; 10 if left out. */
	maxAttempts?: number;
	/** Aborted when a person stops the execution. */
	stop?: AbortSignal;
}

interface Pending extends Queued, ScheduledRequest {
	settle(settled: Settled | Error): void;
	last?: Settled;
	/** What the limiter said when it last got 429. */
	refusal?: Refusal;
}

/** So many steps are taken at once; then n8n may do something else. */
const MAX_STEPS = 100;
/** More unfinished requests than failures can ever be needed as evidence are not looked at. */
const FEW = 10;

/**
 * Sends requests: each as soon as there is a place in flight and the rate allows it, again if that
 * may help, and none when there is no point in it. All requests of an execution go through one
 * scheduler. docs/architecture.md explains it.
 */
export class RequestScheduler {
	private readonly limiter: AdaptiveRateLimiter;
	private readonly breaker: CircuitBreaker<Pending>;
	private readonly retry: RetryPolicy;
	private readonly gate: StartGate;
	private readonly alarm: Alarm;
	private readonly queue = new RequestQueue<Pending>();
	private readonly unfinished = new Set<Pending>();
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
	 *
	 * @throws {CircuitOpenError} if it was not sent, because nothing gets through.
	 * @throws {RequestAbortedError} if the execution was stopped before it was sent.
	 */
	async send(request: ScheduledRequest): Promise<Settled> {
		return await new Promise((resolve, reject) => {
			const pending: Pending = {
				...request,
				failures: 0,
				settle: (settled) => {
					this.unfinished.delete(pending);
					if (settled instanceof Error) reject(settled);
					else resolve(settled);
				},
			};
			this.unfinished.add(pending);
			this.queue.add(pending);
			this.alarm.setSoon();
		});
	}

	/**
	 * Works on items, each started when there is nothing else to send.
	 *
	 * @param work called once for each index from 0; it calls `send` before it first waits, and never
	 * rejects.
	 */
	async runItems(count: number, work: (index: number) => Promise<void>): Promise<void> {
		await new Promise<void>((resolve) => {
			let left = count;
			if (left === 0) return resolve();
			const start = (index: number) => () => {
				void work(index).then(() => {
					left -= 1;
					if (left === 0) resolve();
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
			const next = this.queue.take(error === undefined ? now : Infinity);
			if (next === undefined) continue;
			if (error === undefined) void this.attempt(next);
			else next.settle(next.last ?? error);
		}
		this.alarm.setIn(0);
	}

	/** How long the next request has to wait, in milliseconds. */
	private waitMs(now: number): number {
		const { maxConcurrency = 1 } = this.options;
		if (this.inFlight >= maxConcurrency) return Infinity;
		if (this.inFlight > 0 && this.gate.waitMs > 0) return this.gate.waitMs;
		const untilDueMs = this.queue.nextAt(now) - now;
		if (untilDueMs > 0) return untilDueMs;
		this.isHeldByRate ||= this.limiter.waitMs > 0;
		return Math.max(this.limiter.waitMs, this.breaker.waitMs);
	}

	private async attempt(request: Pending): Promise<void> {
		const startedAt = this.limiter.start(this.isHeldByRate);
		this.isHeldByRate = false;
		this.breaker.started();
		this.gate.started();
		this.inFlight += 1;
		try {
			const { attempt, timeoutMs, classify } = request;
			const outcome = await attemptOnce(attempt, timeoutMs, this.clock, () => this.reasonToEnd());
			this.learn(request, assess(outcome, classify), startedAt);
		} catch (error) {
			request.settle(error instanceof Error ? error : new Error(String(error)));
		} finally {
			this.inFlight -= 1;
			this.gate.open();
			this.alarm.setSoon();
		}
	}

	private learn(request: Pending, assessment: Assessment, startedAt: number): void {
		const { outcome, meaning } = assessment;
		const { attempts: before = 0, mayHaveBeenCarriedOut = false } = request.last ?? {};
		const settled = { outcome, attempts: before + 1, mayHaveBeenCarriedOut };
		if (assessment.isTransient && !this.isStopped) {
			return this.learnFromFailure(request, assessment, settled, startedAt);
		}
		if (meaning === 'fatal') this.breaker.trip(outcome);
		else if ('response' in outcome) {
			this.limiter.accepted(startedAt);
			this.breaker.succeeded();
		}
		request.settle(settled);
	}

	private learnFromFailure(
		request: Pending,
		assessment: Assessment,
		settled: Settled,
		startedAt: number,
	): void {
		const { outcome, retryAfterMs } = assessment;
		const waitMs = this.retry.waitMs(assessment, settled.attempts);
		const isRepeated =
			waitMs < Infinity && this.retry.mayRepeat(assessment, settled.attempts, request.isRepeatable);
		if (isRepeated) this.repeat(request, assessment, settled, waitMs);
		else request.settle(settled);

		const holdMs = waitMs < Infinity ? waitMs : 0;
		if (assessment.isRateLimited) {
			request.refusal = this.limiter.refused(startedAt, holdMs, request.refusal);
		}
		// A response that fails was let through by the rate limit as well.
		else if ('response' in outcome) this.limiter.accepted(startedAt);
		const unfinished =
			this.queue.hasItems || this.unfinished.size > FEW ? undefined : this.unfinished;
		const askedMs = retryAfterMs === undefined ? 0 : holdMs;
		const wasClosed = this.breaker.state() === 'closed';
		if (this.breaker.failed(request, outcome, askedMs, unfinished)) this.limiter.hold(askedMs);
		if (wasClosed && this.breaker.state() === 'half-open') this.queue.shuffleItems();
	}

	private repeat(request: Pending, assessment: Assessment, settled: Settled, waitMs: number): void {
		if (!assessment.isRateLimited) request.failures += 1;
		const mayHaveBeenCarriedOut =
			settled.mayHaveBeenCarriedOut || assessment.meaning === 'mayHaveBeenCarriedOut';
		request.last = { ...settled, mayHaveBeenCarriedOut };
		this.queue.addRepeat(request, this.clock.now() + waitMs);
	}

	private get isStopped(): boolean {
		return this.options.stop?.aborted ?? false;
	}

	private reasonNotToSend(): Error | undefined {
		if (this.isStopped) return new RequestAbortedError('The execution was stopped');
		const { reason } = this.breaker;
		return reason && new CircuitOpenError(reason);
	}

	/** Why a request in flight is not waited for any longer. */
	private reasonToEnd(): Error | undefined {
		if (this.isStopped) return new RequestAbortedError('The execution was stopped');
		return this.breaker.isGraceOver ? new RequestTimeoutError('Nothing gets through') : undefined;
	}
}
