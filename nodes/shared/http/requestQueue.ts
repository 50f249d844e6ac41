/** What the queue has to know of a request. */
export interface Queued {
	/** How often it has failed; being told that all are too fast does not count. */
	failures: number;
}

interface Repeat<Request> {
	request: Request;
	dueAt: number;
}

/**
 * The requests that wait to be sent. First attempts go before repeats, and among repeats those go
 * first that failed least: a request that always fails must not hold up one that has not been tried.
 * During an outage, those that have failed and those that have not alternate: a service may fail each
 * request once.
 *
 * Items are started one by one when there is nothing else to send. So only what has been started is
 * held in memory, and the later requests of an item go before the first of the next one.
 */
export class RequestQueue<Request extends Queued> {
	private readonly first: Request[] = [];
	/** Latest first, so that the next one is at the end. */
	private readonly repeats: Array<Repeat<Request>> = [];
	/** Those that are due, by their failures. */
	private readonly due: Array<Request[] | undefined> = [];
	/** Latest first. */
	private items: Array<() => void> = [];
	/** True if the last request was taken because it had failed before. */
	private hadFailed = false;

	/** @param items each starts one item, which adds its first request at once. */
	addItems(items: Array<() => void>): void {
		this.items = [...items].reverse();
	}

	add(request: Request): void {
		this.first.push(request);
	}

	addRepeat(request: Request, dueAt: number): void {
		let [low, high] = [0, this.repeats.length];
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.repeats[middle].dueAt > dueAt) low = middle + 1;
			else high = middle;
		}
		this.repeats.splice(low, 0, { request, dueAt });
	}

	get hasItems(): boolean {
		return this.items.length > 0;
	}

	/** When there is something to send; infinite if there is nothing. */
	nextAt(now: number): number {
		const isAnyReady = this.first.length > 0 || this.hasItems || this.leastFailed() !== undefined;
		return isAnyReady ? now : (this.repeats.at(-1)?.dueAt ?? Infinity);
	}

	/**
	 * Brings the items that are not started yet into a random order, so that a block of items which
	 * fail (an environment that is down) does not hide those behind it.
	 */
	shuffleItems(): void {
		const { items } = this;
		for (let last = items.length - 1; last > 0; last--) {
			const index = Math.floor(Math.random() * (last + 1));
			[items[index], items[last]] = [items[last], items[index]];
		}
	}

	/**
	 * Returns the next request to send; undefined if an item was started that had none, or none is due.
	 *
	 * @param alternates whether requests that have failed and those that have not take turns.
	 */
	take(now: number, alternates: boolean): Request | undefined {
		const failed = alternates && !this.hadFailed ? this.takeRepeat(now, 1) : undefined;
		this.hadFailed = failed !== undefined;
		if (failed !== undefined) return failed;
		if (this.first.length > 0) return this.first.shift();
		const startItem = this.items.pop();
		if (startItem === undefined) return this.takeRepeat(now);
		startItem();
		return this.first.shift();
	}

	private takeRepeat(now: number, minFailures = 0): Request | undefined {
		for (let next = this.repeats.at(-1); next && next.dueAt <= now; next = this.repeats.at(-1)) {
			(this.due[next.request.failures] ??= []).unshift(next.request);
			this.repeats.pop();
		}
		return this.leastFailed(minFailures)?.pop();
	}

	/** The repeats that are due and have failed least, but so often. */
	private leastFailed(minFailures = 0): Request[] | undefined {
		return this.due.find((requests = [], failures) => {
			return failures >= minFailures && requests.length > 0;
		});
	}
}
