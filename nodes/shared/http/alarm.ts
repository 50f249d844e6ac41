import { MAX_SLEEP_MS, type Clock } from './clock';

/** One for all: without a reason, each abort would make an error with a stack. */
const REPLACED = new Error('Another time was set');

/** Wakes somebody at the earliest of the times that were set since it last did. */
export class Alarm {
	private dueAt = Infinity;
	private pending?: AbortController;

	constructor(
		private readonly clock: Clock,
		private readonly wake: () => void,
	) {}

	/** Wakes in so many milliseconds, or earlier: whoever is woken looks again what time it is. */
	setIn(ms: number): void {
		const waitMs = Math.min(Math.max(ms, 0), MAX_SLEEP_MS);
		const dueAt = this.clock.now() + waitMs;
		if (dueAt >= this.dueAt) return;
		this.start(dueAt, async (signal) => await this.clock.sleep(waitMs, signal));
	}

	/** Wakes once all that is going on at this moment has been done. */
	setSoon(): void {
		if (this.dueAt === -Infinity) return;
		this.start(-Infinity, async () => {});
	}

	/** Wakes once n8n has had its turn, and no earlier, whatever is set until then. */
	setAfterTurn(): void {
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
