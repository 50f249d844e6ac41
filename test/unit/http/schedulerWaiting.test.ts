import {
	allHealthy,
	healthy,
	healthyOnesIn,
	IS_QUICK,
	LATENCY_MS,
	MOST_TIMES,
	seedRandom,
} from './simulation/faultyRuns';
import { isReset, run } from './simulation/requestLayer';

seedRandom();

describe('the start', () => {
	it('is one request alone, whose first response lets the others follow, whatever it is', async () => {
		for (const status of [204, 404, 500, 429]) {
			const { sent } = await run({
				items: 50,
				maxConcurrency: 100,
				react: (item) => ({ afterMs: 1_000, status: item === 0 ? status : 204 }),
			});
			expect(sent.filter(({ at }) => at < 1_000)).toHaveLength(1);
			if (status === 429) continue;
			expect(sent[1].at).toBeLessThan(1_010);
			expect(sent[49].at).toBeLessThan(1_500);
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
		const options = { items: IS_QUICK ? 500 : 2_000, maxConcurrency: 100 };
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

	it.each([
		['does not say for how long', undefined],
		['asks for more than a minute', 3600],
	])('429 slows all down where it %s', async (_what, retryAfter) => {
		const { sent } = await run({
			items: 1_000,
			maxConcurrency: 100,
			react: (item, attempt) =>
				item === 500 && attempt === 1
					? { afterMs: LATENCY_MS, status: 429, retryAfter }
					: healthy(),
		});
		const refusedAt = sent.findIndex(({ item }) => item === 500);
		const rateFrom = (index: number) => 100 / ((sent[index + 100].at - sent[index].at) / 1000);
		expect(rateFrom(refusedAt + 100)).toBeLessThan(rateFrom(refusedAt - 100));
	});

	it('a request that is refused again, though others are not, waits as long as it is told', async () => {
		const { sent } = await run({
			items: 500,
			maxConcurrency: 100,
			react: (item, attempt) => {
				if (item === 100 && attempt < 3)
					return { afterMs: LATENCY_MS, status: 429, retryAfter: 30 };
				// It is under way all the time, so that the refused request is never the only one left.
				return item === 499 ? { afterMs: 20_000, status: 204 } : healthy();
			},
		});
		const [, second, third] = sent.filter(({ item }) => item === 100);
		expect(third.at - second.at).toBeGreaterThan(30_000);
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

	it('retries once more after a Retry-After of exactly a minute', async () => {
		const { settled, sent } = await run({
			items: 1,
			react: (_item, attempt) =>
				attempt === 1 ? { afterMs: LATENCY_MS, status: 503, retryAfter: 60 } : healthy(),
		});
		expect(isReset(settled[0])).toBe(true);
		expect(sent[1].at).toBeGreaterThan(60_000);
	});
});
