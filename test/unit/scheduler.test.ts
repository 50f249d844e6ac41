import { RequestAbortedError } from '../../nodes/shared/http/errors';
import { RequestScheduler, type ScheduledRequest } from '../../nodes/shared/http/scheduler';
import { seededRandom } from './simulation/random';
import { endOf, isReset, run, type Ran, type Reaction, type Run } from './simulation/requestLayer';

const LATENCY_MS = 50;
/** Jitter and order are a matter of chance: in one of ten runs, ten broken items in a row cost a wait more. */
const SEED = 1;
/** What is allowed beside the time that as many healthy items take. */
const MOST_TIMES = 1.1;
/** A connection that is cut does not say that the rate may be higher. */
const MOST_TIMES_WHEN_CUT = 1.15;

const NEVER_SENT: ScheduledRequest = {
	attempt: async () => await new Promise(() => {}),
	timeoutMs: 1_000,
	isRepeatable: true,
	classify: () => 'refused',
};

const healthy = (): Reaction => ({ afterMs: LATENCY_MS, status: 204 });

beforeEach(() => {
	jest.spyOn(Math, 'random').mockImplementation(seededRandom(SEED));
});
afterEach(() => {
	jest.restoreAllMocks();
});

type Broken = Reaction | ((item: number, attempt: number) => Reaction);

const FAULTS: Array<[string, Broken]> = [
	['500', { afterMs: LATENCY_MS, status: 500 }],
	['503', { afterMs: LATENCY_MS, status: 503 }],
	['503 with Retry-After: 30', { afterMs: LATENCY_MS, status: 503, retryAfter: 30 }],
	['503 with Retry-After: 3600', { afterMs: LATENCY_MS, status: 503, retryAfter: 3600 }],
	['a connection that is cut', { afterMs: LATENCY_MS, status: 'ECONNRESET' }],
];

/** How long the healthy items take, and whether each of them was reset. */
async function healthyOnesIn(
	isBroken: (item: number) => boolean,
	broken: Broken,
	options: Omit<Run, 'react'>,
): Promise<{ seconds: number; ran: Ran; lost: number }> {
	const ran = await run({
		...options,
		react: (item, attempt) => {
			if (!isBroken(item)) return healthy();
			return typeof broken === 'function' ? broken(item, attempt) : broken;
		},
	});
	const items = Array.from({ length: options.items }, (_, item) => item);
	const well = items.filter((item) => !isBroken(item));
	const lost = well.filter((item) => !isReset(ran.settled[item])).length;
	return { seconds: Math.max(...well.map((item) => ran.doneAt[item])) / 1000, ran, lost };
}

/** Seconds. A run in which nothing fails leaves nothing to chance, so each is simulated once. */
async function allHealthy(options: Omit<Run, 'react'>): Promise<number> {
	const key = JSON.stringify(options);
	const seconds =
		healthySeconds.get(key) ?? (await run({ ...options, react: healthy })).endedAt / 1000;
	healthySeconds.set(key, seconds);
	return seconds;
}
const healthySeconds = new Map<string, number>();

describe('the items that fail cost the healthy ones nothing', () => {
	const POSITIONS: Array<[string, (item: number) => boolean]> = [
		['the first', (item) => item === 0],
		['one in the middle', (item) => item === 300],
		['every fifth', (item) => item % 5 === 0],
		['the first nine', (item) => item < 9],
	];
	const ITEMS = 600;
	for (const maxConcurrency of [1, 2, 5, 100]) {
		it.each(
			FAULTS.flatMap(([how, broken]) =>
				POSITIONS.map(([which, isBroken]) => ({ how, which, broken, isBroken })),
			),
		)(
			`$which with $how, at Max Concurrency ${maxConcurrency}`,
			async ({ how, isBroken, broken }) => {
				const options = { items: ITEMS, maxConcurrency };
				const { seconds, lost } = await healthyOnesIn(isBroken, broken, options);
				expect(lost).toBe(0);
				const most = how.includes('cut') ? MOST_TIMES_WHEN_CUT : MOST_TIMES;
				expect(seconds / (await allHealthy(options))).toBeLessThan(most);
			},
		);
	}
});

