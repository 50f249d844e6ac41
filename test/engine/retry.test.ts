import { adminGrants, signInCrowd } from '../../simulator/seed/seed';
import { seededSessionId } from '../../simulator/seed/seededIds';
import type { Fault } from '../../simulator/faults';
import { PingOneSimulator } from '../../simulator/simulator';
import { EngineFixture, type Outcome, type RunOptions } from '../support/engine/engineFixture';
import { accelerateClock } from '../support/engine/acceleratedClock';

const JANE = seededSessionId('jane.doe');

const fixture = EngineFixture.forEachTest();

const time = accelerateClock();

const reset = async (options?: RunOptions) => await fixture.reset([{ sessionId: JANE }], options);

function injectFault(fault: Fault, times?: number, on?: RegExp): void {
	fixture.simulator.faults.inject({ fault, times, on });
}

/** Adds this many sessions. */
function seed(count: number): Array<{ sessionId: string }> {
	return signInCrowd(fixture.simulator.tenant, count).map((sessionId) => ({ sessionId }));
}

/** Returns the waits between the requests in seconds of the node's time. */
function pauses({ received }: Outcome, { at } = time): number[] {
	const times = received.map(({ receivedAt }) => at(receivedAt) / 1000);
	return times.slice(1).map((later, index) => later - times[index]);
}

describe('a request is sent again', () => {
	it.each([408, 429, 500, 502, 503, 504])('after %i', async (status) => {
		injectFault({ response: { status, body: '<html>Busy</html>' } }, 2);
		const { good, received } = await reset();
		expect(received).toHaveLength(3);
		expect(good).toMatchObject([{ success: true, alreadyEnded: false }]);
		expect(fixture.simulator.tenant.sessions.has(JANE)).toBe(false);
	});

	it('where the connection was cut before the work', async () => {
		injectFault({ cut: 'before the work' }, 1);
		const { good, received } = await reset();
		expect(received).toHaveLength(2);
		expect(good).toMatchObject([{ success: true, alreadyEnded: false }]);
	});

	it('where nothing listened for a while', async () => {
		const absent = await PingOneSimulator.start();
		const { apiPath } = absent;
		await absent.stop();
		time.skipsWaits = false;
		const running = reset({ credential: { apiPath } });
		await new Promise((resolve) => setTimeout(resolve, 100));
		const simulator = await PingOneSimulator.start({ port: Number(new URL(apiPath).port) });
		const { run } = await running;
		// It does not know the token of another simulator.
		expect(run.data.resultData.error?.message).toContain('does not accept the access token');
		await simulator.stop();
	});

	it.each([400, 403, 404, 409, 415, 302])('but not after %i', async (status) => {
		injectFault({ response: { status, body: { code: 'ODD' } } });
		const { received, run } = await reset();
		expect(received).toHaveLength(1);
		expect(run.status).toBe('error');
	});

	it('but not where the token is refused, or a sign-in page came', async () => {
		injectFault({ response: { status: 401 } }, 1);
		injectFault({ response: { status: 200, body: '<html>Sign in</html>' } }, 1);
		expect((await reset()).received).toHaveLength(1);
		expect((await reset()).received).toHaveLength(1);
	});
});

describe('a request is sent again', () => {
	const fastTime = accelerateClock(20);

	const silences: Array<[string, Fault]> = [
		['no response came', { silent: true }],
		['a response trickled in for too long', { trickle: { perSecond: 50 } }],
	];
	it.each(silences)('where %s within the time of the option Timeout', async (_what, fault) => {
		injectFault(fault, 1);
		const outcome = await reset({ parameters: { options: { timeout: 6000 } } });
		expect(outcome.good).toMatchObject([{ success: true, alreadyEnded: false }]);
		const [pause, ...others] = pauses(outcome, fastTime);
		expect(others).toEqual([]);
		// The request may have been received late.
		expect(pause).toBeGreaterThan(4);
		expect(pause).toBeLessThan(25);
	});
});

describe('where a response was lost on the way', () => {
	it('a session that is unknown afterwards has ended, by this request or another', async () => {
		injectFault({ cut: 'after the work' }, 1);
		const { good, received } = await reset();
		expect(received.map(({ status }) => status)).toEqual([undefined, 404]);
		expect(good).toMatchObject([{ success: true, alreadyEnded: true }]);
	});

	it('a session that is unknown afterwards has ended, where it was to be deleted', async () => {
		injectFault({ cut: 'after the work' }, 1, /^DELETE/);
		const userId = { __rl: true, mode: 'username', value: 'jane.doe' };
		const { good } = await fixture.run('delete', [{ sessionId: JANE }], { parameters: { userId } });
		expect(good).toMatchObject([{ deleted: true, alreadyEnded: true }]);
	});

	it('an unknown session is still unknown, where PingOne had only refused to hurry', async () => {
		injectFault({ response: { status: 429 } }, 1);
		fixture.simulator.tenant.sessions.delete(JANE);
		const { run } = await reset();
		expect(run.data.resultData.error?.message).toContain('PingOne does not know session');
	});
});

