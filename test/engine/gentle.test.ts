import { signInCrowd } from '../../simulator/seed/seed';
import { accelerateClock } from '../support/engine/acceleratedClock';
import { EngineFixture, type RunOptions } from '../support/engine/engineFixture';

const TIMES_AS_FAST = 4;

const fixture = EngineFixture.forEachTest();

const time = accelerateClock(TIMES_AS_FAST);

const run = async (count: number, options: object, more: RunOptions = {}) =>
	await fixture.reset(
		signInCrowd(fixture.simulator.tenant, count).map((sessionId) => ({ sessionId })),
		{ ...more, parameters: { options: { ...options } } },
	);

/** Limits requests to so many a second of the node's time; the simulator's own is real. */
function limit(perSecond: number, burst: number): void {
	time.skipsWaits = false;
	const { faults } = fixture.simulator;
	faults.limit({ perSecond: perSecond * TIMES_AS_FAST, burst, retryAfterSeconds: 1 });
}

describe('who must be gentler than PingOne asks for', () => {
	it.each([1, 3])('has %i requests under way at most', async (maxConcurrency) => {
		fixture.simulator.faults.latencyMs = 5;
		const { received } = fixture.simulator;
		let most = 0;
		const count = setInterval(() => {
			const underWay = received.filter(({ status }) => status === undefined).length;
			most = Math.max(most, underWay);
		}, 1);
		const { good } = await run(30, { maxConcurrency });
		clearInterval(count);
		expect(good).toHaveLength(30);
		expect(most).toBe(maxConcurrency);
	});

	it('has so many requests a second at most', async () => {
		const { good, received } = await run(60, { requestsPerSecond: '25' });
		expect(good).toHaveLength(60);
		const seconds = (time.at(received[59].receivedAt) - time.at(received[0].receivedAt)) / 1000;
		// Exactly in rateLimiter.test.ts; here, the first request may have been received late.
		expect(59 / seconds).toBeLessThan(50);
	});

	it('still slows down where that is too much', async () => {
		limit(40, 10);
		const { good, received } = await run(120, { requestsPerSecond: 200 });
		expect(good).toHaveLength(120);
		// About ten on a quiet machine; on a busy one, more are on their way at the first refusal. Without
		// slowing down, it would be several hundred.
		expect(received.length - 120).toBeLessThan(100);
	});
});

it('a limit that changes under way loses nothing', async () => {
	const { received } = fixture.simulator;
	limit(100, 100);
	const change = setInterval(() => {
		if (received.length < 150) return;
		limit(40, 40);
		clearInterval(change);
	}, 5);
	const { good } = await run(300, {});
	expect(good).toHaveLength(300);
});

describe('an option that cannot be used', () => {
	const whole = "'Max Concurrency' is not a whole number from 1 to 100: ";
	const number = "'Requests per Second' is not a number from 0 up: ";
	it.each([
		[{ maxConcurrency: 0 }, `${whole}"0"`],
		[{ maxConcurrency: 101 }, `${whole}"101"`],
		[{ maxConcurrency: 2.5 }, `${whole}"2.5"`],
		[{ maxConcurrency: '' }, `${whole}""`],
		[{ maxConcurrency: 'many' }, `${whole}"many"`],
		[{ requestsPerSecond: -1 }, `${number}"-1"`],
		[{ requestsPerSecond: 'fast' }, `${number}"fast"`],
		[{ requestsPerSecond: null }, `${number}"null"`],
	])('stops everything before anything is sent: %j', async (options, sentence) => {
		const { bad, received } = await run(3, options, { onError: 'continueErrorOutput' });
		expect(received).toEqual([]);
		expect(bad).toHaveLength(3);
		expect(bad[0].error).toContain(sentence);
	});
});
