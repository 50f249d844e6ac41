import { storedToken, workerOf } from '../../nodes/shared/pingone/auth/worker';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IDataObject } from 'n8n-workflow';
import type { Fault } from '../../simulator/faults';
import { signInCrowd } from '../../simulator/seed/seed';
import { seededSessionId, seededId } from '../../simulator/seed/seededIds';
import { waitUntil } from '../support/waitUntil';
import { EngineFixture, type Outcome, type RunOptions } from '../support/engine/engineFixture';
import { accelerateClock } from '../support/engine/acceleratedClock';

const JANE = seededSessionId('jane.doe');
const CUSTOMERS_ID = seededId('environment Acme Customers');
const JANE_DOE = { __rl: true, mode: 'username', value: 'jane.doe' };
const GATEWAY_PAGE = '<html>Busy</html>';
const PINGONE_ERROR = { id: 'ref-1', code: 'UNEXPECTED_ERROR', message: 'Try again.' };
const MAX_ATTEMPTS = 10;

let fixture: EngineFixture;

beforeEach(async () => {
	fixture = await EngineFixture.open();
});

afterEach(async () => await fixture.close());

function injectFault(fault: Fault, on?: RegExp, times?: number): void {
	fixture.simulator.faults.inject({ fault, on, times });
}

const response = (status: number, headers?: Record<string, string>): Fault => ({
	response: { status, headers, body: GATEWAY_PAGE },
});

/** Adds this many users who are signed in. Returns their session IDs. */
function signIn(count: number): string[] {
	return signInCrowd(fixture.simulator.tenant, count);
}

const itemsOf = (ids: string[]) => ids.map((sessionId) => ({ sessionId }));

/** Returns this many IDs of sessions that do not exist. */
function unknownSessions(count: number): string[] {
	return Array.from({ length: count }, (_, index) => seededId(`no session ${index}`));
}

async function reset(items: IDataObject[], options: RunOptions = {}): Promise<Outcome> {
	const outcome = await fixture.reset(items, { onError: 'continueErrorOutput', ...options });
	const numbers = [...outcome.good, ...outcome.bad].map(({ pairedWith }) => Number(pairedWith));
	expect(numbers.sort((a, b) => a - b)).toEqual(items.map((_, number) => number));
	return outcome;
}

function expectReset(ids: string[], { good }: Outcome): void {
	const { sessions } = fixture.simulator.tenant;
	expect(ids.filter((id) => sessions.has(id))).toEqual([]);
	expect(good.map(({ sessionId }) => sessionId)).toEqual(ids);
	expect(good.filter(({ alreadyEnded }) => alreadyEnded)).toEqual([]);
}

const timesSent = ({ received }: Outcome, id: string) =>
	received.filter(({ path }) => path.endsWith(id)).length;

describe('an item without a response', () => {
	const time = accelerateClock(5);

	it('does not hold up 199 others until its Timeout, as the first of all', async () => {
		const ids = signIn(200);
		const { received, tenant } = fixture.simulator;
		injectFault({ silent: true }, new RegExp(ids[0]));
		const stop = new AbortController();
		const running = fixture.reset(itemsOf(ids), {
			stop: stop.signal,
			parameters: { options: { timeout: 90_000 } },
		});
		const [, ...healthy] = ids;
		await waitUntil(
			'199 sessions reset',
			() => received.length > 0 && healthy.every((id) => !tenant.sessions.has(id)),
			8_000,
			2,
		);
		const seconds = (time.at(performance.now()) - time.at(received[0].receivedAt)) / 1000;
		stop.abort();
		await running;
		// On a quiet machine it is less than eight: see scheduler.test.ts, on a virtual clock.
		expect(seconds).toBeLessThan(60);
		expect(tenant.sessions.has(ids[0])).toBe(true);
	});
});

/** A Timeout that suffices for a hundred requests on a busy machine while time is accelerated. */
const PATIENT = { timeout: 600_000 };

