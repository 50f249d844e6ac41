import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../../simulator/faults';
import { signInCrowd } from '../../simulator/seed/seed';
import { waitUntil } from '../support/waitUntil';
import { EngineFixture } from '../support/engine/engineFixture';

const MOST_SECONDS = 2;
const STARTED_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 5;
const HELD_UP_WITHIN_MS = 500;

let fixture: EngineFixture;
let items: Array<{ sessionId: string }>;
let stop: AbortController;

beforeEach(async () => {
	fixture = await EngineFixture.open();
	stop = new AbortController();
	items = signInCrowd(fixture.simulator.tenant, 400).map((sessionId) => ({ sessionId }));
});

afterEach(async () => {
	stop.abort();
	await fixture.close();
});

const situations: Array<[string, Fault | undefined]> = [
	['while requests get through', undefined],
	['while a response is waited for', { silent: true }],
	['while a response trickles in', { trickle: { perSecond: 20 } }],
	[
		'while all wait as they were told to',
		{ response: { status: 429, headers: { 'Retry-After': '30' } } },
	],
	['while all are tried again', { response: { status: 503 } }],
];

describe('Stop in the editor', () => {
	it.each(situations)('ends it within two seconds, %s', async (_when, fault) => {
		const { received, faults } = fixture.simulator;
		const running = fixture.reset(items, { stop: stop.signal, onError: 'continueErrorOutput' });
		await waitUntil(
			'thirty requests',
			() => received.length >= 30,
			STARTED_WITHIN_MS,
			LOOK_EVERY_MS,
		);
		if (fault) {
			faults.inject({ fault });
			// Until it holds up all of them.
			await pause(HELD_UP_WITHIN_MS);
		}
		stop.abort();
		const stoppedAt = performance.now();
		const { run } = await running;

		expect((performance.now() - stoppedAt) / 1000).toBeLessThan(MOST_SECONDS);
		expect(run.status).not.toBe('success');
		// What was on its way may still arrive.
		await pause(MOST_SECONDS * 1000);
		const sent = received.length;
		expect(sent).toBeLessThan(items.length);
		await pause(1_500);
		expect(received.length).toBe(sent);
	});
});
