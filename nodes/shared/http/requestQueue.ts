/** A request in the queue. */
export interface Queued {
	/** Number of failures, not counting 429. */
	failures: number;
	/** True if it belongs to an item that has changed something: such an item is finished first. */
	readonly hasChanges: boolean;
}

interface Repeat<Request> {
	request: Request;
	dueAt: number;
}

/**
 * Queue of requests to send. Requests of items that have changed something go first, so that few items
 * are half done at any time. First attempts go before repeats, and repeats with fewer failures
 * before those with more: a request that always fails must not delay one that has not been tried.
 * During an outage, repeats and first attempts alternate, because a service may fail each request
 * once.
 *
 * Items are started one by one when there is nothing else to send. So only started items are held
 * in memory, and later requests of an item go before the first request of the next item.
 */
export class RequestQueue<Request extends Queued> {
	/** Requests of items that have changed something, which have not failed. */
	private readonly ofChangedItems: Request[] = [];
	private first: Request[] = [];
	/** Latest first, so that the next one is at the end. */
	private repeats: Array<Repeat<Request>> = [];
	/** Repeats that are due, by their number of failures. */
	private due: Array<Request[] | undefined> = [];
	/** Last item first. */
	private items: Array<() => void> = [];
	/** True if the last request was a repeat, taken because of alternation. */
	private hadFailed = false;

	/**
	 * Adds items.
	 *
	 * @param items functions that start one item each, and add its first request at once.
	 */
	addItems(items: Array<() => void>): void {
		this.items = [...items].reverse();
	}

	add(request: Request): void {
		(request.hasChanges ? this.ofChangedItems : this.first).push(request);
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

	/** Returns the time at which there is something to send; Infinity if there is nothing. */
	nextAt(now: number): number {
		const isAnyReady =
			this.ofChangedItems.length > 0 ||
			this.first.length > 0 ||
			this.hasItems ||
			this.leastFailed() !== undefined;
		return isAnyReady ? now : (this.repeats.at(-1)?.dueAt ?? Infinity);
	}

	/**
	 * Shuffles the items that have not been started, so that a block of failing items (an
	 * environment that is down) does not hide those behind it.
	 */
	shuffleItems(): void {
		const { items } = this;
		for (let last = items.length - 1; last > 0; last--) {
			const index = Math.floor(Math.random() * (last + 1));
			[items[index], items[last]] = [items[last], items[index]];
		}
	}

	/**
	 * Returns the next request to send; undefined if none is due, or if a started item has none.
	 *
	 * @param alternates true if repeats and first attempts alternate.
	 */
	take(now: number, alternates: boolean): Request | undefined {
		this.collectDue(now);
		const failed = alternates && !this.hadFailed ? this.leastFailed(1)?.pop() : undefined;
		this.hadFailed = failed !== undefined;
		if (failed !== undefined) return failed;
		if (this.ofChangedItems.length > 0) return this.ofChangedItems.shift();
		if (this.first.length > 0) return this.first.shift();
		return this.startItem() ? this.first.shift() : this.leastFailed()?.pop();
	}

	/** Starts the next item. @returns false if there is none. */
	startItem(): boolean {
		const start = this.items.pop();
		start?.();
		return start !== undefined;
	}

	/** Removes and returns all requests of items that have not changed anything. */
	takeUnchanged(): Request[] {
		const hasChanges = (request: Request) => request.hasChanges;
		const due = Array.from(this.due, (requests = []) => requests);
		const unchanged = [
			...this.first,
			...due.flat(),
			...this.repeats.map(({ request }) => request),
		].filter((request) => !hasChanges(request));
		for (const request of this.first) if (hasChanges(request)) this.ofChangedItems.push(request);
		this.first = [];
		this.due = due.map((requests) => requests.filter(hasChanges));
		this.repeats = this.repeats.filter(({ request }) => hasChanges(request));
		return unchanged;
	}

	private collectDue(now: number): void {
		for (let next = this.repeats.at(-1); next && next.dueAt <= now; next = this.repeats.at(-1)) {
			const { request } = next;
			if (request.hasChanges && request.failures === 0) this.ofChangedItems.push(request);
			else (this.due[request.failures] ??= []).unshift(request);
			this.repeats.pop();
		}
	}

	/** Returns the due repeats with the fewest failures, but at least `minFailures`. */
	private leastFailed(minFailures = 0): Request[] | undefined {
		return this.due.find((requests = [], failures) => {
			return failures >= minFailures && requests.length > 0;
		});
	}
}
