import { adminGrants, seededSessionId, signInCrowd } from '../../sandbox/seed';
import type { Breakage } from '../../sandbox/behaviour';
import { StandIn } from '../../sandbox/standIn';
import { Company, type Outcome, type RunOptions } from './company';
import { hasten } from './haste';

const JANE = seededSessionId('jane.doe');
const TIMES_AS_FAST = 20;

let company: Company;

beforeEach(async () => {
	company = await Company.open();
});

afterEach(async () => await company.close());
hasten(TIMES_AS_FAST);

const reset = async (options?: RunOptions) => await company.reset([{ sessionId: JANE }], options);

function breakSome(breakage: Breakage, times?: number, on?: RegExp): void {
	company.standIn.behaviour.break({ breakage, times, on });
}

/** So many sessions more. */
function seed(count: number): Array<{ sessionId: string }> {
	return signInCrowd(company.standIn.tenant, count).map((sessionId) => ({ sessionId }));
}

/** Between the requests, in seconds of the node's time. */
function pauses({ received }: Outcome): number[] {
	const times = received.map(({ receivedAt }) => (receivedAt * TIMES_AS_FAST) / 1000);
	return times.slice(1).map((time, index) => time - times[index]);
}

describe('a request is sent again', () => {
	it.each([408, 429, 500, 502, 503, 504])('after %i', async (status) => {
		breakSome({ answer: { status, body: '<html>Busy</html>' } }, 2);
		const { good, received } = await reset();
		expect(received).toHaveLength(3);
		expect(good).toMatchObject([{ success: true, alreadyEnded: false }]);
		expect(company.standIn.tenant.sessions.has(JANE)).toBe(false);
	});

	const silences: Array<[string, Breakage]> = [
		['the connection was cut before the work', { cut: 'before the work' }],
		['no answer came in time', { silent: true }],
		['an answer trickled in for too long', { trickle: { perSecond: 50 } }],
	];
	it.each(silences)('where %s', async (_what, breakage) => {
		breakSome(breakage, 1);
		const { good, received } = await reset();
		expect(received).toHaveLength(2);
		expect(good).toMatchObject([{ success: true, alreadyEnded: false }]);
	});

	it('where nothing listened for a while', async () => {
		const absent = await StandIn.start();
		const { apiPath } = absent;
		await absent.stop();
		const running = reset({ credential: { apiPath } });
		await new Promise((resolve) => setTimeout(resolve, 100));
		const standIn = await StandIn.start({ port: Number(new URL(apiPath).port) });
		const { run } = await running;
		// It does not know the token of another stand-in.
		expect(run.data.resultData.error?.message).toContain('does not accept the access token');
		await standIn.stop();
	});

	it.each([400, 403, 404, 409, 415, 302])('but not after %i', async (status) => {
		breakSome({ answer: { status, body: { code: 'ODD' } } });
		const { received, run } = await reset();
		expect(received).toHaveLength(1);
		expect(run.status).toBe('error');
	});

	it('but not where the token is refused, or a sign-in page came', async () => {
		breakSome({ answer: { status: 401 } }, 1);
		breakSome({ answer: { status: 200, body: '<html>Sign in</html>' } }, 1);
		expect((await reset()).received).toHaveLength(1);
		expect((await reset()).received).toHaveLength(1);
	});

	it('ten times at most, while others get through', async () => {
		breakSome({ answer: { status: 500 } }, undefined, new RegExp(JANE));
		const { bad, good, received } = await company.reset([{ sessionId: JANE }, ...seed(700)], {
			onError: 'continueErrorOutput',
			// Waits at most 151 s between its attempts, while the others take 175 s.
			parameters: { options: { requestsPerSecond: 4, maxConcurrency: 5 } },
		});
		const tried = received.filter(({ path }) => path.includes(JANE)).length;
		expect(tried).toBe(10);
		expect(good).toHaveLength(700);
		expect(bad).toHaveLength(1);
		expect(bad[0].error).toContain('(500) [item 0]. Tried 10 times. ');
	});
});

describe('where an answer was lost on the way', () => {
	it('a session that is unknown afterwards has been reset', async () => {
		breakSome({ cut: 'after the work' }, 1);
		const { good, received } = await reset();
		expect(received.map(({ answered }) => answered)).toEqual([undefined, 404]);
		expect(good).toMatchObject([{ success: true, alreadyEnded: false }]);
	});

	it('a session that is unknown afterwards has been deleted', async () => {
		breakSome({ cut: 'after the work' }, 1, /^DELETE/);
		const userId = { __rl: true, mode: 'username', value: 'jane.doe' };
		const { good } = await company.run('delete', [{ sessionId: JANE }], { parameters: { userId } });
		expect(good).toMatchObject([{ deleted: true }]);
	});

	it('an unknown session is still unknown, where PingOne had only refused to hurry', async () => {
		breakSome({ answer: { status: 429 } }, 1);
		company.standIn.tenant.sessions.delete(JANE);
		const { run } = await reset();
		expect(run.data.resultData.error?.message).toContain('PingOne does not know session');
	});
});

