import { getEventListeners } from 'node:events';
import { RequestAbortedError } from '../../../nodes/shared/http/requestErrors';
import { RequestScheduler } from '../../../nodes/shared/http/scheduler';
import { healthy, IS_QUICK, LATENCY_MS, NEVER_SENT, seedRandom } from './simulation/faultyRuns';
import { isReset, run, type Reaction, type Run } from './simulation/requestLayer';
import { VirtualClock } from './simulation/virtualClock';

seedRandom();

const ITEMS = IS_QUICK ? 2_500 : 5_000;

it('once an execution is stopped, nothing more is sent, and it ends within two seconds', async () => {
	const states: Reaction[] = [
		healthy(),
		{ afterMs: Infinity, status: 0 },
		{ afterMs: LATENCY_MS, status: 503 },
		{ afterMs: LATENCY_MS, status: 429, retryAfter: 30 },
	];
	for (const reaction of states) {
		const { sent, endedAt, settled } = await run({
			items: ITEMS,
			maxConcurrency: 100,
			stopAtMs: 2_000,
			react: () => reaction,
		});
		expect(sent.filter(({ at }) => at > 2_000)).toEqual([]);
		expect(endedAt).toBeLessThan(3_000);
		expect(settled).toHaveLength(ITEMS);
	}
});

describe('items that have changed something when an execution is stopped', () => {
	const STOP_AT_MS = 1_000;
	/** A read, a change, three changes at once, and a read. */
	const REQUESTS = 6;

	async function runItems(options: Partial<Run>) {
		const { sent, ends, endedAt } = await run({
			items: 2_000,
			maxConcurrency: 100,
			stopAtMs: STOP_AT_MS,
			stepsOf: () => [1, 1, 3, 1],
			isChange: (_item, request) => request > 0 && request < REQUESTS - 1,
			react: healthy,
			...options,
		});
		const changed = new Set(
			sent.filter(({ request, at }) => request > 0 && at <= STOP_AT_MS).map(({ item }) => item),
		);
		const complete = [...changed].filter((item) => {
			const own = ends.filter((request) => request.item === item);
			return own.length === REQUESTS && own.every(({ end }) => isReset(end));
		});
		const late = sent.filter(({ at }) => at > STOP_AT_MS);
		return { changed, complete, late, tookMs: endedAt - STOP_AT_MS };
	}

	it('are finished, and no other sends anything', async () => {
		const { changed, complete, late, tookMs } = await runItems({});
		expect(complete).toHaveLength(changed.size);
		expect(late.length).toBeGreaterThan(10);
		expect(late.filter(({ item }) => !changed.has(item))).toEqual([]);
		expect(tookMs).toBeLessThan(1_000);
	});

	it('are few, since they are carried through before others are started', async () => {
		const { changed, complete, late } = await runItems({ maxPerSecond: 30 });
		const unfinished = new Set(late.map(({ item }) => item));
		expect(unfinished.size).toBeLessThan(5);
		expect(complete).toHaveLength(changed.size);
	});

	it('are finished at the rate that the service allows', async () => {
		const { late } = await runItems({
			maxPerSecond: 10,
			stepsOf: () => [1, 1, 50, 1],
			isChange: (_item, request) => request > 0,
		});
		expect(late.length).toBeGreaterThan(8);
		expect(late.length).toBeLessThan(15);
	});

	it('are repeated where that helps', async () => {
		const { changed, complete } = await runItems({
			react: (item, attempt, at, request) =>
				attempt === 1 && request === 4 && at > STOP_AT_MS - 30 && item % 20 === 0
					? { afterMs: LATENCY_MS, status: 503, retryAfter: 0 }
					: healthy(),
		});
		expect(complete).toHaveLength(changed.size);
	});

	it.each<[string, Reaction]>([
		['do not respond', { afterMs: Infinity, status: 0 }],
		['ask to wait', { afterMs: LATENCY_MS, status: 429, retryAfter: 30 }],
		['fail', { afterMs: LATENCY_MS, status: 503 }],
	])('end within two seconds where their requests %s', async (_what, reaction) => {
		const { tookMs } = await runItems({
			react: (_item, _attempt, at) => (at > STOP_AT_MS - 100 ? reaction : healthy()),
		});
		expect(tookMs).toBeLessThan(2_000);
	});

	it('are not those whose only change was refused', async () => {
		const { changed, late } = await runItems({
			react: (_item, _attempt, at, request) =>
				request === 1 && at > STOP_AT_MS - 200
					? { afterMs: LATENCY_MS, status: 429, retryAfter: 0 }
					: healthy(),
		});
		expect(changed.size).toBeGreaterThan(10);
		expect(late.filter(({ request }) => request === 1)).toEqual([]);
	});

	it('are no longer those whose only change is refused after that', async () => {
		const { sent } = await run({
			items: 1,
			stopAtMs: 10,
			stepsOf: () => [3],
			isChange: () => true,
			react: () => ({ afterMs: LATENCY_MS, status: 403 }),
		});
		expect(sent).toHaveLength(1);
	});
});