describe('items that always fail', () => {
	accelerateClock();

	it.each([1, 2, 3, 5])(
		'leave the places in flight to the others, at Max Concurrency %i',
		async (maxConcurrency) => {
			const ids = signIn(60 + maxConcurrency);
			const broken = ids.slice(0, maxConcurrency);
			injectFault(response(500), new RegExp(broken.join('|')));
			const parameters = { options: { ...PATIENT, maxConcurrency } };
			const outcome = await reset(itemsOf(ids), { parameters });
			expectReset(ids.slice(maxConcurrency), outcome);
			expect(outcome.bad).toHaveLength(maxConcurrency);
			for (const { error } of outcome.bad) expect(error).toContain('(500)');
			const inOrder = outcome.received.map(({ path }) => path);
			const firstRepeat = inOrder.findIndex((path, index) => inOrder.indexOf(path) < index);
			expect(firstRepeat).toBe(ids.length);
			for (const id of broken) {
				expect(timesSent(outcome, id)).toBeGreaterThan(1);
				expect(timesSent(outcome, id)).toBeLessThanOrEqual(MAX_ATTEMPTS);
			}
		},
	);
});

describe('many items that always fail', () => {
	accelerateClock();

	it('are one request where all of them name the same session', async () => {
		const ids = signIn(100);
		injectFault(response(500), new RegExp(JANE));
		const items = [...itemsOf(Array<string>(100).fill(JANE)), ...itemsOf(ids)];
		const outcome = await reset(items, { parameters: { options: PATIENT } });
		expectReset(ids, outcome);
		expect(outcome.bad).toHaveLength(100);
		expect(timesSent(outcome, JANE)).toBeLessThanOrEqual(MAX_ATTEMPTS);
	});

	it('do not hide 40 others behind 40 of an environment that is down', async () => {
		const ids = signIn(40);
		injectFault(response(503), new RegExp(CUSTOMERS_ID));
		const down = unknownSessions(40).map((sessionId) => ({
			sessionId,
			environmentId: CUSTOMERS_ID,
		}));
		const parameters = { options: { ...PATIENT, maxConcurrency: 15 } };
		const outcome = await reset([...down, ...itemsOf(ids)], { parameters });
		expectReset(ids, outcome);
		expect(outcome.bad).toHaveLength(40);
		// Fifteen may be in flight before ten have failed; from then on, it is by chance.
		const first = outcome.received.findIndex(({ path }) => !path.includes(CUSTOMERS_ID));
		expect(first).toBeLessThan(36);
	});
});

describe('an item', () => {
	const time = accelerateClock();

	for (const status of [429, 503]) {
		it.each([0, 30])(
			`that is told to wait for an hour (${status}) holds nobody: number %i of 60`,
			async (number) => {
				const ids = signIn(60);
				const id = ids[number];
				injectFault(response(status, { 'Retry-After': '3600' }), new RegExp(id));
				const startedAt = time.at(performance.now());
				const outcome = await reset(itemsOf(ids), { parameters: { options: PATIENT } });
				const seconds = (time.at(performance.now()) - startedAt) / 1000;
				// An hour is what it is told to wait; the seconds are tested on a virtual clock.
				expect(seconds).toBeLessThan(1_200);
				expectReset(
					ids.filter((other) => other !== id),
					outcome,
				);
				expect(outcome.bad).toHaveLength(1);
				expect(outcome.bad[0].error).toContain(`(${status})`);
				expect(outcome.bad[0].error).toContain('PingOne asks to wait 3600 s.');
				expect(timesSent(outcome, id)).toBe(1);
			},
		);
	}
});

describe('an unknown session', () => {
	accelerateClock();

	it.each([502, 503, 504])(
		"is unknown also after a gateway's %i, which says nothing of PingOne",
		async (status) => {
			fixture.simulator.tenant.sessions.delete(JANE);
			injectFault(response(status), undefined, 1);
			const { bad, received } = await reset(itemsOf([JANE]));
			expect(received.map(({ status }) => status)).toEqual([status, 404]);
			expect(bad[0].error).toContain(`PingOne does not know session ${JANE}`);
		},
	);

	it("counts as ended after PingOne's own 500", async () => {
		fixture.simulator.tenant.sessions.delete(JANE);
		injectFault({ response: { status: 500, body: PINGONE_ERROR } }, undefined, 1);
		const { good, received } = await reset(itemsOf([JANE]));
		expect(received.map(({ status }) => status)).toEqual([500, 404]);
		expect(good).toMatchObject([{ success: true, alreadyEnded: true }]);
	});
});