describe('where the service says how long to wait', () => {
	it('it is left alone for so long', async () => {
		injectFault({ response: { status: 503, headers: { 'Retry-After': '20' } } }, 1);
		const outcome = await reset();
		expect(outcome.good).toHaveLength(1);
		const [pause] = pauses(outcome);
		expect(pause).toBeGreaterThan(19.9);
		expect(pause).toBeLessThan(40);
	});

	it.each(['61', '86400'])(
		'and that is over a minute (%s s), the request fails at once, each for itself',
		async (retryAfter) => {
			const items = seed(20);
			injectFault({ response: { status: 429, headers: { 'Retry-After': retryAfter } } });
			const { bad, received } = await fixture.reset(items, { onError: 'continueErrorOutput' });
			// Ten of them are an outage, in which the others are still tried.
			expect(received.map(({ path }) => path.slice(-36)).sort()).toEqual(
				items.map(({ sessionId }) => sessionId).sort(),
			);
			expect(bad).toHaveLength(20);
			for (const [index, { error }] of bad.entries()) {
				expect(error).toContain('PingOne rate limit reached (429)');
				expect(error).toContain(items[index].sessionId);
				expect(error).toContain(`PingOne asks to wait ${retryAfter} s.`);
				expect(error).not.toContain('not tried');
				expect(error).not.toContain('Tried ');
			}
		},
	);
});

describe('a service that is dead', () => {
	it('is given up after a minute of outage, every item told what is true of it', async () => {
		const HEALTHY = 20;
		const COUNT = 400;
		const items = seed(COUNT);
		const { received } = fixture.simulator;
		let diedAt = NaN;
		const dying = setInterval(() => {
			if (received.length < HEALTHY) return;
			clearInterval(dying);
			injectFault({ response: { status: 503 } });
			diedAt = time.at(performance.now());
		}, 1);
		// So that a minute is fewer requests than at full rate, as the simulation has it.
		const parameters = { options: { requestsPerSecond: 3 } };
		const outcome = await fixture.reset(items, { parameters, onError: 'continueErrorOutput' });
		const endedAt = time.at(performance.now());
		clearInterval(dying);
		const { good, bad } = outcome;

		const accounted = [...good, ...bad].map(({ pairedWith }) => Number(pairedWith));
		expect(accounted.sort((a, b) => a - b)).toEqual(items.map((_, number) => number));
		expect((endedAt - diedAt) / 1000).toBeGreaterThan(60);
		expect((endedAt - diedAt) / 1000).toBeLessThan(105);
		expect(good.length).toBeGreaterThanOrEqual(HEALTHY);
		expect(outcome.received.length - good.length).toBeLessThan(240);

		const tried = new Set(outcome.received.map(({ path }) => path.slice(-36)));
		let untried = 0;
		for (const { pairedWith, error } of bad) {
			const wasTried = tried.has(items[Number(pairedWith)].sessionId);
			if (!wasTried) untried += 1;
			expect(error).toContain(
				wasTried
					? 'PingOne could not carry out the request for session'
					: 'No request to 127.0.0.1',
			);
			expect(String(error).includes('was not tried')).toBe(!wasTried);
		}
		expect(untried).toBeGreaterThan(100);
	});

	it('and comes back in time is not given up', async () => {
		injectFault({ response: { status: 503 } }, 12);
		expect((await fixture.reset(seed(40))).good).toHaveLength(40);
	});
});

it('a failed item harms no other, and each output belongs to its input', async () => {
	const items = seed(300);
	const lost = new Set([3, 77, 150, 299]);
	for (const number of lost) fixture.simulator.tenant.sessions.delete(items[number].sessionId);
	injectFault({ response: { status: 429 } }, 10);
	injectFault({ cut: 'after the work' }, 5, new RegExp(items[40].sessionId));
	const { good, bad } = await fixture.reset(items, { onError: 'continueErrorOutput' });
	expect(bad.map(({ pairedWith }) => pairedWith)).toEqual([...lost]);
	const kept = items.map((_, number) => number).filter((number) => !lost.has(number));
	expect(good.map(({ pairedWith }) => pairedWith)).toEqual(kept);
	expect(good.map(({ sessionId }) => sessionId)).toEqual(
		kept.map((number) => items[number].sessionId),
	);
});

it('the time of day does not matter, whatever it jumps to', async () => {
	const { tenant } = fixture.simulator;
	const accessToken = tenant.tokens.issue(adminGrants(tenant), 86_400);
	const now = Date.now.bind(Date);
	let jump = 6 * 3_600_000;
	jest.spyOn(Date, 'now').mockImplementation(() => now() + (jump *= -1));
	injectFault({ response: { status: 503 } }, 3);
	const outcome = await fixture.reset(seed(30), { credential: { accessToken } });
	jest.restoreAllMocks();
	expect(outcome.good).toHaveLength(30);
	expect(Math.max(...pauses(outcome))).toBeLessThan(10);
});
