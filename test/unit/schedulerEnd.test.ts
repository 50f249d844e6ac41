import { RequestAbortedError } from '../../nodes/shared/http/errors';
import { RequestScheduler } from '../../nodes/shared/http/scheduler';
import { healthy, IS_QUICK, LATENCY_MS, NEVER_SENT, seedRandom } from './simulation/faultyRuns';
import { run, type Reaction } from './simulation/requestLayer';
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
	await scheduler.runItems(ITEMS, async () => {
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
	await new RequestScheduler({}).runItems(0, work);
	expect(work).not.toHaveBeenCalled();
});

it('items that have nothing to send are done, and do not keep the others', async () => {
	const clock = new VirtualClock();
	const scheduler = new RequestScheduler({}, clock);
	const sent: number[] = [];
	const running = scheduler.runItems(5, async (index) => {
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
