import { Alarm } from './alarm';
import { attemptOnce } from './attempt';
import { CircuitBreaker } from './circuitBreaker';
import { clock as realClock, type Clock } from './clock';
import { CircuitOpenError, RequestAbortedError, RequestTimeoutError } from './errors';
import type { ItemProgress } from './itemProgress';
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

/**
 * How long items that have changed something may go on after Stop. Whoever waits looks twice a second
 * whether that is over, so all ends within two seconds.
 */
const FINISH_MS = 1_200;
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
	/** Those that are not sent, because the execution was stopped. */
	private dropped: PendingRequest[] = [];
	private stoppedAt = Infinity;
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
		const stopped = this.stoppedFor(request.item);
		if (stopped !== undefined) throw stopped;
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
	 * Works on items, each started when there is nothing else to send. Once the execution is stopped,
	 * requests are sent only for items that have changed something, and only for a short time.
	 * @param work called once for each index; it calls `send` before it waits, and never rejects.
	 */
	async runItems(count: number, work: (index: number) => Promise<void>): Promise<void> {
		const { stop } = this.options;
		const onStop = () => {
			this.stoppedAt = this.clock.now();
			this.dropped = this.queue.takeUnbegun();
			this.alarm.setSoon();
		};
		if (stop?.aborted) onStop();
		stop?.addEventListener('abort', onStop);
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
		stop?.removeEventListener('abort', onStop);
	}

	private sendWhatMaySend(): void {
		for (let step = 0; step < MAX_STEPS; step++) {
			const now = this.clock.now();
			if (now >= this.stoppedAt && this.dropNext()) continue;
			if (this.queue.nextAt(now) === Infinity) return;
			const error = this.reasonNotToSend();
			const waitMs = error === undefined ? this.waitMs(now) : 0;
			if (waitMs > 0) return this.alarm.setIn(waitMs);
			const isProbing = this.breaker.state() === 'half-open';
			const next = this.queue.take(error === undefined ? now : Infinity, isProbing);
			if (next === undefined) continue;
			const ownError = error ?? this.stoppedFor(next.request.item);
			if (ownError === undefined) void this.attempt(next);
			else next.settle(next.last ?? ownError);
		}
		this.alarm.setAfterTurn();
	}

	/** Ends a request that is not to be sent after Stop, or starts an item, which then ends. @returns false if there is none. */
	private dropNext(): boolean {
		const next = this.dropped.pop();
		if (next === undefined) return this.queue.startItem();
		next.settle(next.last ?? stoppedError());
		return true;
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
		pending.started();
		try {
			const { attempt, timeoutMs, classify, item } = pending.request;
			const reasonToEnd = () => this.reasonToEnd(item);
			const outcome = await attemptOnce(attempt, timeoutMs, this.clock, reasonToEnd);
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
		if (assessment.isTransient && this.stoppedFor(pending.request.item) === undefined) {
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

	/** Why nothing is sent any more for an item, or for one that has changed something. */
	private stoppedFor(item?: ItemProgress): Error | undefined {
		const endsAt = item?.hasBegun ? this.stoppedAt + FINISH_MS : this.stoppedAt;
		return this.clock.now() < endsAt ? undefined : stoppedError();
	}

	/** Why no request is sent any more, whatever its item. */
	private reasonNotToSend(): Error | undefined {
		const { reason } = this.breaker;
		const isOver = this.clock.now() >= this.stoppedAt + FINISH_MS;
		return isOver ? stoppedError() : reason && new CircuitOpenError(reason);
	}

	/** Why a request in flight is not waited for any longer. */
	private reasonToEnd(item?: ItemProgress): Error | undefined {
		const stopped = this.stoppedFor(item);
		if (!this.breaker.isGraceOver) return stopped;
		return stopped ?? new RequestTimeoutError('No request succeeds');
	}
}

function stoppedError(): Error {
	return new RequestAbortedError('The execution was stopped');
}
