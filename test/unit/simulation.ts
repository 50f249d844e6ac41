import { setImmediate as settled } from 'node:timers/promises';
import type { Clock } from '../../nodes/shared/pingone/clock';
import { Delivery } from '../../nodes/shared/pingone/delivery';

/** A service behind a token bucket, as the stand-in is, in simulated time. */
export interface Service {
	/** Requests a second, by the time in seconds. */
	perSecond(time: number): number;
	/** What it allows at once after a pause, in seconds of its rate. */
	burstSeconds: number;
	/** From a request to its answer, half of it each way; with a fifth of it more or less by chance. */
	latencyMs: number;
	retryAfterSeconds: number;
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
	let tokens = service.burstSeconds * service.perSecond(0);
	let filledAt = 0;

	const take = () => {
		const now = time.now() / 1000;
		const perSecond = service.perSecond(now);
		const gained = (now - filledAt) * perSecond;
		tokens = Math.min(service.burstSeconds * perSecond, tokens + gained);
		filledAt = now;
		if (tokens < 1) return false;
		tokens -= 1;
		return true;
	};
	const answer = async () => {
		const wayMs = (service.latencyMs / 2) * (0.8 + 0.4 * chance());
		await time.sleep(wayMs);
		const isTaken = take();
		(isTaken ? acceptedAt : refusedAt).push(time.now() / 1000);
		await time.sleep(wayMs);
		return isTaken
			? { status: 204, body: '' }
			: { status: 429, body: '', headers: { 'retry-after': String(service.retryAfterSeconds) } };
	};
	const left = Array.from({ length: items }).values();
	const takeOnes = async () => {
		for (const _ of left) await delivery.deliver(answer, 30_000);
	};
	await time.until(Promise.all(Array.from({ length: IN_FLIGHT }, takeOnes)));
	return { seconds: time.now() / 1000, acceptedAt, refusedAt };
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
