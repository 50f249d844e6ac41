import { MAX_SLEEP_MS, type Clock } from './clock';

/** Shared: without a reason, each abort would create an error with a stack. */
const REPLACED = new Error('Another time was set');

/** Calls `wake` at the earliest of the times that were set since the last call. */
export class Alarm {
	private dueAt = Infinity;
	private pending?: AbortController;

	constructor(
		private readonly clock: Clock,
		private readonly wake: () => void,
	) {}

	/** Wakes after `ms` milliseconds at the latest; `wake` must check the time itself. */
	setIn(ms: number): void {
		const waitMs = Math.min(Math.max(ms, 0), MAX_SLEEP_MS);
		const dueAt = this.clock.now() + waitMs;
		if (dueAt >= this.dueAt) return;
		this.start(dueAt, async (signal) => await this.clock.sleep(waitMs, signal));
	}

	/** Wakes after the current microtasks. */
	setSoon(): void {
		if (this.dueAt === -Infinity) return;
		this.start(-Infinity, async () => {});
	}

	/**
	 * Wakes after n8n's event loop has run once, and not earlier, whatever else is set until then.
	 */
	setAfterYield(): void {
		this.start(-Infinity, async (signal) => await this.clock.sleep(0, signal));
	}

	private start(dueAt: number, wait: (signal: AbortSignal) => Promise<void>): void {
		this.pending?.abort(REPLACED);
		const pending = new AbortController();
		this.pending = pending;
		this.dueAt = dueAt;
		void wait(pending.signal)
			.catch(() => {})
			.then(() => {
				if (pending.signal.aborted) return;
				this.dueAt = Infinity;
				this.wake();
			});
	}
}
