/** The whole request layer (scheduler, limiter, retry policy, circuit breaker) on a virtual clock. */
import type { HttpResponse, Meaning, Outcome } from '../../../nodes/shared/http/outcome';
import {
	RequestScheduler,
	type SchedulerOptions,
	type Settled,
} from '../../../nodes/shared/http/scheduler';
import { networkErrorKind, meaningOfError } from '../../../nodes/shared/http/networkErrors';
import { VirtualClock } from './virtualClock';

/** What the service does with one attempt. */
export interface Reaction {
	/** When the response comes, in milliseconds after the request; never if infinite. */
	afterMs: number;
	/** Of the response; of an error instead if it is a text, such as ECONNRESET. */
	status: number | string;
	retryAfterSeconds?: number;
}

export interface Run extends Omit<SchedulerOptions, 'stop'> {
	items: number;
	/** @param attempt from 1. @param now in milliseconds. */
	react(item: number, attempt: number, now: number): Reaction;
	timeoutMs?: number;
	isRepeatable?: boolean;
	/** When a person stops the execution, in milliseconds. */
	stopAtMs?: number;
}

export interface Ran {
	/** By item. */
	settled: Array<Settled | Error>;
	/** When each item was done, in milliseconds. */
	doneAt: number[];
	sent: Array<{ item: number; at: number }>;
	mostInFlight: number;
	endedAt: number;
	/** Timers that were still set two seconds after the end. */
	timersLeft: number;
}

export async function run({ items, react, ...options }: Run): Promise<Ran> {
	const clock = new VirtualClock();
	const stop = new AbortController();
	if (options.stopAtMs !== undefined) clock.after(options.stopAtMs, () => stop.abort());
	const scheduler = new RequestScheduler({ ...options, stop: stop.signal }, clock);
	const ran: Ran = {
		settled: [],
		doneAt: [],
		sent: [],
		mostInFlight: 0,
		endedAt: NaN,
		timersLeft: NaN,
	};
	const attempts = new Array<number>(items).fill(0);
	let inFlight = 0;
	const attempt = async (item: number, signal: AbortSignal): Promise<HttpResponse> => {
		ran.sent.push({ item, at: clock.now() });
		inFlight += 1;
		signal.addEventListener('abort', () => (inFlight -= 1), { once: true });
		ran.mostInFlight = Math.max(ran.mostInFlight, inFlight);
		const { afterMs, status, retryAfterSeconds } = react(item, (attempts[item] += 1), clock.now());
		if (afterMs === Infinity) return await new Promise(() => {});
		await clock.wait(afterMs);
		if (typeof status === 'string') throw Object.assign(new Error(status), { code: status });
		const headers =
			retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
		return { status, body: '', headers };
	};
	const all = scheduler.runItems(items, async (item) => {
		ran.settled[item] = await scheduler
			.send({
				attempt: async (signal) => await attempt(item, signal),
				timeoutMs: options.timeoutMs ?? 30_000,
				isRepeatable: options.isRepeatable ?? true,
				classify,
			})
			.catch((error: Error) => error);
		ran.doneAt[item] = clock.now();
	});
	await clock.runUntil(all);
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

/** Whether the item's last attempt was responded to with 204. */
export function isReset(settled: Settled | Error | undefined): boolean {
	return (
		settled !== undefined &&
		!(settled instanceof Error) &&
		'response' in settled.outcome &&
		settled.outcome.response.status === 204
	);
}

/** As people read it in a failing test. */
export function endOf(settled: Settled | Error | undefined): string {
	if (settled === undefined) return 'nothing';
	if (settled instanceof Error) return settled.constructor.name;
	const { outcome } = settled;
	return 'response' in outcome
		? String(outcome.response.status)
		: (networkErrorKind(outcome.error) ?? String(outcome.error));
}