describe('requests that get no response', () => {
	it('cost the others nothing while they are fewer than Max Concurrency', async () => {
		const options = { items: 300, maxConcurrency: 10, timeoutMs: 90_000 };
		const silent = { afterMs: Infinity, status: 0 };
		const { seconds, lost } = await healthyOnesIn((item) => item < 3, silent, options);
		expect(lost).toBe(0);
		// The first one goes ahead, and the others follow after two seconds.
		expect(seconds).toBeLessThan(2 + (await allHealthy({ ...options, maxConcurrency: 7 })) * 1.1);
	});

	it('hold a place no longer than their first attempt beyond that', async () => {
		const options = { items: 60, maxConcurrency: 2, timeoutMs: 5_000 };
		const silent = { afterMs: Infinity, status: 0 };
		const { seconds, lost } = await healthyOnesIn((item) => item < 6, silent, options);
		expect(lost).toBe(0);
		expect(seconds).toBeLessThan(3 * 5 + 2 + 3);
	});

	it('do not hold up 199 others for more than eight seconds, as the first of all', async () => {
		for (const timeoutMs of [20_000, 90_000]) {
			const silent = { afterMs: Infinity, status: 0 };
			const { seconds, lost, ran } = await healthyOnesIn((item) => item === 0, silent, {
				items: 200,
				maxConcurrency: 100,
				timeoutMs,
			});
			expect(lost).toBe(0);
			expect(seconds).toBeLessThan(8);
			expect(endOf(ran.settled[0])).toBe('timeout');
		}
	});
});

describe('the start', () => {
	it('is one request alone, whose first response lets the others follow, whatever it is', async () => {
		for (const status of [204, 404, 500, 429]) {
			const { sent } = await run({
				items: 50,
				maxConcurrency: 100,
				react: (item) => ({ afterMs: 1_000, status: item === 0 ? status : 204 }),
			});
			expect(sent.filter(({ at }) => at < 1_000)).toHaveLength(1);
			if (status !== 429) expect(sent[1].at).toBeLessThan(1_010);
		}
	});
});

it('the start waits two seconds for a first request that gets no response', async () => {
	const { sent } = await run({
		items: 5,
		maxConcurrency: 100,
		react: (item) => (item === 0 ? { afterMs: Infinity, status: 0 } : healthy()),
	});
	expect(sent[1].at).toBeGreaterThanOrEqual(2_000);
	expect(sent[1].at).toBeLessThan(2_010);
});

describe('who is told to wait', () => {
	it.each([429, 503])(
		'%i with Retry-After: 3600 fails at once and holds nobody',
		async (status) => {
			for (const which of [0, 500]) {
				const asks = { afterMs: LATENCY_MS, status, retryAfter: 3600 };
				const { seconds, ran, lost } = await healthyOnesIn((item) => item === which, asks, {
					items: 1_000,
					maxConcurrency: 100,
				});
				expect(lost).toBe(0);
				expect(seconds).toBeLessThan(status === 429 ? 15 : 2);
				expect(ran.settled[which]).toMatchObject({ attempts: 1 });
				expect(ran.endedAt / 1000).toBeLessThan(15);
			}
		},
	);

	it('more than a minute is too long to wait, a minute is not', async () => {
		for (const [retryAfter, attempts] of [
			[60, 2],
			[61, 1],
		]) {
			const { settled } = await run({
				items: 50,
				maxConcurrency: 10,
				react: (item, attempt) =>
					item === 9 && attempt === 1
						? { afterMs: LATENCY_MS, status: 503, retryAfter }
						: healthy(),
			});
			expect(settled[9]).toMatchObject({ attempts });
		}
	});

	it('503 with Retry-After holds back that request alone, for so long', async () => {
		const options = { items: 2_000, maxConcurrency: 100 };
		const { seconds, ran } = await healthyOnesIn(
			(item) => item === 7,
			(_item, attempt) =>
				attempt === 1 ? { afterMs: 50, status: 503, retryAfter: 30 } : healthy(),
			options,
		);
		expect(seconds / (await allHealthy(options))).toBeLessThan(MOST_TIMES);
		expect(isReset(ran.settled[7])).toBe(true);
		const [first, second] = ran.sent.filter(({ item }) => item === 7);
		expect(second.at - first.at).toBeGreaterThan(30_000);
		expect(second.at - first.at).toBeLessThan(30_500);
	});

	it('429 with Retry-After holds all for so long', async () => {
		const { sent, settled } = await run({
			items: 500,
			maxConcurrency: 100,
			react: (item, attempt) =>
				item === 100 && attempt === 1
					? { afterMs: LATENCY_MS, status: 429, retryAfter: 30 }
					: healthy(),
		});
		expect(settled.every(isReset)).toBe(true);
		const pauses = sent.slice(1).map(({ at }, index) => at - sent[index].at);
		expect(Math.max(...pauses)).toBeGreaterThan(29_500);
		expect(Math.max(...pauses)).toBeLessThan(31_000);
	});

	it('429 slows all down where it does not say for how long', async () => {
		const { sent } = await run({
			items: 1_000,
			maxConcurrency: 100,
			react: (item, attempt) =>
				item === 500 && attempt === 1 ? { afterMs: LATENCY_MS, status: 429 } : healthy(),
		});
		const refusedAt = sent.findIndex(({ item }) => item === 500);
		const rateFrom = (index: number) => 100 / ((sent[index + 100].at - sent[index].at) / 1000);
		expect(rateFrom(refusedAt + 100)).toBeLessThan(rateFrom(refusedAt - 100));
	});

	it('one item that always gets 429 without Retry-After costs the others little', async () => {
		for (const which of [0, 500]) {
			const refused = { afterMs: LATENCY_MS, status: 429 };
			const { seconds, lost } = await healthyOnesIn((item) => item === which, refused, {
				items: 1_000,
				maxConcurrency: 100,
			});
			expect(lost).toBe(0);
			expect(seconds).toBeLessThan(15);
		}
	});

	it('a service that asks for exactly a minute is asked once more after it', async () => {
		const { settled, sent } = await run({
			items: 1,
			react: (_item, attempt) =>
				attempt === 1 ? { afterMs: LATENCY_MS, status: 503, retryAfter: 60 } : healthy(),
		});
		expect(isReset(settled[0])).toBe(true);
		expect(sent[1].at).toBeGreaterThan(60_000);
	});
});