describe('where the service says how long to wait', () => {
	const dated = (at: string, now?: string) => ({ 'Retry-After': at, ...(now && { Date: now }) });
	const NOON = 'Mon, 23 Nov 2026 12:00:00 GMT';

	it.each([
		['in seconds', { 'Retry-After': '20' }],
		[
			'by a date, its clock being years ahead',
			dated('Fri, 23 Nov 2035 12:00:20 GMT', 'Fri, 23 Nov 2035 12:00:00 GMT'),
		],
		[
			'by a date, its clock being slow',
			dated('Sun, 01 Jan 2017 00:00:20 GMT', 'Sun, 01 Jan 2017 00:00:00 GMT'),
		],
	])('%s, it is left alone for so long', async (_how, headers) => {
		breakSome({ answer: { status: 503, headers } }, 1);
		const outcome = await reset();
		expect(outcome.good).toHaveLength(1);
		const [pause] = pauses(outcome);
		expect(pause).toBeGreaterThan(19);
		expect(pause).toBeLessThan(26);
	});

	it('by a date alone, it is left alone until then', async () => {
		const until = new Date(Date.now() + 3_000);
		const headers = { 'Retry-After': until.toUTCString(), Date: '' };
		breakSome({ answer: { status: 429, headers } }, 1);
		const [pause] = pauses(await reset());
		expect(pause).toBeGreaterThan(0.5);
		expect(pause).toBeLessThan(4);
	});

	it.each(['-5', '0', '1.5', 'soon', '', '20 s', 'Tue, 99 Foo 2026 99:99:99 GMT'])(
		'as %j, which is no time, the wait is as without it',
		async (retryAfter) => {
			const chance = jest.spyOn(Math, 'random').mockReturnValue(0.9);
			breakSome({ answer: { status: 429, headers: dated(retryAfter, NOON) } }, 1);
			const outcome = await reset();
			chance.mockRestore();
			expect(outcome.good).toHaveLength(1);
			expect(pauses(outcome)[0]).toBeGreaterThan(0.8);
			expect(pauses(outcome)[0]).toBeLessThan(4);
		},
	);

	it('every request waits, not only the refused one', async () => {
		const items = seed(500);
		const headers = { 'Retry-After': '30' };
		breakSome({ answer: { status: 429, headers } }, 1, new RegExp(items[100].sessionId));
		const outcome = await company.reset(items);
		expect(outcome.good).toHaveLength(500);
		const waits = pauses(outcome);
		expect(waits.filter((pause) => pause > 25)).toHaveLength(1);
		const sentAfterwards = waits.length - waits.findIndex((pause) => pause > 25);
		expect(sentAfterwards).toBeGreaterThan(100);
	});

	it.each(['86400', '99999999999999999999'])('as %s s, nobody waits for it', async (retryAfter) => {
		breakSome({ answer: { status: 429, headers: { 'Retry-After': retryAfter } } });
		const { bad, received } = await company.reset(seed(50), { onError: 'continueErrorOutput' });
		expect(received).toHaveLength(1);
		expect(bad).toHaveLength(50);
		expect(bad[0].error).toContain('PingOne takes no more requests for now (429)');
		expect(bad[1].error).toContain('Nothing gets through to 127.0.0.1');
		expect(bad[1].error).toMatch(/It asks to be left alone for \d+ s\./);
	});
});

describe('a service that is dead', () => {
	const deaths: Array<[string, Breakage]> = [
		['fails', { answer: { status: 503 } }],
		['cuts every connection', { cut: 'before the work' }],
		['says nothing', { silent: true }],
		['refuses for ever', { answer: { status: 429, headers: { 'Retry-After': '1' } } }],
	];
	it.each(deaths)(
		'and %s is given up after a minute, every item told so',
		async (_how, breakage) => {
			const { received } = company.standIn;
			const items = seed(500);
			const dying = setInterval(() => {
				if (received.length < 150) return;
				clearInterval(dying);
				breakSome(breakage);
			}, 1);
			const outcome = await company.reset(items, { onError: 'continueErrorOutput' });
			const ended = (performance.now() * TIMES_AS_FAST) / 1000;
			clearInterval(dying);
			const last = outcome.received.filter(({ answered }) => answered === 204).pop()!;

			const { good, bad } = outcome;
			expect(good.length).toBeGreaterThan(50);
			expect(good.length + bad.length).toBe(500);
			const accounted = [...good, ...bad].map(({ pairedWith }) => Number(pairedWith));
			expect(accounted.sort((a, b) => a - b)).toEqual(items.map((_, number) => number));
			expect(ended - (last.receivedAt * TIMES_AS_FAST) / 1000).toBeLessThan(120);
			const untried = bad.filter(({ error }) => String(error).includes('was not tried'));
			expect(untried.length).toBeGreaterThan(bad.length / 3);
		},
	);

	it('and comes back in time is not given up', async () => {
		breakSome({ answer: { status: 503 } }, 6);
		expect((await company.reset(seed(40))).good).toHaveLength(40);
	});
});

it('a failed item harms no other, and each output belongs to its input', async () => {
	const items = seed(300);
	const lost = new Set([3, 77, 150, 299]);
	for (const number of lost) company.standIn.tenant.sessions.delete(items[number].sessionId);
	breakSome({ answer: { status: 429 } }, 10);
	breakSome({ cut: 'after the work' }, 5, new RegExp(items[40].sessionId));
	const { good, bad } = await company.reset(items, { onError: 'continueErrorOutput' });
	expect(bad.map(({ pairedWith }) => pairedWith)).toEqual([...lost]);
	const kept = items.map((_, number) => number).filter((number) => !lost.has(number));
	expect(good.map(({ pairedWith }) => pairedWith)).toEqual(kept);
	expect(good.map(({ sessionId }) => sessionId)).toEqual(
		kept.map((number) => items[number].sessionId),
	);
});

it('the time of day does not matter, whatever it jumps to', async () => {
	const { tenant } = company.standIn;
	const accessToken = tenant.issueToken(adminGrants(tenant), 86_400);
	const now = Date.now.bind(Date);
	let jump = 6 * 3_600_000;
	jest.spyOn(Date, 'now').mockImplementation(() => now() + (jump *= -1));
	breakSome({ answer: { status: 503 } }, 3);
	const outcome = await company.reset(seed(30), { credential: { accessToken } });
	expect(outcome.good).toHaveLength(30);
	expect(Math.max(...pauses(outcome))).toBeLessThan(10);
});
