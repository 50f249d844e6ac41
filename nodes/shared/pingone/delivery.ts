import { clock, type Clock } from '../http/clock';
import { Failure } from './failure';
import { Pace } from './pace';
import { isTransientStatus, type Answer } from './refusals';
import { retryAfterMs } from './retryAfter';
import { isTransient, mayHaveArrived, NoAnswer } from './silence';

/** Sends a request once. The signal says that nobody waits for the answer any more. */
export type Attempt = (notAwaited: AbortSignal) => Promise<Answer>;

/** What came of an attempt: an answer, whatever its status, or what was thrown instead. */
export type Outcome = { answer: Answer } | { error: unknown };

/** What came of a request in the end. */
export interface Delivered {
	outcome: Outcome;
	/** How often it was sent. */
	attempts: number;
	/** Whether an earlier attempt may have been carried out, its answer being lost on the way. */
	mayBeRepeated: boolean;
}

export interface DeliveryOptions {
	/** How often a request is sent at most; 10 where left out. */
	mostAttempts?: number;
	/** How many requests may be under way at the same time; 1 where left out. */
	mostInFlight?: number;
	/** Requests a second that are never exceeded. */
	mostPerSecond?: number;
	/** Aborted where a person stops the execution. */
	stop?: AbortSignal;
}

/** A request was not sent, because nothing has got through for too long. */
export class GivenUp extends Error {
	constructor(
		/** The last attempt that failed. */
		readonly last: Outcome,
		/** How long the service asked to be left alone, in milliseconds, where it did. */
		readonly askedMs?: number,
	) {
		super('Nothing gets through');
	}
}

/** As Ping's own clients have them. */
const MOST_ATTEMPTS = 10;
const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 30_000;
/** Where nothing has succeeded for so long, nothing more is sent. */
const PATIENCE_MS = 60_000;
/** Whoever waits looks so often whether there is still a point in it. */
const LOOK_UP_MS = 500;
const TOO_MANY_REQUESTS = 429;
/** One for all: without a reason, each abort would make an error with a stack. */
const NOT_AWAITED = new NoAnswer('stopped');

/**
 * Gets requests through: each in its turn, again where that may help, and no longer than there is a
 * point in it. All requests of an execution go through one delivery: they share one pace, and where
 * one of them is told to wait, all do. Until one has got through, they go one at a time, because n8n
 * would get a token for each.
 */
export class Delivery {
	private readonly pace: Pace;
	/** Turns come one after another, so that at most one waits for a request to land. */
	private lastTurn: Promise<unknown> = Promise.resolve();
	private landed = () => {};
	private inFlight = 0;
	private hasGotThrough = false;
	/** When something last got through, or was first tried. */
	private aliveAt?: number;
	/** What has kept everything from getting through since then. */
	private trouble?: GivenUp;
	private patienceEndsAt = Infinity;

	constructor(
		private readonly options: DeliveryOptions,
		private readonly time: Clock = clock,
	) {
		this.pace = new Pace(time, options.mostPerSecond);
	}

	/**
	 * Sends a request until it is answered for good, or there is no point in sending it again.
	 *
	 * @param timeoutMs how long an attempt may take, however slowly its answer trickles in.
	 * @throws {GivenUp} where it was not sent, because nothing gets through.
	 * @throws {NoAnswer} where the execution was stopped before it was sent.
	 */
	async deliver(attempt: Attempt, timeoutMs: number): Promise<Delivered> {
		const { mostAttempts = MOST_ATTEMPTS } = this.options;
		const failed: Outcome[] = [];
		for (let notBefore = -Infinity; failed.length < mostAttempts; ) {
			await this.waitWhile(() => notBefore - this.time.now());
			const landed = await this.inTurn(attempt, timeoutMs, failed.length + 1);
			if (landed instanceof GivenUp) {
				if (failed.length === 0) throw landed;
				break;
			}
			const { outcome, again } = landed;
			if (again === undefined) return delivered(outcome, failed);
			failed.push(outcome);
			notBefore = again;
		}
		return delivered(failed[failed.length - 1], failed.slice(0, -1));
	}

	private async inTurn(
		attempt: Attempt,
		timeoutMs: number,
		attempts: number,
	): Promise<{ outcome: Outcome; again?: number } | GivenUp> {
		const turn = this.lastTurn.then(async () => await this.turn());
		this.lastTurn = turn.catch(() => undefined);
		const startedAt = await turn;
		if (startedAt instanceof GivenUp) return startedAt;
		const outcome = await this.send(attempt, timeoutMs);
		const again = this.learn(outcome, startedAt, attempts);
		this.inFlight -= 1;
		this.landed();
		return { outcome, again };
	}

