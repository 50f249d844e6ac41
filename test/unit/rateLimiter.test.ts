import { RATE_LAW } from '../../nodes/shared/http/learnedRate';
import { AdaptiveRateLimiter } from '../../nodes/shared/http/rateLimiter';
import { isMet, summarize, type Scenario, type Summary } from './simulation/scenarios';
import { NO_LIMIT, simulate, tokenBucket, type Simulated } from './simulation/simulation';
import { TARGETS, VARIATIONS } from './simulation/targets';

/** A target is met by the median of so many runs, each with other random numbers. */
const RUNS = 21;

function named(name: string): Scenario {
	const scenario = TARGETS.find((target) => target.name.startsWith(name));
	if (scenario === undefined) throw new Error(`There is no scenario ${name}`);
	return scenario;
}

function expectMet(scenario: Scenario, { median }: Summary): void {
	expect(median.value).toBeLessThanOrEqual(scenario.maxValue);
	expect(median.refused).toBeLessThanOrEqual(scenario.maxRefused);
}

/** When it ran into the limit; refusals within a second are one time. */
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

describe('with one constant halved, doubled or removed, a target is missed', () => {
	it.each([
		['startPerSecond', 0.5, '100 requests without a limit'],
		['startPerSecond', 2, '35/s, alone'],
		['seekingShare', 0.5, '2000 requests without a limit'],
		['seekingShare', 2, '35/s, alone'],
		['leastShare', 0.5, '100/s, alone'],
		['leastShare', 2, '35/s, alone'],
		['heldShare', 0.5, '35 in each window of 1 s'],
		['heldShare', 2, '35 in each window of 1 s'],
		['growthPerSecond', 0.5, 'no. 0 of 1000 always 429'],
		['growthPerSecond', 2, '35 in each window of 1 s'],
		['growthDoublesMs', 0.5, '35 in each window of 1 s'],
		['growthDoublesMs', 2, 'a limit of 35/s that is lifted'],
		['lateMs', 0, '100/s, alone, timers 40 ms late'],
	] as const)('%s times %d: %s', (constant, factor, name) => {
		const law = { ...RATE_LAW, [constant]: RATE_LAW[constant] * factor };
		const scenario = named(name);
		expect(isMet(scenario, summarize(scenario, RUNS, law))).toBe(false);
	});
});

