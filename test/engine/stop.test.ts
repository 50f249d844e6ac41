import { setTimeout as pause } from 'node:timers/promises';
import type { Breakage } from '../../sandbox/behaviour';
import { signInCrowd } from '../../sandbox/seed';
import { until } from '../../sandbox/until';
import { Company } from './company';

const MOST_SECONDS = 2;
const STARTED_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 5;
const HELD_UP_WITHIN_MS = 500;

let company: Company;
let items: Array<{ sessionId: string }>;
let stop: AbortController;

beforeEach(async () => {
	company = await Company.open();
	stop = new AbortController();
	items = signInCrowd(company.standIn.tenant, 400).map((sessionId) => ({ sessionId }));
});

afterEach(async () => {
	stop.abort();
	await company.close();
});

const situations: Array<[string, Breakage | undefined]> = [
	['while requests get through', undefined],
	['while an answer is waited for', { silent: true }],
	['while an answer trickles in', { trickle: { perSecond: 20 } }],
	[
		'while all wait as they were told to',
		{ answer: { status: 429, headers: { 'Retry-After': '30' } } },
	],
	['while all are tried again', { answer: { status: 503 } }],
];

describe('Stop in the editor', () => {
	it.each(situations)('ends it within two seconds, %s', async (_when, breakage) => {
		const { received, behaviour } = company.standIn;
		const running = company.reset(items, { stop: stop.signal, onError: 'continueErrorOutput' });
		await until('thirty requests', () => received.length >= 30, STARTED_WITHIN_MS, LOOK_EVERY_MS);
		if (breakage) {
			behaviour.break({ breakage });
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
