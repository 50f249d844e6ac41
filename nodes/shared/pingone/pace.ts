/**
 * How fast requests may follow each other, where nobody can look up what the service takes.
 *
 * What is controlled is a rate, because a rate is what PingOne limits. A window of requests in flight
 * could not be small enough: with a latency of 50 ms, a single one is already 20 a second.
 *
 * - **Seeking.** It begins slowly. Each answer raises the rate, so that in the time of one answer it
 *   grows by a share which does not depend on the latency, and is the larger the more has been taken:
 *   a limit that shows late is a high one, of which more may be on its way when it is hit. (TCP's slow
 *   start doubles in that time. Its losses would be our refused requests.)
 * - **Learning.** A refusal says that what the service allows is used up at this moment. Between two
 *   such moments it has allowed what its rate gives, however large a burst it may grant: so what it
 *   took, divided by the time, waiting included, is its rate. (Where a burst is as long as the wait,
 *   it is full one latency before the next request comes: so much of the time does not count.) Before
 *   the first refusal it also took the burst, which is guessed to be that of one second, the
 *   commonest. The second refusal, some seconds later, replaces this guess by a measure. Where the
 *   burst is shorter than the wait, some of what was allowed meanwhile is not kept, and the measure is
 *   too low. So where it took clearly longer than the one before, their difference is a measure as well,
 *   in which what was allowed at once cancels out. Either can only be too low: the higher counts.
 * - **Staying.** From what was learnt, the rate grows with the third power of time, as TCP CUBIC does
 *   (RFC 9438): for ten seconds hardly, then ever faster, to find out whether more is allowed now.
 *   At the limit, that costs a few refusals in a quarter of a minute. It costs no time, because what
 *   the service allows while the pace is held comes as a burst afterwards. Where the rate has grown
 *   far without a refusal, the limit is not what it was, and it seeks again.
 *
 * It assumes that a refusal is quick and cheap, and that what is allowed in some seconds is about
 * steady, as with token buckets. A limiter that counts by the second or minute and keeps nothing of what
 * was not used costs more: what it would have allowed during each wait. Where other clients share the
 * limit, what is learnt is the share that they leave.
 */
import type { Clock } from '../http/clock';

/** In requests a second. */
const START_RATE = 80;
const SLOWEST_RATE = 1;
/** By what share the rate grows in the time of one answer while it seeks: at first, and after so many. */
const FIRST_GROWTH = 0.08;
const FULL_GROWTH = 0.15;
const FULL_GROWTH_AFTER = 80;
/** What one answer counts in the mean latency; as in RFC 6298. */
const LATENCY_WEIGHT = 1 / 8;
/** What the service is taken to have allowed at once before its first refusal. */
const GUESSED_BURST_MS = 1_000;
/** A measure that took so much longer than the one before tells a rate by the difference. */
const CLEARLY_LONGER_MS = 2_000;
/** In how long the rate doubles after a guess (in a straight line) and after a measure. */
const GUESS_DOUBLES_IN_MS = 8_000;
const MEASURE_DOUBLES_IN_MS = 25_000;
/** So many times what was guessed or measured without a refusal: the limit is not what it was. */
const GUESS_IS_WRONG = 3;
const MEASURE_IS_OLD = 1.5;
/** One refusal lowers the rate no further than to this share: it may come from a passing outage. */
const MOST_LOSS = 1 / 4;
/** Timers fire late, by a millisecond or more: so much is made up for. */
const MOST_LATE_MS = 50;

/** What was taken between two moments at which all that was allowed was used up. */
interface Measure {
	taken: number;
	/** In how long, waiting included. */
	ms: number;
	/** In how long, without the time in which none might start. */
	openMs: number;
}

export class Pace {
	private rate: number;
	/** What the service takes, in requests a second; undefined while seeking. */
	private known?: { rate: number; isGuess: boolean };
	/** Of answers, smoothed. */
	private latencyMs?: number;
	/** When all that was allowed was used up, or the first answer came; and what was taken since. */
	private since?: number;
	private taken = 0;
	private lastMeasure?: Measure;
	private nextAt = -Infinity;
	private heldUntil = -Infinity;
	/** When a request last had to wait for the pace. */
	private waitedForAt = -Infinity;
	/** Whether requests do: otherwise a higher rate would prove nothing. */
	private isWaitedFor = false;