describe('trouble', () => {
	it('does not hide a thousand healthy items behind a thousand that fail', async () => {
		for (const [status, retryAfter] of [[503], [500], [503, 30], [503, 3600]]) {
			const broken = { afterMs: LATENCY_MS, status, retryAfter };
			const { seconds, lost } = await healthyOnesIn((item) => item < 1_000, broken, {
				items: 2_000,
				maxConcurrency: 100,
			});
			expect(lost).toBe(0);
			// Trouble that asks all to wait costs that wait.
			expect(seconds).toBeLessThan(retryAfter === 30 ? 70 : 10);
		}
	});

	const DEATHS: Array<[string, Reaction]> = [
		['refuses at once', { afterMs: 1, status: 'ECONNREFUSED' }],
		['answers 503', { afterMs: LATENCY_MS, status: 503 }],
		['answers 503 with Retry-After: 59', { afterMs: 50, status: 503, retryAfter: 59 }],
		['answers 503 with Retry-After: 60', { afterMs: 50, status: 503, retryAfter: 60 }],
		['answers 503 with Retry-After: 3600', { afterMs: 50, status: 503, retryAfter: 3600 }],
		['answers 500 after 10 s', { afterMs: 10_000, status: 500 }],
		['answers 500 after 29 s', { afterMs: 29_000, status: 500 }],
		['never answers', { afterMs: Infinity, status: 0 }],
		['answers 429 for ever', { afterMs: 50, status: 429, retryAfter: 1 }],
		['answers 429 without saying how long', { afterMs: 50, status: 429 }],
		['cuts each connection', { afterMs: 5_000, status: 'ECONNRESET' }],
	];
	it.each(DEATHS)(
		'ends within 105 s for 10,000 items if the service %s',
		async (_how, reaction) => {
			const ran = await run({ items: 10_000, maxConcurrency: 100, react: () => reaction });
			expect(ran.endedAt / 1000).toBeLessThan(105);
			expect(ran.endedAt / 1000).toBeGreaterThan(10);
			expect(ran.sent.length).toBeLessThanOrEqual(1_000);
			expect(ran.settled).toHaveLength(10_000);
			expect(ran.settled.some(isReset)).toBe(false);
			expect(ran.settled.filter((end) => endOf(end) === 'CircuitOpenError').length).toBeGreaterThan(
				8_900,
			);
		},
	);

	it('asks ten times a second at most', async () => {
		const { sent } = await run({
			items: 2_000,
			maxConcurrency: 100,
			react: () => ({ afterMs: LATENCY_MS, status: 503 }),
		});
		const later = sent.filter(({ at }) => at > 1_000 && at < 11_000);
		expect(later.length).toBeGreaterThan(90);
		expect(later.length).toBeLessThan(102);
	});

	it('is over with the first success, and all is as before', async () => {
		const { settled, endedAt } = await run({
			items: 2_000,
			maxConcurrency: 100,
			react: (_item, _attempt, now) =>
				now > 1_000 && now < 41_000 ? { afterMs: LATENCY_MS, status: 503 } : healthy(),
		});
		expect(settled.every(isReset)).toBe(true);
		expect(endedAt / 1000).toBeLessThan(75);
	});

	it('a service that recovers after most of a minute loses nobody', async () => {
		const { settled } = await run({
			items: 500,
			maxConcurrency: 100,
			react: (_item, _attempt, now) =>
				now < 55_000 ? { afterMs: LATENCY_MS, status: 503 } : healthy(),
		});
		expect(settled.every(isReset)).toBe(true);
	});

	it('does not take slowness for evidence where the last request fails once', async () => {
		const { settled } = await run({
			items: 3,
			timeoutMs: 90_000,
			react: (item, attempt) => ({
				afterMs: 70_000,
				status: item === 2 && attempt === 1 ? 503 : 204,
			}),
		});
		expect(settled.map(endOf)).toEqual(['204', '204', '204']);
	});

	it('takes neither slowness, nor few places, nor a low rate for evidence', async () => {
		const cases = [
			{ items: 20, maxConcurrency: 1, latencyMs: 70_000, timeoutMs: 90_000 },
			{ items: 20, maxConcurrency: 100, latencyMs: 70_000, timeoutMs: 90_000 },
			{ items: 100, maxConcurrency: 1, latencyMs: 3_000 },
			{ items: 100, maxConcurrency: 100, maxPerSecond: 0.5, latencyMs: LATENCY_MS },
			{ items: 3, maxConcurrency: 100, maxPerSecond: 0.01, latencyMs: LATENCY_MS },
		];
		for (const { latencyMs, ...options } of cases) {
			const { settled } = await run({
				...options,
				react: (item, attempt) => ({
					afterMs: latencyMs,
					status: item === 2 && attempt === 1 ? 503 : 204,
				}),
			});
			expect(settled.filter((end) => !isReset(end))).toEqual([]);
		}
	});
});

