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
 * What waits to be sent. First attempts go before repeats, and among repeats those go first that
 * failed least: a request that always fails must not stand in the way of one that has not been tried.
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

	/** The next request to send, or undefined if an item was started that had none, or none is due. */
	take(now: number): Request | undefined {
		if (this.first.length > 0) return this.first.shift();
		const startItem = this.items.pop();
		if (startItem === undefined) return this.takeRepeat(now);
		startItem();
		return this.first.shift();
	}

	private takeRepeat(now: number): Request | undefined {
		for (let next = this.repeats.at(-1); next && next.dueAt <= now; next = this.repeats.at(-1)) {
			(this.due[next.request.failures] ??= []).unshift(next.request);
			this.repeats.pop();
		}
		return this.leastFailed()?.pop();
	}

	/** The repeats that are due and have failed least. */
	private leastFailed(): Request[] | undefined {
		return this.due.find((requests = []) => requests.length > 0);
	}
}
