import {
	allHealthy,
	FAULTS,
	healthyOnesIn,
	IS_QUICK,
	MOST_TIMES,
	MOST_TIMES_WHEN_CUT,
	seedRandom,
} from './simulation/faultyRuns';
import { endOf } from './simulation/requestLayer';

seedRandom();

describe('the items that fail cost the healthy ones nothing', () => {
	const POSITIONS: Array<[string, (item: number) => boolean]> = [
		['the first', (item) => item === 0],
		['one in the middle', (item) => item === 200],
		['every fifth', (item) => item % 5 === 0],
		['the first nine', (item) => item < 9],
	];
	const ITEMS = 400;
	for (const maxConcurrency of IS_QUICK ? [100] : [1, 2, 5, 100]) {
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