describe('what is fatal', () => {
	it('ends the run after one request at the start', async () => {
		for (const status of [401, 'ENOTFOUND', 'CERT_HAS_EXPIRED']) {
			const { sent, settled, endedAt } = await run({
				items: 300,
				maxConcurrency: 100,
				react: () => ({ afterMs: LATENCY_MS, status }),
			});
			expect(sent).toHaveLength(1);
			expect(settled.slice(1).map(endOf)).toEqual(Array(299).fill('CircuitOpenError'));
			expect(endedAt).toBeLessThan(1_000);
		}
	});

	it('lets only those in flight end in the middle of a run, each in its own way', async () => {
		const { sent, settled } = await run({
			items: 2_000,
			maxConcurrency: 100,
			react: (item, _attempt, now) => ({
				afterMs: item % 7 === 0 ? 20_000 : LATENCY_MS,
				status: now < 1_000 || item % 7 === 0 ? 204 : 401,
			}),
		});
		const afterwards = sent.filter(({ at }) => at >= 1_000);
		expect(afterwards.length).toBeLessThanOrEqual(100);
		for (const { item } of sent) expect(['204', '401']).toContain(endOf(settled[item]));
	});

	it('is not a name server that does not answer for a moment', async () => {
		const { settled } = await run({
			items: 3,
			react: (_item, attempt) => (attempt === 1 ? { afterMs: 1, status: 'EAI_AGAIN' } : healthy()),
		});
		expect(settled.every(isReset)).toBe(true);
	});
});

