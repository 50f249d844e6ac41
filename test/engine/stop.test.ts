import { setTimeout as pause } from 'node:timers/promises';
import type { Breakage } from '../../sandbox/behaviour';
import { signInCrowd } from '../../sandbox/seed';
import { Company } from './company';

const MOST_SECONDS = 2;

let company: Company;
let items: Array<{ sessionId: string }>;

beforeEach(async () => {
	company = await Company.open();
	items = signInCrowd(company.standIn.tenant, 400).map((sessionId) => ({ sessionId }));
});

afterEach(async () => await company.close());

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
		const stop = new AbortController();
		const running = company.reset(items, { stop: stop.signal, onError: 'continueErrorOutput' });
		await until(() => received.length >= 30);
		if (breakage) behaviour.break({ breakage });
		const before = received.length;
		await until(() => received.length > before + 3);
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

async function until(condition: () => boolean): Promise<void> {
	while (!condition()) await pause(5);
}