	constructor(
		private readonly clock: Clock,
		/** Requests a second that are never exceeded. */
		private readonly fastest = Infinity,
	) {
		this.rate = Math.min(START_RATE, fastest);
	}

	/** How long the next request has to wait, in milliseconds. */
	get waitMs(): number {
		return Math.max(0, this.nextAt - this.clock.now(), this.heldUntil - this.clock.now());
	}

	/**
	 * A request starts.
	 *
	 * @param hasWaited whether it had to wait for the pace.
	 * @returns when it started, for `accepted` or `refused`.
	 */
	start(hasWaited: boolean): number {
		const now = this.clock.now();
		if (hasWaited) this.waitedForAt = now;
		// Not each one waits: what a timer was late is made up for by the next.
		this.isWaitedFor = now - this.waitedForAt <= MOST_LATE_MS;
		this.nextAt = Math.max(this.nextAt, now - MOST_LATE_MS) + 1000 / this.rate;
		return now;
	}

	/** The request that started then was taken. */
	accepted(startedAt: number): void {
		const now = this.clock.now();
		this.since ??= now;
		this.taken += 1;
		const latencyMs = Math.max(now - startedAt, 1);
		this.latencyMs ??= latencyMs;
		this.latencyMs += (latencyMs - this.latencyMs) * LATENCY_WEIGHT;
		if (this.isWaitedFor) this.grow(now, this.latencyMs);
	}

	/** The request that started then was refused; none may start before so many milliseconds. */
	refused(startedAt: number, waitMs: number): void {
		const now = this.clock.now();
		const { since = now, latencyMs = 0, heldUntil } = this;
		this.heldUntil = Math.max(heldUntil, now + waitMs);
		this.nextAt = Math.max(this.nextAt, this.heldUntil);
		// Those that were on their way when another was refused say nothing new.
		if (startedAt < since && this.known !== undefined) return;

		const isGuess = this.known === undefined;
		const measure: Measure = {
			taken: this.taken,
			ms: Math.max(now - since - latencyMs, 1) + (isGuess ? GUESSED_BURST_MS : 0),
			openMs: Math.max(now - Math.max(since, heldUntil) - latencyMs, 1),
		};
		const measured = rateIn(measure, this.lastMeasure);
		const rate = Math.min(this.rate, Math.max(measured, this.rate * MOST_LOSS));
		// A measure that is for the most part waiting tells little.
		this.known = { rate, isGuess: isGuess || measure.ms > 2 * measure.openMs };
		this.setRate(rate);
		this.lastMeasure = measure;
		this.startMeasure(now);
	}

	private grow(now: number, latencyMs: number): void {
		if (this.known === undefined) {
			const part = Math.min(this.taken / FULL_GROWTH_AFTER, 1);
			const growth = FIRST_GROWTH + (FULL_GROWTH - FIRST_GROWTH) * part;
			this.setRate(this.rate + (growth * 1000) / latencyMs);
			return;
		}
		const { rate, isGuess } = this.known;
		const elapsedMs = Math.max(0, now - this.heldUntil);
		const factor = isGuess
			? 1 + elapsedMs / GUESS_DOUBLES_IN_MS
			: 1 + (elapsedMs / MEASURE_DOUBLES_IN_MS) ** 3;
		this.setRate(rate * factor);
		if (factor > (isGuess ? GUESS_IS_WRONG : MEASURE_IS_OLD)) {
			this.known = undefined;
			this.startMeasure(now);
		}
	}

	private startMeasure(now: number): void {
		this.since = now;
		this.taken = 0;
	}

	private setRate(rate: number): void {
		this.rate = Math.min(Math.max(rate, SLOWEST_RATE), this.fastest);
	}
}

/** What the service takes in a second, as measured now and the time before. */
function rateIn({ taken, ms, openMs }: Measure, last?: Measure): number {
	const allKept = (taken * 1000) / ms;
	if (last === undefined) return allKept;
	const moreMs = openMs - last.openMs;
	if (moreMs < CLEARLY_LONGER_MS) return allKept;
	return Math.max(allKept, ((taken - last.taken) * 1000) / moreMs);
}
