import { Alarm } from './alarm';
import { attemptOnce } from './attempt';
import { CircuitBreaker } from './circuitBreaker';
import { clock as realClock, type Clock } from './clock';
import { CircuitOpenError, RequestAbortedError, RequestTimeoutError } from './requestErrors';
import type { ItemProgress } from './itemProgress';
import { PendingRequest, type ScheduledRequest, type Settled } from './pendingRequest';
import { AdaptiveRateLimiter } from './rateLimiter';
import { RequestQueue } from './requestQueue';
import { assess, mayRepeat, RULES, waitMsAfter, type Assessment } from './retryPolicy';
import { StartGate } from './startGate';

export type { ScheduledRequest, Settled };

export interface SchedulerOptions {
	/** Maximum number of requests in flight; 1 if left out. */
	maxConcurrency?: number;
	/** Maximum number of requests per second; if left out, as many as the service accepts. */
	maxPerSecond?: number;
	/** Maximum number of attempts per request; 10 if left out. */
	maxAttempts?: number;
	/** Aborted when the user stops the execution. */
	stop?: AbortSignal;
}

/**
 * Time after Stop in which items that have changed something are finished. Waiting requests check
 * it twice a second, so everything ends within two seconds.
 */
const FINISH_MS = 1_200;
/** Maximum number of steps before yielding to n8n. */
const MAX_STEPS = 100;

/**
 * Sends requests within the concurrency and rate limits, repeats them if that may help, and stops
 * sending when the service is down. Each execution has one scheduler. See docs/requests.md.
 */
