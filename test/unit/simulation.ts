import { setImmediate as settled } from 'node:timers/promises';
import type { Clock } from '../../nodes/shared/http/clock';
import { Delivery } from '../../nodes/shared/pingone/delivery';

/** A service behind a token bucket, as the stand-in is, or behind a counter, in simulated time. */
export interface Service {
	/** Requests a second, by the time in seconds. */
	perSecond(time: number): number;
	/** What it allows at once after a pause, in seconds of its rate. */
	burstSeconds: number;
	/** From a request to its answer, half of it each way; with a fifth of it more or less by chance. */
	latencyMs: number;
	/** What a refused client is told to wait; a counter tells how long its window still lasts. */
	retryAfterSeconds: number;
	/** Counts anew in each window of so many seconds, instead of having a bucket. */
	windowSeconds?: number;
	/** How late timers fire, as on a busy machine; not at all where left out. */
	timersLateMs?: number;
}

export interface Simulated {
	seconds: number;
	/** When each request was accepted, and when each was refused, in seconds. */
	acceptedAt: number[];
	refusedAt: number[];
}

const IN_FLIGHT = 100;

/** So many items, each one request, through a delivery as an execution has it. */
export async function simulate(service: Service, items: number): Promise<Simulated> {
	const time = new SimulatedTime(service.timersLateMs);
	const chance = chances();
	const delivery = new Delivery({ mostInFlight: IN_FLIGHT }, time);
	const acceptedAt: number[] = [];
	const refusedAt: number[] = [];
	const refusedFor = service.windowSeconds === undefined ? bucket(service) : counter(service);

	const answer = async () => {
		const wayMs = (service.latencyMs / 2) * (0.8 + 0.4 * chance());
		await time.sleep(wayMs);
		const now = time.now() / 1000;
		const seconds = refusedFor(now);
		(seconds === undefined ? acceptedAt : refusedAt).push(now);
		await time.sleep(wayMs);
		return seconds === undefined
			? { status: 204, body: '' }
			: { status: 429, body: '', headers: { 'retry-after': String(seconds) } };
	};
	const left = Array.from({ length: items }).values();
	const takeOnes = async () => {
		for (const _ of left) await delivery.deliver(answer, 30_000);
	};
	await time.until(Promise.all(Array.from({ length: IN_FLIGHT }, takeOnes)));
	return { seconds: time.now() / 1000, acceptedAt, refusedAt };
}

/** Undefined where a request at that time is taken, else how many seconds its client is to wait. */
type Limiter = (now: number) => number | undefined;

function bucket({ perSecond, burstSeconds, retryAfterSeconds }: Service): Limiter {
	let tokens = burstSeconds * perSecond(0);
	let filledAt = 0;
	return (now) => {
		const rate = perSecond(now);
		tokens = Math.min(burstSeconds * rate, tokens + (now - filledAt) * rate);
		filledAt = now;
		if (tokens < 1) return retryAfterSeconds;
		tokens -= 1;
		return undefined;
	};
}

function counter({ perSecond, windowSeconds = 1 }: Service): Limiter {
	let endsAt = 0;
	let left = 0;
	return (now) => {
		if (now >= endsAt) {
			endsAt = (Math.floor(now / windowSeconds) + 1) * windowSeconds;
			left = perSecond(now) * windowSeconds;
		}
		if (left < 1) return Math.ceil(endsAt - now);
		left -= 1;
		return undefined;
	};
}

/** Time that passes only while everybody waits for it. */
export class SimulatedTime implements Clock {
	private passed = 0;
	private sleepers: Array<{ until: number; wake: () => void }> = [];

	constructor(private readonly lateMs = 0) {}

	now(): number {
		return this.passed;
	}

	async sleep(ms: number, notNeeded?: AbortSignal): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			const sleeper = { until: this.passed + Math.max(ms, 0) + this.lateMs, wake: resolve };
			this.sleepers.push(sleeper);
			notNeeded?.addEventListener('abort', () => {
				this.sleepers = this.sleepers.filter((other) => other !== sleeper);
				reject(new Error('not needed'));
			});
		});
	}

	async until(end: Promise<unknown>): Promise<void> {
		let isOver = false;
		void end.then(() => (isOver = true));
		for (;;) {
			await settled();
			if (isOver) return;
			if (this.sleepers.length === 0) throw new Error('Nothing is left to wait for.');
			this.passed = Math.min(...this.sleepers.map(({ until }) => until));
			const due = this.sleepers.filter(({ until }) => until <= this.passed);
			this.sleepers = this.sleepers.filter(({ until }) => until > this.passed);
			for (const { wake } of due) wake();
		}
	}
}

/** The same numbers from 0 to 1 in every run (Park and Miller's generator). */
function chances(): () => number {
	let seed = 1;
	return () => {
		seed = (seed * 48271) % 2147483647;
		return seed / 2147483647;
	};
}