it('a run that has ended does not listen for Stop any more', async () => {
	const { signal } = new AbortController();
	await new RequestScheduler({ stop: signal }).runAll(3, async () => {});
	expect(getEventListeners(signal, 'abort')).toEqual([]);
});

it('a request that is settled without another attempt says nothing of its last one', async () => {
	const { settled } = await run({
		items: 1,
		stopAtMs: 10,
		react: () => ({ afterMs: 5, status: 500 }),
	});
	expect(settled[0]).toMatchObject({ attempts: 1, mayHaveBeenCarriedOut: false });
});

it('items that fail fast, however many, leave n8n its turns', async () => {
	const stop = new AbortController();
	stop.abort();
	const scheduler = new RequestScheduler({ stop: stop.signal });
	let [inThisTurn, mostInOneTurn] = [0, 0];
	const turns = setInterval(() => (inThisTurn = 0));
	await scheduler.runAll(ITEMS, async () => {
		await expect(scheduler.send(NEVER_SENT)).rejects.toThrow(RequestAbortedError);
		mostInOneTurn = Math.max(mostInOneTurn, (inThisTurn += 1));
	});
	clearInterval(turns);
	expect(mostInOneTurn).toBeLessThan(1_000);
});

it('an attempt that throws before it returns a promise is an outcome like others', async () => {
	const unheard = jest.fn();
	process.on('unhandledRejection', unheard);
	const scheduler = new RequestScheduler({});
	const attempt = () => {
		throw new Error('not sent');
	};
	const { outcome } = await scheduler.send({ ...NEVER_SENT, attempt });
	expect(outcome).toEqual({ error: new Error('not sent') });
	await new Promise((resolve) => setTimeout(resolve, 10));
	process.off('unhandledRejection', unheard);
	expect(unheard).not.toHaveBeenCalled();
});

it('no timer outlives its request by more than a second', async () => {
	for (const reaction of [healthy(), { afterMs: Infinity, status: 0 }]) {
		const { timersLeft } = await run({ items: 30, maxConcurrency: 5, react: () => reaction });
		expect(timersLeft).toBe(0);
	}
});

it('a run without items is over at once', async () => {
	const work = jest.fn();
	await new RequestScheduler({}).runAll(0, work);
	expect(work).not.toHaveBeenCalled();
});

it('items that have nothing to send are done, and do not keep the others', async () => {
	const clock = new VirtualClock();
	const scheduler = new RequestScheduler({}, clock);
	const sent: number[] = [];
	const running = scheduler.runAll(5, async (index) => {
		if (index % 2 === 0) return;
		await scheduler.send({
			attempt: async () => ({ status: sent.push(index), body: '' }),
			timeoutMs: 1_000,
			isRepeatable: true,
			classify: () => 'done',
		});
	});
	await clock.runUntil(running);
	expect(sent).toEqual([1, 3]);
});