export class RequestScheduler {
	private readonly limiter: AdaptiveRateLimiter<PendingRequest>;
	private readonly breaker: CircuitBreaker<PendingRequest>;
	private readonly gate: StartGate;
	private readonly alarm: Alarm;
	private readonly queue = new RequestQueue<PendingRequest>();
	private readonly unfinished = new Set<PendingRequest>();
	/** Requests that are not sent, because the execution was stopped. */
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
		this.gate = new StartGate(clock);
		this.alarm = new Alarm(clock, () => this.sendWhatMaySend());
	}

	/**
	 * Sends a request, and repeats it until it has a final response.
	 *
	 * @throws {CircuitOpenError} if it was not sent because the circuit is open.
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
	 * Runs items, starting each one when there is nothing else to send. After the execution is
	 * stopped, requests are sent only for items that have changed something, and only for a short
	 * time.
	 *
	 * @param work called once for each index; it calls `send` before it waits, and never rejects.
	 */
	async runAll(count: number, work: (index: number) => Promise<void>): Promise<void> {
		const { stop } = this.options;
		const onStop = () => {
			this.stoppedAt = this.clock.now();
			this.dropped = this.queue.takeUnchanged();
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
		this.alarm.setAfterYield();
	}

	/**
	 * Rejects the next request that is not sent after Stop, or starts the next item so that it
	 * ends.
	 *
	 * @returns false if there is none.
	 */
	private dropNext(): boolean {
		const next = this.dropped.pop();
		if (next === undefined) return this.queue.startItem();
		next.settle(next.last ?? stoppedError());
		return true;
	}

	/** Returns the time until the next request may start, in milliseconds. */
	private waitMs(now: number): number {
		if (this.inFlight >= (this.options.maxConcurrency ?? 1)) return Infinity;
		if (this.inFlight > 0 && this.gate.waitMs > 0) return this.gate.waitMs;
		const untilDueMs = this.queue.nextAt(now) - now;
		if (untilDueMs > 0) return untilDueMs;
		this.isHeldByRate ||= this.limiter.waitMs > 0;
		return Math.max(this.limiter.waitMs, this.breaker.waitMs);
	}

	private async attempt(pending: PendingRequest): Promise<void> {
		this.limiter.start(pending, this.isHeldByRate);
		this.isHeldByRate = false;
		this.breaker.started(pending);
		this.gate.started();
		this.inFlight += 1;
		pending.started();
		try {
			const { attempt, timeoutMs, classify, item } = pending.request;
			const reasonToEnd = () => this.reasonToEnd(item);
			const outcome = await attemptOnce(attempt, timeoutMs, this.clock, reasonToEnd);
			this.learn(pending, assess(outcome, classify(outcome)));
		} catch (error) {
			pending.settle(error instanceof Error ? error : new Error(String(error)));
		} finally {
			this.inFlight -= 1;
			this.gate.open();
			this.alarm.setSoon();
		}
	}

	/** Carries out what follows from an attempt, see `RULES`. */
	private learn(pending: PendingRequest, assessment: Assessment): void {
		const settled = pending.attempted(assessment);
		const isTransient = RULES[assessment.kind].maxAttempts > 1;
		const waitMs = isTransient ? waitMsAfter(assessment, settled.attempts) : Infinity;
		if (waitMs < Infinity && this.mayRepeat(pending, assessment, settled)) {
			this.queue.addRepeat(pending, this.clock.now() + waitMs);
		} else if (assessment.meaning === 'done') pending.settle(settled);
		else this.settleFailed(pending, settled);

		const holdMs = waitMs < Infinity ? waitMs : 0;
		// Those that were in flight when the limit was reached say nothing about an outage.
		if (this.adaptRate(pending, assessment, holdMs)) {
			this.assessService(pending, assessment, holdMs);
		}
	}

	private mayRepeat(
		{ request, refusedForNow }: PendingRequest,
		assessment: Assessment,
		{ attempts }: Settled,
	): boolean {
		if (this.stoppedFor(request.item) !== undefined) return false;
		const { isRepeatable } = request;
		return mayRepeat(
			assessment,
			{ attempts, refusedForNow, isRepeatable },
			this.options.maxAttempts,
		);
	}

	/** @returns false if the attempt says nothing about the service. */
	private adaptRate(
		pending: PendingRequest,
		{ kind, outcome }: Assessment,
		holdMs: number,
	): boolean {
		const { rate } = RULES[kind];
		if (rate === 'lower') return this.limiter.rateLimited(pending, holdMs);
		if (rate === 'wait') this.limiter.hold(holdMs);
		if (rate === 'accepted' && 'response' in outcome) this.limiter.accepted(pending);
		return true;
	}

	private assessService(
		pending: PendingRequest,
		{ kind, outcome, retryAfterMs }: Assessment,
		holdMs: number,
	): void {
		const { service } = RULES[kind];
		if (service === 'fatal') return this.breaker.trip(outcome);
		if (service === 'works') return 'response' in outcome ? this.breaker.succeeded() : undefined;
		const isLast = !this.queue.hasItems && service === 'failure';
		const unfinished = isLast ? this.unfinished : undefined;
		const askedMs = retryAfterMs === undefined ? 0 : holdMs;
		const wasClosed = this.breaker.state() === 'closed';
		if (this.breaker.failed(pending, outcome, unfinished)) this.limiter.hold(askedMs);
		if (wasClosed && this.breaker.state() === 'half-open') this.queue.shuffleItems();
	}

	/**
	 * Settles a failed request, and yields before sending more: the caller may not want to start
	 * further items.
	 */
	private settleFailed(pending: PendingRequest, settled: Settled): void {
		pending.settle(settled);
		this.alarm.setAfterYield();
	}

	/**
	 * Returns the error if the execution was stopped, and the item, if it has changed something,
	 * has no time left.
	 */
	private stoppedFor(item?: ItemProgress): Error | undefined {
		const endsAt = item?.hasChanges ? this.stoppedAt + FINISH_MS : this.stoppedAt;
		return this.clock.now() < endsAt ? undefined : stoppedError();
	}

	/** Returns the error if no request at all is sent any more. */
	private reasonNotToSend(): Error | undefined {
		const { reason } = this.breaker;
		const isOver = this.clock.now() >= this.stoppedAt + FINISH_MS;
		return isOver ? stoppedError() : reason && new CircuitOpenError(reason);
	}

	/** Returns the error if a request in flight is to be abandoned. */
	private reasonToEnd(item?: ItemProgress): Error | undefined {
		const stopped = this.stoppedFor(item);
		if (!this.breaker.isGraceOver) return stopped;
		return stopped ?? new RequestTimeoutError('No request succeeds');
	}
}

function stoppedError(): Error {
	return new RequestAbortedError('The execution was stopped');
}