describe('a request that must not be repeated', () => {
	const ONCE = { items: 1, isRepeatable: false };

	it.each([408, 500, 502, 503, 504, 507, 599, 'ECONNRESET', 'ETIMEDOUT'])(
		'is not sent again after %s',
		async (status) => {
			const { sent } = await run({ ...ONCE, react: () => ({ afterMs: 5, status }) });
			expect(sent).toHaveLength(1);
		},
	);

	it.each([429, 'ECONNREFUSED', 'EAI_AGAIN', 'EHOSTUNREACH'])(
		'is sent again after %s, when it cannot have been carried out',
		async (status) => {
			const { sent, settled } = await run({
				...ONCE,
				react: (_item, attempt) => (attempt === 1 ? { afterMs: 5, status } : healthy()),
			});
			expect(sent).toHaveLength(2);
			expect(settled[0]).toMatchObject({ mayHaveBeenCarriedOut: false });
		},
	);

	it('is not sent again when no response came in time', async () => {
		const { sent, settled } = await run({
			...ONCE,
			react: () => ({ afterMs: Infinity, status: 0 }),
		});
		expect(sent).toHaveLength(1);
		expect(endOf(settled[0])).toBe('timeout');
	});
});

describe('a request that may be repeated', () => {
	it.each([408, 429, 500, 502, 503, 504, 507, 599])('is sent again after %i', async (status) => {
		const { settled } = await run({
			items: 1,
			react: (_item, attempt) => (attempt < 3 ? { afterMs: 5, status } : healthy()),
		});
		expect(settled[0]).toMatchObject({ attempts: 3, mayHaveBeenCarriedOut: status === 500 });
	});

	it('may have been carried out only if it may have reached the service itself', async () => {
		const cases: Array<[number | string, boolean]> = [
			['ECONNRESET', true],
			['ETIMEDOUT', true],
			[500, true],
			['ECONNREFUSED', false],
			['EAI_AGAIN', false],
			[429, false],
			[502, false],
		];
		for (const [status, mayHaveBeenCarriedOut] of cases) {
			const { settled } = await run({
				items: 1,
				react: (_item, attempt) => ({ afterMs: 5, status: attempt === 1 ? status : 404 }),
			});
			expect(settled[0]).toMatchObject({ attempts: 2, mayHaveBeenCarriedOut });
		}
	});

	it('is sent ten times at most, waiting up to half a minute in between', async () => {
		const chance = jest.spyOn(Math, 'random').mockReturnValue(0.999);
		const { sent, settled } = await run({
			items: 40,
			maxConcurrency: 100,
			// The others succeed one after another, which keeps the circuit from opening.
			react: (item, _attempt, now) =>
				item > 0 && now > item * 4_000 ? healthy() : { afterMs: LATENCY_MS, status: 500 },
		});
		chance.mockRestore();
		expect(settled[0]).toMatchObject({ attempts: 10 });
		expect(sent.filter(({ item }) => item === 0)).toHaveLength(10);
	});

	it('waits twice as long each time, by chance a part of it, up to half a minute', async () => {
		const pauses = async (chance: number) => {
			const random = jest.spyOn(Math, 'random').mockReturnValue(chance);
			const { sent } = await run({ items: 1, react: () => ({ afterMs: 0, status: 500 }) });
			random.mockRestore();
			return sent.slice(1).map(({ at }, index) => Math.round((at - sent[index].at) / 100) / 10);
		};
		expect(await pauses(0.999)).toEqual([1, 2, 4, 8, 16]);
		expect((await pauses(0.5)).slice(0, 8)).toEqual([0.5, 1, 2, 4, 8, 15, 15]);
		expect((await pauses(0.5)).length).toBeLessThan(9);
	});
});

it('once an execution is stopped, nothing more is sent, and it ends within two seconds', async () => {
	const states: Reaction[] = [
		healthy(),
		{ afterMs: Infinity, status: 0 },
		{ afterMs: LATENCY_MS, status: 503 },
		{ afterMs: LATENCY_MS, status: 429, retryAfter: 30 },
	];
	for (const reaction of states) {
		const { sent, endedAt, settled } = await run({
			items: 5_000,
			maxConcurrency: 100,
			stopAtMs: 2_000,
			react: () => reaction,
		});
		expect(sent.filter(({ at }) => at > 2_000)).toEqual([]);
		expect(endedAt).toBeLessThan(3_000);
		expect(settled).toHaveLength(5_000);
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
	await scheduler.runItems(5_000, async () => {
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
