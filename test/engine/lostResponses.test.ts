import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import dns from 'node:dns';
import type { Socket } from 'node:net';
import { seededSessionId, seededId } from '../../simulator/seed/seededIds';
import { PingOneSimulator } from '../../simulator/simulator';
import { waitUntil } from '../support/waitUntil';
import { EngineFixture, type RunOptions } from '../support/engine/engineFixture';
import { accelerateClock } from '../support/engine/acceleratedClock';

const JANE = seededSessionId('jane.doe');
const TIMES_AS_FAST = 20;
const SEEN_WITHIN_MS = 5_000;
const CLOSED_WITHIN_MS = 1_000;
const LOOK_EVERY_MS = 5;

const fixture = EngineFixture.forEachTest();

const time = accelerateClock(TIMES_AS_FAST);

async function run(operation: string, { parameters, ...more }: RunOptions = {}) {
	return await fixture.run(operation, [{ sessionId: JANE }], {
		onError: 'continueErrorOutput',
		...more,
		parameters: {
			userId: { __rl: true, mode: 'id', value: seededId('user jane.doe') },
			...parameters,
		},
	});
}

/** Subscribes to one of Node.js's diagnostics channels. @returns a function that unsubscribes. */
function subscribeTo(channel: string, act: (message: unknown) => void): () => void {
	subscribe(channel, act);
	return () => unsubscribe(channel, act);
}

describe('a 404 after a response that was lost', () => {
	it.each(['reset', 'delete'])(
		'of a %s is not taken for done where it is not PingOne that says so',
		async (operation) => {
			const { faults, tenant } = fixture.simulator;
			const on = operation === 'reset' ? /^POST/ : /^DELETE/;
			faults.inject({ fault: { cut: 'before the work' }, on, times: 1 });
			faults.inject({
				fault: { response: { status: 404, body: '<html>Sign in</html>' } },
				on,
				times: 1,
			});
			const { good, bad, received } = await run(operation);

			expect(received.filter(({ method }) => method !== 'GET')).toHaveLength(2);
			expect(good).toEqual([]);
			expect(bad).toHaveLength(1);
			expect(tenant.sessions.has(JANE)).toBe(true);
		},
	);

	it('says nothing of a request that found nobody listening', async () => {
		const absent = await PingOneSimulator.start();
		const { apiPath } = absent;
		await absent.stop();
		time.skipsWaits = false;
		const attempts: unknown[] = [];
		const unsubscribe = subscribeTo('net.client.socket', (message) => attempts.push(message));
		const running = run('reset', { credential: { apiPath } });
		await waitUntil('attempt', () => attempts.length > 0, SEEN_WITHIN_MS, LOOK_EVERY_MS);
		await new Promise((resolve) => setTimeout(resolve, 20));
		const present = await PingOneSimulator.start({ port: Number(new URL(apiPath).port) });
		present.faults.inject({ fault: { response: { status: 404, body: { code: 'NOT_FOUND' } } } });
		const { good, bad } = await running;
		unsubscribe();
		const { received } = present;
		await present.stop();

		expect(received).toHaveLength(1);
		expect(good).toEqual([]);
		expect(bad[0].error).toContain('(404)');
	});
});

describe('a request is sent again', () => {
	it('where the name of the host could not be looked up for a moment', async () => {
		const lookUp = jest.spyOn(dns, 'lookup').mockImplementationOnce(((
			_host: string,
			_options: object,
			done: (error: Error) => void,
		) => {
			done(Object.assign(new Error('getaddrinfo EAI_AGAIN'), { code: 'EAI_AGAIN' }));
		}) as typeof dns.lookup);
		const apiPath = fixture.simulator.apiPath.replace('127.0.0.1', 'localhost');
		const { good } = await run('reset', { credential: { apiPath } });
		expect(lookUp).toHaveBeenCalledTimes(2);
		lookUp.mockRestore();
		expect(good).toMatchObject([{ success: true }]);
	});

	it.each([505, 507, 520, 522, 529, 599])('after %i', async (status) => {
		const fault = { response: { status, body: '<html>Busy</html>' } };
		fixture.simulator.faults.inject({ fault, times: 1 });
		const { good, received } = await run('reset');
		expect(received).toHaveLength(2);
		expect(good).toMatchObject([{ success: true }]);
	});
});

describe('the option Timeout', () => {
	it('ends an attempt sooner than without it', async () => {
		fixture.simulator.faults.inject({ fault: { silent: true }, times: 1 });
		const { good, received } = await run('reset', { parameters: { options: { timeout: 4_000 } } });
		expect(good).toHaveLength(1);
		expect(received).toHaveLength(2);
		const pauseMs = time.at(received[1].receivedAt) - time.at(received[0].receivedAt);
		expect(pauseMs).toBeGreaterThan(2_000);
		// The default is 30 s; a second at most is waited before the next attempt.
		expect(pauseMs).toBeLessThan(20_000);
	});
});

describe('the option Timeout', () => {
	const FASTER = 60;
	accelerateClock(FASTER);

	it('gives a slow service longer than without it', async () => {
		// The default is 30 s.
		fixture.simulator.faults.latencyMs = 33_000 / FASTER;
		const { good, received } = await run('reset', {
			parameters: { options: { timeout: 120_000 } },
		});
		expect(good).toHaveLength(1);
		expect(received).toHaveLength(1);
	});
});

it('a response that nobody waits for any more is not received any longer', async () => {
	const sockets: Socket[] = [];
	const unsubscribe = subscribeTo('http.server.request.start', (message) => {
		sockets.push((message as { socket: Socket }).socket);
	});
	fixture.simulator.faults.inject({ fault: { trickle: { perSecond: 50 } }, times: 1 });
	const { good } = await run('reset', { parameters: { options: { timeout: 4_000 } } });
	unsubscribe();
	expect(good).toHaveLength(1);
	expect(sockets).toHaveLength(2);
	await waitUntil(
		'end of the connection',
		() => sockets[0].destroyed,
		CLOSED_WITHIN_MS,
		LOOK_EVERY_MS,
	);
});
