import { Pace } from '../../nodes/shared/pingone/pace';
import { simulate, type Service, type Simulated } from './simulation';

/** The targets of the benchmark. */
const MOST_TIMES_THE_LIMIT = 1.1;
const MOST_REFUSED = 0.02;

function bucket(perSecond: number, changes: Partial<Service> = {}): Service {
	return {
		perSecond: () => perSecond,
		burstSeconds: 1,
		latencyMs: 50,
		retryAfterSeconds: 1,
		...changes,
	};
}

/** As many items as the limit alone, with its burst, would let through in so many seconds. */
async function work(service: Service, seconds: number) {
	const items = Math.round(service.perSecond(0) * (seconds + service.burstSeconds));
	const run = await simulate(service, items);
	return { timesTheLimit: run.seconds / seconds, refused: run.refusedAt.length / items, run };
}

/** When it ran into the limit; refusals within a second are one time. */
function walls({ refusedAt }: Simulated): number[] {
	return refusedAt.filter((at, index) => index === 0 || at - refusedAt[index - 1] > 1);
}

function takenBetween({ acceptedAt }: Simulated, from: number, to: number): number {
	return acceptedAt.filter((at) => at >= from && at < to).length;
}

const GRID = [20, 35, 100].flatMap((perSecond) =>
	[10, 50, 100].flatMap((latencyMs) =>
		[1, 2].map((burstSeconds) => ({ perSecond, latencyMs, burstSeconds })),
	),
);

describe('the pace finds what a service takes, loses little time and is seldom refused', () => {
	it.each([
		[35, 0],
		[50, 0],
		[100, 0],
		[35, 10],
		[100, 10],
	])('at %i a second, with timers %i ms late, in 19 seconds', async (perSecond, timersLateMs) => {
		const { timesTheLimit, refused } = await work(bucket(perSecond, { timersLateMs }), 19);
		expect(timesTheLimit).toBeLessThan(MOST_TIMES_THE_LIMIT);
		expect(refused).toBeLessThan(MOST_REFUSED);
	});

	it.each(GRID)(
		'at $perSecond a second, with $latencyMs ms latency and a burst of $burstSeconds s, in a minute',
		async ({ perSecond, ...changes }) => {
			const { timesTheLimit, refused } = await work(bucket(perSecond, changes), 60);
			expect(timesTheLimit).toBeLessThan(MOST_TIMES_THE_LIMIT);
			expect(refused).toBeLessThan(MOST_REFUSED);
		},
	);

	it.each([
		// What a smaller burst would let through while all wait for Retry-After is lost.
		['a burst of half a second', { burstSeconds: 0.5 }, 1.1],
		['a burst of a quarter of a second', { burstSeconds: 0.25 }, 1.15],
		['a burst of four seconds', { burstSeconds: 4 }, 1.1],
		['a burst and a Retry-After of three seconds', { burstSeconds: 3, retryAfterSeconds: 3 }, 1.1],
		['a latency of half a second', { latencyMs: 500 }, 1.2],
		['a Retry-After of five seconds', { burstSeconds: 5, retryAfterSeconds: 5 }, 1.15],
	])('with %s, where more is lost', async (_what, changes, most) => {
		const { timesTheLimit, refused } = await work(bucket(50, changes), 60);
		expect(timesTheLimit).toBeLessThan(most);
		expect(refused).toBeLessThan(2 * MOST_REFUSED);
	});
});

describe('where requests are counted anew in each window, and nothing is kept', () => {
	it.each([
		[10, 60, 1.1],
		[50, 10, 1.3],
		[100, 1, 1.3],
		[35, 1, 1.4],
	])('at %i a second, in windows of %i s', async (perSecond, windowSeconds, most) => {
		const windows = Math.max(60 / windowSeconds, 5);
		const items = perSecond * windowSeconds * windows;
		const run = await simulate(bucket(perSecond, { windowSeconds }), items);
		expect(run.acceptedAt).toHaveLength(items);
		expect(run.seconds / (windowSeconds * (windows - 1))).toBeLessThan(most);
		expect(run.refusedAt.length / items).toBeLessThan(0.05);
	});
});

describe('once the pace is found', () => {
	it.each([35, 100])(
		'it neither runs into %i a second again soon nor swings',
		async (perSecond) => {
			const { run } = await work(bucket(perSecond), 90);
			const later = walls(run).filter((at) => at > 5);
			expect(later.length).toBeGreaterThan(0);
			for (const [index, at] of later.slice(1).entries())
				expect(at - later[index]).toBeGreaterThan(10);
			for (let from = 10; from + 5 < run.seconds; from += 5) {
				const share = takenBetween(run, from, from + 5) / (5 * perSecond);
				expect(Math.abs(share - 1)).toBeLessThan(0.2);
			}
		},
	);

	it.each([35, 100])('it is the whole of %i a second, not a share of it', async (perSecond) => {
		const { run } = await work(bucket(perSecond), 19);
		expect(takenBetween(run, 5, 15) / (10 * perSecond)).toBeGreaterThan(0.995);
	});

	it('it slows down where less is taken, and finds that limit as well', async () => {
		const change = bucket(100, { perSecond: (time) => (time < 10 ? 100 : 35) });
		const run = await simulate(change, 3000);
		const limit = 10 + (3000 - 1100) / 35;
		expect(run.seconds / limit).toBeLessThan(MOST_TIMES_THE_LIMIT);
		expect(run.refusedAt.length / 3000).toBeLessThan(MOST_REFUSED);
	});

	it.each([
		[35, 50, 25],
		[4, 100, 40],
	])(
		'it recovers where the limit of %i a second is lifted, with %i ms latency',
		async (perSecond, latencyMs, most) => {
			const lifted = { perSecond: (time: number) => (time < 15 ? perSecond : 1e9), latencyMs };
			const run = await simulate(bucket(perSecond, lifted), 8000);
			expect(takenBetween(run, 0, 15)).toBeLessThan(perSecond * 17);
			expect(run.seconds).toBeLessThan(15 + most);
		},
	);
});

describe('without a limit', () => {
	it.each([
		[20, 0],
		[50, 0],
		[200, 0],
		[50, 1],
		[50, 10],
	])(
		'it is full speed soon, with %i ms latency and timers %i ms late',
		async (latencyMs, timersLateMs) => {
			const run = await simulate(bucket(1e9, { latencyMs, timersLateMs }), 10_000);
			// The service has timers as well, one for each way.
			const fullSpeed = (10_000 / 100) * ((latencyMs + 2 * timersLateMs) / 1000);
			expect(run.refusedAt).toEqual([]);
			expect(run.seconds / fullSpeed).toBeLessThan(1.5);
		},
	);

	it('it begins with one request alone, and then slowly', async () => {
		const { acceptedAt } = await simulate(bucket(1e9), 200);
		expect(acceptedAt[1] - acceptedAt[0]).toBeGreaterThan(0.04);
		expect(acceptedAt.filter((at) => at < acceptedAt[0] + 0.2).length).toBeLessThan(25);
	});
});

it('the pace does not grow where nobody waits for it', () => {
	let now = 0;
	const pace = new Pace({ now: () => now, sleep: async () => {} });
	for (let count = 0; count < 1000; count++) {
		const startedAt = pace.start(false);
		now += 50;
		pace.accepted(startedAt);
	}
	let atOnce = 0;
	while (pace.waitMs === 0 && atOnce < 100) {
		pace.start(false);
		atOnce += 1;
	}
	expect(atOnce).toBeLessThan(10);
});
