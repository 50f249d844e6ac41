import { setImmediate as microtasksDone } from 'node:timers/promises';
import type { Clock } from '../../../../nodes/shared/http/clock';

interface Timer {
	readonly at: number;
	/** Timers of the same moment fire in the order in which they were set. */
	readonly order: number;
	readonly fire: () => void;
	/** Cancelled timers stay in the heap and are skipped. */
	isCancelled: boolean;
}

/** More timers at the same time are an endless loop. Mutation runs use a lower limit. */
const MOST_AT_ONCE = process.env.QUICK === undefined ? 200_000 : 10_000;
/** More timers in a simulation are an endless loop. */
const MOST_TIMERS = process.env.QUICK === undefined ? Infinity : 300_000;

/** One error for all aborted waits: creating a stack for each is slow. */
const ABORTED = new Error('aborted');

/** A clock that advances when all code waits for it. Timers are in a binary heap. */
export class VirtualClock implements Clock {
	private passedMs = 0;
	private timersSet = 0;
	private firedNow = 0;
	private readonly heap: Timer[] = [];
	/** True if promises may have been settled, so that code waiting for them has yet to run. */
	private isPromiseSettled = true;
	/** The number of calls of `sleep` that have not ended. */
	sleepers = 0;

	/** @param lateMs by how much `sleep` is late, as timers are on a busy machine. */
	constructor(private readonly lateMs = 0) {}

	now(): number {
		return this.passedMs;
	}

	/** Sleeps for code under test, late by the constructor's delay. */
	async sleep(ms: number, signal?: AbortSignal): Promise<void> {
		this.sleepers += 1;
		await new Promise<void>((resolve, reject) => {
			const abort = () => {
				cancel();
				this.sleepers -= 1;
				reject(ABORTED);
			};
			const cancel = this.after(Math.max(ms, 0) + this.lateMs, () => {
				signal?.removeEventListener('abort', abort);
				this.isPromiseSettled = true;
				this.sleepers -= 1;
				resolve();
			});
			if (signal?.aborted) abort();
			else signal?.addEventListener('abort', abort, { once: true });
		});
	}

	/** Calls back after exactly this many milliseconds. @returns a function that cancels it. */
	after(ms: number, fire: () => void): () => void {
		const timer = { at: this.passedMs + ms, order: this.timersSet++, fire, isCancelled: false };
		this.push(timer);
		return () => (timer.isCancelled = true);
	}

	/** Returns a promise that resolves after exactly this many milliseconds. */
	async wait(ms: number): Promise<void> {
		await new Promise<void>((resolve) =>
			this.after(ms, () => {
				this.isPromiseSettled = true;
				resolve();
			}),
		);
	}

	/** Advances time until the promise is settled. @throws if no timer is left before. */
	async runUntil(end: Promise<unknown>): Promise<void> {
		let isOver = false;
		const stop = () => (isOver = true);
		end.then(stop, stop);
		for (;;) {
			if (this.isPromiseSettled) {
				this.isPromiseSettled = false;
				await microtasksDone();
			}
			if (isOver) return;
			if (!this.fireNext()) {
				await microtasksDone();
				if (isOver) return;
				if (this.heap.length === 0) throw new Error('Nothing is left to wait for.');
			}
		}
	}

	/** Advances time until no timer is left, for simulations without promises. */
	run(): void {
		while (this.fireNext());
	}

	private fireNext(): boolean {
		for (let next = this.pop(); next; next = this.pop()) {
			if (next.isCancelled) continue;
			this.firedNow = next.at > this.passedMs ? 0 : this.firedNow + 1;
			if (this.firedNow > MOST_AT_ONCE) throw new Error('Time stands still.');
			if (this.timersSet > MOST_TIMERS) throw new Error('This has no end.');
			this.passedMs = next.at;
			next.fire();
			return true;
		}
		return false;
	}

	private push(timer: Timer): void {
		const { heap } = this;
		let index = heap.push(timer) - 1;
		while (index > 0) {
			const parent = (index - 1) >> 1;
			if (!isBefore(timer, heap[parent])) break;
			heap[index] = heap[parent];
			index = parent;
		}
		heap[index] = timer;
	}

	private pop(): Timer | undefined {
		const { heap } = this;
		const first = heap[0];
		const last = heap.pop();
		if (last === undefined || heap.length === 0) return first;
		let index = 0;
		for (;;) {
			let child = 2 * index + 1;
			if (child >= heap.length) break;
			if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child += 1;
			if (!isBefore(heap[child], last)) break;
			heap[index] = heap[child];
			index = child;
		}
		heap[index] = last;
		return first;
	}
}

function isBefore(one: Timer, other: Timer): boolean {
	return one.at < other.at || (one.at === other.at && one.order < other.order);
}
