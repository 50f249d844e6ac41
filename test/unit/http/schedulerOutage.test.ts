import { healthy, healthyOnesIn, IS_QUICK, LATENCY_MS, seedRandom } from './simulation/faultyRuns';
import { endOf, isReset, run, type Reaction } from './simulation/requestLayer';

seedRandom();

describe('an outage', () => {
	it('does not hide a thousand healthy items behind a thousand that fail', async () => {
		const half = 1_000;
		for (const [status, retryAfter] of [[503], [500], [503, 30], [503, 3600]]) {
			const broken = { afterMs: LATENCY_MS, status, retryAfter };
			const { seconds, lost } = await healthyOnesIn((item) => item < half, broken, {
				items: 2 * half,
				maxConcurrency: 100,
			});
			expect(lost).toBe(0);
			// An outage that asks all to wait costs that wait.
			expect(seconds).toBeLessThan(retryAfter === 30 ? 70 : 10);
		}
	});

	const ITEMS = IS_QUICK ? 1_200 : 10_000;
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
			const ran = await run({ items: ITEMS, maxConcurrency: 100, react: () => reaction });
			expect(ran.endedAt / 1000).toBeLessThan(105);
			expect(ran.endedAt / 1000).toBeGreaterThan(10);
			expect(ran.sent.length).toBeLessThanOrEqual(1_000);
			expect(ran.settled).toHaveLength(ITEMS);
			expect(ran.settled.some(isReset)).toBe(false);
			expect(ran.settled.filter((end) => endOf(end) === 'CircuitOpenError').length).toBeGreaterThan(
				ITEMS - 1_100,
			);
		},
	);

	it('holds everybody for as long as a response asks', async () => {
		const { sent } = await run({
			items: 1_000,
			maxConcurrency: 100,
			react: () => ({ afterMs: LATENCY_MS, status: 503, retryAfter: 5 }),
		});
		const times = sent.map(({ at }) => at).filter((at) => at > 2_000 && at < 32_000);
		// Some are on their way each time; without the hold, there would be ten in each of 30 seconds.
		expect(times.length).toBeGreaterThan(5);
		expect(times.length).toBeLessThan(100);
	});

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

describe('a service that fails each request once', () => {
	/** A service that takes so many requests a second. */
	const limitedTo = (perSecond: number) => {
		let [tokens, filledAt] = [perSecond, 0];
		return (now: number) => {
			tokens = Math.min(perSecond, tokens + ((now - filledAt) / 1000) * perSecond);
			filledAt = now;
			if (tokens < 1) return false;
			tokens -= 1;
			return true;
		};
	};

	it.each([
		[700, 35, 50],
		[700, 100, 50],
		[5_000, 100, 50],
	])(
		'gets %i items done at %i/s in 1.5 times the least time',
		async (items, perSecond, afterMs) => {
			const mayPass = limitedTo(perSecond);
			const failed = new Set<number>();
			const { settled, endedAt } = await run({
				items,
				maxConcurrency: 100,
				react: (item, _attempt, now) => {
					if (!mayPass(now)) return { afterMs, status: 429, retryAfter: 1 };
					const status = failed.has(item) ? 204 : 503;
					failed.add(item);
					return { afterMs, status };
				},
			});
			expect(settled.every(isReset)).toBe(true);
			expect(endedAt / 1000).toBeLessThan((1.5 * 2 * items) / perSecond);
		},
	);

	it('gets 5,000 requests of one item done', async () => {
		const { settled, ends, endedAt } = await run({
			items: 1,
			maxConcurrency: 100,
			maxPerSecond: 100,
			stepsOf: () => [5_000],
			react: (_item, attempt) => ({ afterMs: LATENCY_MS, status: attempt === 1 ? 503 : 204 }),
		});
		expect(settled).toHaveLength(1);
		expect(ends.filter(({ end }) => isReset(end))).toHaveLength(5_000);
		expect(endedAt / 1000).toBeLessThan(150);
	});
});

describe('a rate limit', () => {
	it('is no outage for the last request: it gets all of its attempts', async () => {
		const { settled, sent } = await run({
			items: 2,
			react: (item) =>
				item === 0 ? healthy() : { afterMs: LATENCY_MS, status: 429, retryAfter: 20 },
		});
		expect(settled[1]).toMatchObject({ attempts: 10, outcome: { response: { status: 429 } } });
		expect(sent.filter(({ item }) => item === 1)).toHaveLength(10);
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
