/** The whole request layer (scheduler, limiter, retry policy, circuit breaker) on a virtual clock. */
import { ItemProgress } from '../../../../nodes/shared/http/itemProgress';
import type { HttpResponse, Meaning, Outcome } from '../../../../nodes/shared/http/outcome';
import {
	RequestScheduler,
	type SchedulerOptions,
	type Settled,
} from '../../../../nodes/shared/http/scheduler';
import { networkErrorKind, meaningOfError } from '../../../../nodes/shared/http/networkErrors';
import { VirtualClock } from './virtualClock';

/** The service's reaction to one attempt. */
export interface Reaction {
	/** The time from the request to the response in milliseconds; infinite if none comes. */
	afterMs: number;
	/** The status of the response, or the code of an error, such as ECONNRESET. */
	status: number | string;
	/** The header Retry-After: in seconds, or a text as it is. */
	retryAfter?: number | string;
}

export interface Run extends Omit<SchedulerOptions, 'stop'> {
	items: number;
	/** @param attempt from 1. @param now in milliseconds. @param request of the item, from 0. */
	react(item: number, attempt: number, now: number, request: number): Reaction;
	/**
	 * How many requests an item sends at once, one step after another; [1] if left out. As Reset All
	 * does, it goes on to the next step only if each request of the last one got 204.
	 */
	stepsOf?(item: number): number[];
	/** Returns true if a request of an item changes something; none does if left out. */
	isChange?(item: number, request: number): boolean;
	timeoutMs?: number;
	isRepeatable?: boolean;
	/** The time in milliseconds at which the user stops the execution. */
	stopAtMs?: number;
	/** The time after which the run counts as endless. */
	mustEndWithinMs?: number;
}

export interface Ran {
	/** The result of each item's last request. */
	settled: Array<Settled | Error>;
	/** The number of times that each item was started. */
	starts: number[];
	ends: Array<{ item: number; request: number; end: Settled | Error; at: number }>;
	/** The service's reaction to each attempt, added when it is complete. */
	reactions: Array<{ item: number; request: number; reaction: Reaction; at: number }>;
	/** The time in milliseconds at which each item was done. */
	doneAt: number[];
	sent: Array<{ item: number; request: number; at: number }>;
	mostInFlight: number;
	endedAt: number;
	/** Timers that were still set two seconds after the end. */
	timersLeft: number;
}

/** The longest virtual time of a run. */
const LONGEST_MS = (process.env.QUICK === undefined ? 24 : 0.5) * 3600 * 1000;

/** @throws {Error} if it does not end. */
export async function run({ items, react, stepsOf, isChange, ...options }: Run): Promise<Ran> {
	const clock = new VirtualClock();
	const stop = new AbortController();
	if (options.stopAtMs !== undefined) void clock.wait(options.stopAtMs).then(() => stop.abort());
	const scheduler = new RequestScheduler({ ...options, stop: stop.signal }, clock);
	const ran: Ran = {
		settled: [],
		starts: new Array<number>(items).fill(0),
		ends: [],
		reactions: [],
		doneAt: [],
		sent: [],
		mostInFlight: 0,
		endedAt: NaN,
		timersLeft: NaN,
	};
	const attempts = new Map<string, number>();
	const progress = Array.from({ length: items }, () => new ItemProgress());
	let inFlight = 0;
	const attempt = async (
		item: number,
		request: number,
		signal: AbortSignal,
	): Promise<HttpResponse> => {
		const key = `${item}/${request}`;
		const nth = (attempts.get(key) ?? 0) + 1;
		attempts.set(key, nth);
		ran.sent.push({ item, request, at: clock.now() });
		inFlight += 1;
		signal.addEventListener('abort', () => (inFlight -= 1), { once: true });
		ran.mostInFlight = Math.max(ran.mostInFlight, inFlight);
		const reaction = react(item, nth, clock.now(), request);
		const { afterMs, status, retryAfter } = reaction;
		if (afterMs === Infinity) return await new Promise(() => {});
		await clock.wait(afterMs);
		ran.reactions.push({ item, request, reaction, at: clock.now() });
		if (typeof status === 'string') throw Object.assign(new Error(status), { code: status });
		const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
		return { status, body: '', headers };
	};
	const send = async (item: number, request: number): Promise<boolean> => {
		const end = await scheduler
			.send({
				attempt: async (signal) => await attempt(item, request, signal),
				timeoutMs: options.timeoutMs ?? 30_000,
				isRepeatable: options.isRepeatable ?? true,
				classify,
				item: progress[item],
				isChange: isChange?.(item, request),
			})
			.catch((error: Error) => error);
		ran.settled[item] = end;
		ran.doneAt[item] = clock.now();
		ran.ends.push({ item, request, end, at: clock.now() });
		return isReset(end);
	};
	const all = scheduler.runAll(items, async (item) => {
		ran.starts[item] += 1;
		let request = 0;
		for (const count of stepsOf?.(item) ?? [1]) {
			const step = Array.from({ length: count }, async () => await send(item, request++));
			if ((await Promise.all(step)).includes(false)) return;
		}
	});
	const tooLate = clock.wait(options.mustEndWithinMs ?? LONGEST_MS).then(() => {
		throw new Error('The run does not end');
	});
	const end = Promise.race([all, tooLate]);
	await clock.runUntil(end);
	await end;
	ran.endedAt = clock.now();
	await clock.runUntil(clock.wait(2_000));
	ran.timersLeft = clock.sleepers;
	return ran;
}

export const STATUS_OF_FATAL = 401;

function classify(outcome: Outcome): Meaning {
	if ('error' in outcome) return meaningOfError(outcome.error);
	const { status } = outcome.response;
	if (status === STATUS_OF_FATAL) return 'fatal';
	if (status === 500) return 'mayHaveBeenCarriedOut';
	return status < 300 ? 'done' : 'refused';
}

/** True if the last attempt of the item got a 204. */
export function isReset(settled: Settled | Error | undefined): boolean {
	return (
		settled !== undefined &&
		!(settled instanceof Error) &&
		'response' in settled.outcome &&
		settled.outcome.response.status === 204
	);
}

/** Returns the end of an item as text for a failing test. */
export function endOf(settled: Settled | Error | undefined): string {
	if (settled === undefined) return 'nothing';
	if (settled instanceof Error) return settled.constructor.name;
	const { outcome } = settled;
	return 'response' in outcome
		? String(outcome.response.status)
		: (networkErrorKind(outcome.error) ?? String(outcome.error));
}
