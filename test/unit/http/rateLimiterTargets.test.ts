import { IS_QUICK } from './simulation/faultyRuns';
import { summarize, type Scenario, type Summary } from './simulation/scenarios';
import { NO_LIMIT, simulate, tokenBucket, type Simulated } from './simulation/simulation';
import { TARGETS, VARIATIONS } from './simulation/targets';

/** A target is met by the median of so many runs, each with other random numbers. */
const RUNS = IS_QUICK ? 7 : 21;

function expectMet(scenario: Scenario, { median }: Summary): void {
	expect(median.value).toBeLessThanOrEqual(scenario.maxValue);
	expect(median.refused).toBeLessThanOrEqual(scenario.maxRefused);
}

/** Returns the times at which the limit was hit; rejections within a second count as one. */
function timesRefused({ refusedAt }: Simulated): number[] {
	return refusedAt.filter((at, index) => index === 0 || at - refusedAt[index - 1] > 1);
}

function acceptedBetween({ acceptedAt }: Simulated, from: number, to: number): number {
	return acceptedAt.filter((at) => at >= from && at < to).length;
}

describe('in the simulation, the targets are met', () => {
	it.each(TARGETS)('$name', (scenario) => {
		expectMet(scenario, summarize(scenario, RUNS));
	});

	it.each(VARIATIONS)('$name', (scenario) => {
		expectMet(scenario, summarize(scenario, 5));
	});

	it.each([
		[20, 0],
		[50, 0],
		[200, 0],
		[50, 1],
		[50, 10],
	])(
		'10,000 requests without a limit, %i ms latency, timers %i ms late, take 1.5 times the least',
		(latencyMs, lateMs) => {
			const limit = { ...NO_LIMIT, latencyMs };
			const { seconds, refused } = simulate({ limit, clients: [10_000], seed: 1, lateMs });
			expect(refused).toBe(0);
			expect(seconds).toBeLessThan((1.5 * (10_000 / 100) * latencyMs) / 1000);
		},
	);
});

describe('once the limit is found', () => {
	it.each([35, 100])('%i a second is not exceeded again soon, and the rate is steady', (rate) => {
		const run = simulate({ limit: tokenBucket(rate), clients: [rate * 91], seed: 1 });
		const later = timesRefused(run).filter((at) => at > 5);
		expect(later.length).toBeGreaterThan(3);
		for (const [index, at] of later.slice(1).entries())
			expect(at - later[index]).toBeGreaterThan(5);
		for (let from = 10; from + 5 < run.seconds; from += 5) {
			const share = acceptedBetween(run, from, from + 5) / (5 * rate);
			expect(Math.abs(share - 1)).toBeLessThan(0.2);
		}
	});

	it.each([35, 100])('the whole of %i a second is used, not a share of it', (rate) => {
		const run = simulate({ limit: tokenBucket(rate), clients: [rate * 91], seed: 1 });
		expect(acceptedBetween(run, 5, 85) / (80 * rate)).toBeGreaterThan(0.985);
	});
});

it('the same seed gives the same run', () => {
	const run = () => simulate({ limit: tokenBucket(35), clients: [350, 350], seed: 7 });
	expect(run()).toEqual(run());
	const other = simulate({ limit: tokenBucket(35), clients: [350, 350], seed: 8 });
	expect(other.acceptedAt).not.toEqual(run().acceptedAt);
});