describe('a token that is dead', () => {
	accelerateClock();

	/** Checks that each item was sent, or says that it was not. */
	function expectHonest({ bad, received }: Outcome, ids: string[]): void {
		const tried = new Set(received.map(({ path }) => path.slice(-JANE.length)));
		for (const { error, pairedWith } of bad) {
			expect(error).toContain('PingOne does not accept the access token');
			const wasTried = tried.has(ids[Number(pairedWith)]);
			expect(String(error).includes('This item was not tried.')).toBe(!wasTried);
		}
	}

	it('costs one request at the start', async () => {
		const ids = signIn(300);
		const accessToken = fixture.simulator.tenant.tokens.issue([], 0);
		const outcome = await reset(itemsOf(ids), { credential: { accessToken } });
		expect(outcome.received).toHaveLength(1);
		expect(outcome.bad).toHaveLength(300);
		expectHonest(outcome, ids);
	});

	it('costs no more requests than are in flight when it dies under way', async () => {
		const ids = signIn(500);
		const { received, tenant, faults } = fixture.simulator;
		faults.latencyMs = 2;
		const dying = setInterval(() => {
			if (received.length < 100) return;
			clearInterval(dying);
			tenant.tokens.expireAll();
		}, 1);
		const maxConcurrency = 7;
		const outcome = await reset(itemsOf(ids), { parameters: { options: { maxConcurrency } } });
		clearInterval(dying);
		const refused = outcome.received.filter(({ status }) => status === 401).length;
		expect(refused).toBeGreaterThan(0);
		expect(refused).toBeLessThanOrEqual(maxConcurrency);
		expect(outcome.received).toHaveLength(outcome.good.length + refused);
		expect(outcome.bad.length).toBeGreaterThan(300);
		expectHonest(outcome, ids);
	});

	it('costs two requests where a worker application gets no better one', async () => {
		await fixture.close();
		fixture = await EngineFixture.open('worker');
		const ids = signIn(1_000);
		injectFault({ response: { status: 401, body: { code: 'ACCESS_FAILED' } } }, /sessions/);
		const worker = workerOf({
			authentication: 'header',
			...fixture.credentials().pingOneWorkerApi,
		});
		const accessToken = storedToken(worker, 'expired');
		const outcome = await reset(itemsOf(ids), { credential: { accessToken } });
		expect(outcome.received).toHaveLength(2);
		expect(outcome.tokenCalls).toBe(1);
		expect(outcome.bad).toHaveLength(1_000);
		expectHonest(outcome, ids);
	});
});