	/** Waits for a place among those in flight, then for the pace. @returns when it may start. */
	private async turn(): Promise<number | GivenUp> {
		const { mostInFlight = 1 } = this.options;
		while (this.inFlight >= (this.hasGotThrough ? mostInFlight : 1)) {
			await new Promise<void>((resolve) => (this.landed = resolve));
		}
		const hasToWait = this.pace.waitMs > 0;
		await this.waitWhile(() => this.pace.waitMs);
		if (this.isStopped) throw new NoAnswer('stopped');
		const { givenUp } = this;
		if (givenUp) return givenUp;
		this.inFlight += 1;
		return this.pace.start(hasToWait);
	}

	private async send(attempt: Attempt, timeoutMs: number): Promise<Outcome> {
		const settled = new AbortController();
		try {
			const answer = attempt(settled.signal);
			return { answer: await Promise.race([answer, this.tooLong(timeoutMs, settled.signal)]) };
		} catch (error) {
			return { error };
		} finally {
			settled.abort(NOT_AWAITED);
		}
	}

	/** n8n's own limit is for silence: an answer that comes byte by byte could last for ever. */
	private async tooLong(timeoutMs: number, settled: AbortSignal): Promise<never> {
		const endsAt = this.time.now() + timeoutMs;
		for (let left = timeoutMs; left > 0 && !this.isStopped; left = endsAt - this.time.now()) {
			await this.time.sleep(Math.min(left, LOOK_UP_MS), settled);
		}
		throw new NoAnswer(this.isStopped ? 'stopped' : 'timed out');
	}

	/** @returns when to send the request again; undefined where that would change nothing. */
	private learn(outcome: Outcome, startedAt: number, attempts: number): number | undefined {
		const now = this.time.now();
		this.aliveAt ??= startedAt;
		const isTransient = isTransientOutcome(outcome);
		if ('answer' in outcome && !isTransient) {
			this.pace.accepted(startedAt);
			this.hasGotThrough = true;
			this.aliveAt = now;
			this.trouble = undefined;
			return undefined;
		}
		const askedMs = 'answer' in outcome ? retryAfterMs(outcome.answer.headers) : undefined;
		const waitMs = askedMs ?? backoffMs(attempts);
		if (askedMs !== undefined || isTooFast(outcome)) this.pace.refused(startedAt, waitMs);
		if (this.trouble === undefined) {
			const grantedMs = askedMs !== undefined && askedMs <= PATIENCE_MS ? askedMs : 0;
			this.patienceEndsAt = this.aliveAt + PATIENCE_MS + grantedMs;
		}
		if (isForAll(outcome)) this.patienceEndsAt = now;
		this.trouble = new GivenUp(outcome, askedMs);
		return isTransient ? now + waitMs : undefined;
	}

	/** Waits as long as there is something to wait for, and a point in it. */
	private async waitWhile(leftMs: () => number): Promise<void> {
		for (let left = leftMs(); left > 0 && !this.isStopped && !this.givenUp; left = leftMs()) {
			await this.time.sleep(Math.min(left, LOOK_UP_MS));
		}
	}

	private get isStopped(): boolean {
		return this.options.stop?.aborted ?? false;
	}

	/** Nothing gets through, and the service will not be asked again before patience ends. */
	private get givenUp(): GivenUp | undefined {
		const nextAt = this.time.now() + this.pace.waitMs;
		return nextAt >= this.patienceEndsAt ? this.trouble : undefined;
	}
}

function delivered(outcome: Outcome, failed: Outcome[]): Delivered {
	return { outcome, attempts: failed.length + 1, mayBeRepeated: failed.some(mayBeDone) };
}

/** Full jitter, so that those which failed together do not come back together. */
function backoffMs(attempts: number): number {
	return Math.random() * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempts - 1));
}

function isTransientOutcome(outcome: Outcome): boolean {
	return 'answer' in outcome
		? isTransientStatus(outcome.answer.status)
		: isTransient(outcome.error);
}

function isForAll(outcome: Outcome): boolean {
	return 'error' in outcome && outcome.error instanceof Failure && outcome.error.isForAll;
}

function isTooFast(outcome: Outcome): boolean {
	return 'answer' in outcome && outcome.answer.status === TOO_MANY_REQUESTS;
}

/** A request that was refused, or never reached the service, was not carried out. */
function mayBeDone(outcome: Outcome): boolean {
	return 'answer' in outcome ? !isTooFast(outcome) : mayHaveArrived(outcome.error);
}