describe('the exact value of a constant does not matter', () => {
	it.each([
		['leastPerSecond', 0.5],
		['leastPerSecond', 2],
		['lateMs', 0.5],
		['lateMs', 2],
	] as const)('%s times %d', (constant, factor) => {
		const law = { ...RATE_LAW, [constant]: RATE_LAW[constant] * factor };
		for (const name of ['35/s, alone', '8 executions', '35 in each', '100 requests']) {
			expectMet(named(name), summarize(named(name), RUNS, law));
		}
	});
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

describe('a rate limiter', () => {
	let now: number;
	let limiter: AdaptiveRateLimiter;

	beforeEach(() => {
		now = 0;
		limiter = new AdaptiveRateLimiter({ now: () => now });
	});

	/** Requests one after another at the present rate, each accepted after 50 ms. */
	function acceptMany(count: number): void {
		for (let sent = 0; sent < count; sent++) {
			const hasWaited = limiter.waitMs > 0;
			now += limiter.waitMs;
			const startedAt = limiter.start(hasWaited);
			now += 5;
			limiter.accepted(startedAt - 45);
		}
	}

	/** In requests a second. */
	function rate(): number {
		now += limiter.waitMs;
		while (limiter.waitMs === 0) limiter.start(true);
		const first = limiter.waitMs;
		limiter.start(true);
		return 1000 / (limiter.waitMs - first);
	}

	it('starts with 150 requests a second', () => {
		expect(rate()).toBeCloseTo(150);
	});

	it('never exceeds the maximum, below one a second either', () => {
		for (const maxPerSecond of [0.2, 7]) {
			limiter = new AdaptiveRateLimiter({ now: () => now }, maxPerSecond);
			acceptMany(100);
			expect(rate()).toBeCloseTo(maxPerSecond);
			limiter.refused(limiter.start(true), 0);
			expect(rate()).toBeLessThanOrEqual(maxPerSecond + 1e-9);
		}
	});

	it('does not grow while no request has to wait for it', () => {
		for (let count = 0; count < 1000; count++) {
			const startedAt = limiter.start(false);
			now += 50;
			limiter.accepted(startedAt);
		}
		expect(rate()).toBeCloseTo(150);
	});

	it('grows where latency is longer than the time between requests and timers are on time', () => {
		limiter.refused(limiter.start(true), 0);
		const before = rate();
		for (let count = 0; count < 20; count++) {
			now += limiter.waitMs;
			const startedAt = limiter.start(true);
			now += 500;
			limiter.accepted(startedAt);
		}
		expect(rate()).toBeGreaterThan(before);
	});

	it('makes up for a late timer, by 50 ms at the most', () => {
		limiter.start(false);
		now += 10_000;
		let atOnce = 0;
		while (limiter.waitMs === 0) {
			limiter.start(true);
			atOnce += 1;
		}
		expect(atOnce).toBe(8);
	});

	it('holds everybody for as long as the refused request was told, and lowers the rate', () => {
		acceptMany(20);
		const before = rate();
		const startedAt = limiter.start(true);
		now += 50;
		limiter.refused(startedAt, 3000);
		expect(limiter.waitMs).toBe(3000);
		expect(rate()).toBeCloseTo(before / 4);
	});

	it('never goes below one request a second', () => {
		for (let count = 0; count < 50; count++) {
			now += 1000;
			limiter.refused(limiter.start(true), 0);
		}
		expect(rate()).toBeCloseTo(1);
	});

	it('holds nobody for a wait of 0, and lowers the rate all the same', () => {
		const startedAt = limiter.start(false);
		now += 50;
		limiter.refused(startedAt, 0);
		expect(limiter.waitMs).toBe(0);
		expect(rate()).toBeCloseTo(150 / 4);
	});

	it('lowers the rate once for all that were on their way, and holds for the longest wait', () => {
		const startedAt = [limiter.start(false), limiter.start(true), limiter.start(true)];
		now += 50;
		for (const [index, at] of startedAt.entries()) limiter.refused(at, 1000 * (index + 1));
		expect(limiter.waitMs).toBe(3000);
		expect(rate()).toBeCloseTo(150 / 4);
	});

	it('is never raised by a refusal, however much was accepted', () => {
		limiter.refused(limiter.start(false), 0);
		const before = rate();
		now += 5000;
		for (let count = 0; count < 1000; count++) limiter.accepted(limiter.start(false));
		now += 1000;
		limiter.refused(limiter.start(false), 0);
		expect(rate()).toBeCloseTo(before);
	});

	it('holds everybody without lowering the rate', () => {
		limiter.hold(2000);
		expect(limiter.waitMs).toBe(2000);
		limiter.hold(500);
		expect(limiter.waitMs).toBe(2000);
		expect(rate()).toBeCloseTo(150);
	});

	describe('when the same request is refused again', () => {
		it('gives back what its first refusal took, and holds nobody, if others were accepted', () => {
			const before = rate();
			const first = limiter.refused(limiter.start(true), 1000);
			acceptMany(5);
			expect(rate()).toBeLessThan(before / 3);
			now += 1000;
			const again = limiter.refused(limiter.start(true), 1000, first);
			expect([first.isOwn, again.isOwn]).toEqual([false, true]);
			expect(limiter.waitMs).toBeLessThan(10);
			expect(rate()).toBeGreaterThanOrEqual(before);
		});

		it('goes on seeking as if it had not been refused', () => {
			const first = limiter.refused(limiter.start(true), 1000);
			acceptMany(5);
			limiter.refused(limiter.start(true), 1000, first);
			const before = rate();
			acceptMany(50);
			expect(rate()).toBeGreaterThan(before + 50);
		});

		it('takes it for everybody if nothing that started since was accepted', () => {
			const underWay = limiter.start(true);
			const first = limiter.refused(limiter.start(true), 1000);
			limiter.accepted(underWay);
			now += 1000;
			const again = limiter.refused(limiter.start(true), 1000, first);
			expect(again.isOwn).toBe(false);
			expect(limiter.waitMs).toBe(1000);
		});

		it('takes it for everybody if another request was refused for the first time since', () => {
			const first = limiter.refused(limiter.start(true), 1000);
			acceptMany(5);
			limiter.refused(limiter.start(true), 1000);
			acceptMany(5);
			const again = limiter.refused(limiter.start(true), 1000, first);
			expect(again.isOwn).toBe(false);
		});

		it('gives nothing back that another refusal has taken since', () => {
			const [one, other] = [limiter.start(true), limiter.start(true)];
			now += 50;
			limiter.refused(one, 1000);
			const late = limiter.refused(other, 1000);
			acceptMany(5);
			const before = rate();
			expect(limiter.refused(limiter.start(true), 1000, late).isOwn).toBe(true);
			expect(rate()).toBeCloseTo(before);
		});

		it('gives nothing back that a repeated refusal of another request has taken since', () => {
			const one = limiter.refused(limiter.start(true), 1000);
			acceptMany(5);
			const other = limiter.refused(limiter.start(true), 1000);
			acceptMany(5);
			expect(limiter.refused(limiter.start(true), 1000, one).isOwn).toBe(false);
			acceptMany(5);
			const before = rate();
			expect(limiter.refused(limiter.start(true), 1000, other).isOwn).toBe(true);
			expect(rate()).toBeCloseTo(before);
		});

		it('measures on as if it had not been refused', () => {
			limiter.refused(limiter.start(true), 0);
			acceptMany(300);
			const before = rate();
			const first = limiter.refused(limiter.start(true), 100);
			acceptMany(5);
			limiter.refused(limiter.start(true), 100, first);
			now += 100;
			limiter.refused(limiter.start(true), 0);
			expect(rate()).toBeGreaterThan(before * 0.6);
		});

		it('tells several broken requests from a limit', () => {
			const ones = [limiter.start(true), limiter.start(true), limiter.start(true)];
			now += 50;
			let refusals = ones.map((startedAt) => limiter.refused(startedAt, 1000));
			for (let round = 0; round < 2; round++) {
				acceptMany(20);
				refusals = refusals.map((refusal) => limiter.refused(limiter.start(true), 1000, refusal));
			}
			expect(refusals.map(({ isOwn }) => isOwn)).toEqual([true, true, true]);
		});
	});
});

it('the same seed gives the same run', () => {
	const run = () => simulate({ limit: tokenBucket(35), clients: [350, 350], seed: 7 });
	expect(run()).toEqual(run());
	const other = simulate({ limit: tokenBucket(35), clients: [350, 350], seed: 8 });
	expect(other.acceptedAt).not.toEqual(run().acceptedAt);
});