describe('two tickets that name one session', () => {
	accelerateClock(20);

	const TICKETS = ['INC-1', 'INC-2'];
	const items = TICKETS.map((ticket) => ({ sessionId: JANE, ticket }));
	const transactionId = '={{ $json.ticket }}';

	/** The tickets in PingOne's audit trail. */
	const audited = ({ received }: Outcome, method: string) =>
		received
			.filter((request) => request.method === method)
			.map(({ headers }) => headers['x-ping-external-transaction-id']);

	it.each(['fail', 'succeed'])(
		'are both sent, and both succeed, whatever is to happen to unknown sessions: %s',
		async (notFound) => {
			const parameters = { options: { transactionId, notFound } };
			const outcome = await reset(items, { parameters });
			expect(audited(outcome, 'POST')).toEqual(TICKETS);
			expect(outcome.received.map(({ status }) => status)).toEqual([204, 404]);
			expect(outcome.good).toMatchObject([
				{ success: true, alreadyEnded: false },
				{ success: true, alreadyEnded: true },
			]);
		},
	);

	it('both succeed also where the second hears first that there is no session', async () => {
		injectFault({ lateMs: 250 }, /sessions/, 1);
		const outcome = await reset(items, { parameters: { options: { transactionId } } });
		expect(audited(outcome, 'POST')).toEqual(TICKETS);
		expect(outcome.good).toMatchObject([{ alreadyEnded: false }, { alreadyEnded: true }]);
		expect(outcome.good).toMatchObject([{ resetAt: expect.any(String) }, { resetAt: null }]);
	});

	it.each([0, 250])('both delete it, also where the first response takes %i ms', async (lateMs) => {
		injectFault({ lateMs }, /^DELETE/, 1);
		const outcome = await fixture.run('delete', items, {
			onError: 'continueErrorOutput',
			parameters: { userId: JANE_DOE, options: { transactionId } },
		});
		expect(audited(outcome, 'DELETE')).toEqual(TICKETS);
		expect(outcome.good).toMatchObject([
			{ deleted: true, alreadyEnded: false },
			{ deleted: true, alreadyEnded: true },
		]);
	});

	it('fail both where the session was never there', async () => {
		fixture.simulator.tenant.sessions.delete(JANE);
		const outcome = await reset(items, { parameters: { options: { transactionId } } });
		expect(outcome.bad).toHaveLength(2);
		for (const { error } of outcome.bad) expect(error).toContain('PingOne does not know session');
	});

	it('are one request where nothing differs in what is sent, and two where the timeout does', async () => {
		const parameters = { options: { timeout: '={{ $json.timeout }}' } };
		const same = await reset(
			[1, 2].map(() => ({ sessionId: JANE, timeout: 30_000 })),
			{ parameters },
		);
		expect(same.received).toHaveLength(1);
		expect(same.good).toMatchObject([{ alreadyEnded: false }, { alreadyEnded: false }]);

		const [sessionId] = signIn(1);
		const other = await reset(
			[20_000, 30_000].map((timeout) => ({ sessionId, timeout })),
			{ parameters },
		);
		expect(other.received).toHaveLength(2);
		expect(other.good).toMatchObject([{ alreadyEnded: false }, { alreadyEnded: true }]);
	});
});

describe('what is wrong for all', () => {
	accelerateClock();

	const STARTED = 'http.client.request.start';

	/** Counts the requests that this process started during a run, including those that failed. */
	async function counted(run: () => Promise<Outcome>): Promise<[number, Outcome]> {
		let started = 0;
		const count = () => (started += 1);
		subscribe(STARTED, count);
		const outcome = await run();
		unsubscribe(STARTED, count);
		return [started, outcome];
	}

	it.each([
		['an unknown host', () => 'https://no-such-host.invalid', 'There is no host named'],
		[
			'a host that does not prove its identity',
			() => fixture.simulator.apiPath.replace('http:', 'https:'),
			'is not trusted, so nothing was sent',
		],
	])('costs one attempt, and every item says why: %s', async (_what, address, why) => {
		const ids = signIn(200);
		const [started, { bad }] = await counted(
			async () => await reset(itemsOf(ids), { credential: { apiPath: address() } }),
		);
		expect(started).toBe(1);
		expect(bad).toHaveLength(200);
		for (const [number, { error }] of bad.entries()) {
			expect(error).toContain(why);
			expect(String(error).includes('This item was not tried.')).toBe(number > 0);
		}
	});

	it('costs one attempt, and every item says why: a token endpoint that refuses', async () => {
		await fixture.close();
		fixture = await EngineFixture.open('worker');
		const ids = signIn(200);
		const { bad, received, tokenCalls } = await reset(itemsOf(ids), {
			credential: { clientSecret: 'wrong' },
		});
		expect(tokenCalls).toBe(1);
		expect(received).toEqual([]);
		for (const [number, { error }] of bad.entries()) {
			expect(error).toContain('No access token: ');
			expect(error).toContain("'Client Secret'");
			expect(String(error).includes('This item was not tried.')).toBe(number > 0);
		}
	});
});
