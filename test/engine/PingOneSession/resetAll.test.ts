import type { IDataObject } from 'n8n-workflow';
import { seededSessionId, seededId } from '../../../simulator/seed/seededIds';
import type { Session } from '../../../simulator/sessions/session';
import { EngineFixture, type RunOptions } from '../../support/engine/engineFixture';
import { respondWith } from '../../support/engine/pingOneUser';
import { accelerateClock } from '../../support/engine/acceleratedClock';

const JANE = { email: 'jane.doe@acme.example' };
const LUIS = { email: 'luis.ortega@acme.example' };
const FATIMA = { email: 'fatima.elsayed@acme.example' };
const JANES = [seededSessionId('jane.doe', 1), seededSessionId('jane.doe', 2)];

const fixture = EngineFixture.forEachTest();

accelerateClock();

async function resetAll(items: IDataObject[], options: object = {}, more: RunOptions = {}) {
	return await fixture.run('resetAll', items, {
		onError: 'continueErrorOutput',
		...more,
		parameters: {
			userId: { __rl: true, mode: 'email', value: '={{ $json.email }}' },
			options: { ...options },
			...more.parameters,
		},
	});
}

/** The sessions that came up for a reset, in order. */
function resets(received: Array<{ method: string; path: string }>): string[] {
	const posts = received.filter(({ method }) => method === 'POST');
	return posts.map(({ path }) => path.split('/').at(-1) ?? '');
}

/** Calls this for each matching request before the response. */
function onRequest(pattern: RegExp, act: () => void): void {
	const { received } = fixture.simulator;
	const push = received.push.bind(received);
	received.push = (request) => {
		if (pattern.test(`${request.method} ${request.path}`)) act();
		return push(request);
	};
}

function breakFromNowOn(on: RegExp, status: number, body: string | object = ''): void {
	fixture.simulator.faults.inject({ fault: { response: { status, body } }, on });
}

describe('a reset of all sessions of a user', () => {
	it('ends each, looks again, and says what it did', async () => {
		const { good, received } = await resetAll([JANE]);
		expect(good).toEqual([
			{
				success: true,
				environmentId: fixture.environmentId,
				userId: seededId('user jane.doe'),
				username: 'jane.doe',
				email: 'jane.doe@acme.example',
				sessionsFound: 2,
				sessionsReset: 2,
				alreadyEnded: 0,
				sessions: JANES.map((sessionId) => ({ sessionId, result: 'reset' })),
				resetAt: expect.any(String),
				pairedWith: 0,
			},
		]);
		expect(received.map(({ method }) => method)).toEqual(['GET', 'GET', 'POST', 'POST', 'GET']);
		const { sessions } = fixture.simulator.tenant;
		expect(JANES.some((id) => sessions.has(id))).toBe(false);
		expect(sessions.has(seededSessionId('amara.okafor'))).toBe(true);
	});

	it('of a user without one is a success with none', async () => {
		const { good } = await resetAll([FATIMA]);
		expect(good).toMatchObject([
			{ success: true, sessionsFound: 0, sessionsReset: 0, sessions: [] },
		]);
	});

	it('counts a session that has ended meanwhile as ended', async () => {
		const fault = { response: { status: 404, body: { code: 'NOT_FOUND' } } };
		fixture.simulator.faults.inject({ fault, on: new RegExp(`POST.*${JANES[0]}`), times: 1 });
		const { good } = await resetAll([JANE]);
		expect(good).toMatchObject([
			{
				sessionsReset: 1,
				alreadyEnded: 1,
				sessions: [{ result: 'alreadyEnded' }, { result: 'reset' }],
			},
		]);
	});

	it.each([
		['a comma-separated text', `, ${JANES[0].toUpperCase()} , ,`],
		['a list', [JANES[0]]],
	])('keeps the sessions that are excepted by %s', async (_what, exceptSessionIds) => {
		const { good, received } = await resetAll([{ ...JANE, keep: exceptSessionIds }], {
			exceptSessionIds: '={{ $json.keep }}',
		});
		expect(resets(received)).toEqual([JANES[1]]);
		expect(good).toMatchObject([
			{ sessionsFound: 2, sessionsReset: 1, sessions: [{ result: 'kept' }, { result: 'reset' }] },
		]);
	});

	it('keeps an excepted session, however PingOne writes its ID', async () => {
		const sessions = [{ id: JANES[0].toUpperCase() }];
		breakFromNowOn(/GET.*\/sessions$/, 200, { _links: {}, _embedded: { sessions } });
		const { good, received } = await resetAll([JANE], { exceptSessionIds: JANES[0] });
		expect(resets(received)).toEqual([]);
		expect(good).toMatchObject([{ sessionsFound: 1, sessionsReset: 0 }]);
	});

	it.each(['me', [42], { id: JANES[0] }, `${JANES[0]};${JANES[1]}`])(
		'ends nothing where the exception is %j',
		async (keep) => {
			const { bad, received } = await resetAll([{ ...JANE, keep }], {
				exceptSessionIds: '={{ $json.keep }}',
			});
			expect(received).toEqual([]);
			expect(bad[0].error).toMatch(/'Except Session IDs' is not a (valid UUID|text)/);
		},
	);

	it.each(['={{ $json.nothing }}', '={{ null }}', '={{ "" }}', '', ' ', '={{ " , " }}'])(
		'refuses an exception that comes to nothing: %j',
		async (exceptSessionIds) => {
			const { bad, received } = await resetAll([JANE], { exceptSessionIds });
			expect(received).toEqual([]);
			expect(bad[0].error).toContain("'Except Session IDs' is empty");
		},
	);

	it('takes a thousand exceptions at most', async () => {
		const keep = Array.from({ length: 1_001 }, () => JANES[0]);
		const options = { exceptSessionIds: '={{ $json.keep }}' };
		const { bad, received } = await resetAll([{ ...JANE, keep }], options);
		expect(received).toEqual([]);
		expect(bad[0].error).toContain("'Except Session IDs' has 1001 IDs");
		const { good } = await resetAll([{ ...JANE, keep: keep.slice(1) }], options);
		expect(good).toMatchObject([{ sessionsReset: 1 }]);
	});

	it('keeps no session if the list of exceptions is empty', async () => {
		const { good } = await resetAll([JANE], { exceptSessionIds: '={{ [] }}' });
		expect(good).toMatchObject([{ sessionsReset: 2 }]);
	});

	it('ends what has appeared since, in three rounds at most', async () => {
		const { sessions } = fixture.simulator.tenant;
		const model = sessions.get(JANES[0]) as Session;
		let count = 0;
		onRequest(/^GET .*\/sessions$/, () => {
			const id = seededId(`fresh ${count++}`);
			sessions.set(id, { ...model, id });
		});
		const { good, received } = await resetAll([JANE]);
		expect(received.filter(({ path }) => path.endsWith('/sessions'))).toHaveLength(3);
		expect(good).toMatchObject([{ sessionsFound: 5, sessionsReset: 5 }]);
	});

	it('looks once only, where it is told not to check again', async () => {
		const { received } = await resetAll([JANE], { checkAgain: false });
		expect(received.filter(({ path }) => path.endsWith('/sessions'))).toHaveLength(1);
	});

	it('does not reset again what was reset and is still listed', async () => {
		fixture.simulator.tenant.sessions.listsEnded = true;
		const { good, received } = await resetAll([JANE]);
		expect(resets(received)).toEqual(JANES);
		expect(good).toMatchObject([{ sessionsFound: 2, sessionsReset: 2 }]);
	});

	it('fails where some could not be ended, and says which were and which were not', async () => {
		const response = { status: 500, body: { code: 'UNEXPECTED_ERROR', message: 'Odd.' } };
		const on = new RegExp(`POST.*${JANES[0]}`);
		fixture.simulator.faults.inject({ fault: { response }, on });
		const { good, bad, received } = await resetAll([JANE, LUIS]);

		expect(resets(received)).toEqual(expect.arrayContaining(JANES));
		expect(good).toMatchObject([{ username: 'luis.ortega', sessionsReset: 2, pairedWith: 1 }]);
		expect(bad).toHaveLength(1);
		const { error } = bad[0];
		expect(error).toContain('1 of 2 sessions of "jane.doe" could not be ended');
		expect(error).toContain(`Ended: ${JANES[1]}. Not ended: "${JANES[0]}" (PingOne could not`);
		expect(error).toContain('PingOne said: UNEXPECTED_ERROR – Odd.');
	});

	it('says that none was ended, where none was', async () => {
		const response = { status: 500, body: '' };
		fixture.simulator.faults.inject({ fault: { response }, on: /POST/ });
		const { bad } = await resetAll([JANE]);
		expect(bad[0].error).toContain('2 of 2 sessions');
		expect(bad[0].error).toContain('Ended: none. Not ended: ');
	});

	it('fails as a list does, where the sessions cannot be listed', async () => {
		breakFromNowOn(/GET.*\/sessions$/, 503);
		const { bad } = await resetAll([JANE]);
		expect(bad[0].error).toContain('PingOne could not carry out the request for the sessions of');
	});

	it('names a user of whom PingOne tells only the ID by that', async () => {
		const id = seededId('user jane.doe');
		breakFromNowOn(/users\/[^/]+$/, 200, { id });
		breakFromNowOn(/POST/, 500);
		const userId = { __rl: true, mode: 'id', value: id };
		const { bad } = await resetAll([{}], {}, { parameters: { userId } });
		expect(bad[0].error).toContain(`2 of 2 sessions of ${id} could not be ended`);
	});

	it('says what was ended, where it cannot look again', async () => {
		onRequest(/^POST/, () => breakFromNowOn(/GET.*\/sessions$/, 503));
		const { bad } = await resetAll([JANE]);
		expect(bad[0].error).toContain('could not be listed again after they were ended');
		expect(bad[0].error).toContain(`Ended: ${JANES.join(', ')}.`);
	});

	it.each(['me', '../x', '', 7])(
		'never sends an ID that PingOne should not have: %j',
		async (id) => {
			respondWith(fixture, /GET.*\/sessions$/, 200, {
				_links: {},
				_embedded: { sessions: [{ id }] },
			});
			const { bad, received } = await resetAll([JANE]);
			expect(resets(received)).toEqual([]);
			expect(bad[0].error).toContain("'Session ID' is");
		},
	);

	it('looks a user up once, however many items name them', async () => {
		const { good, received } = await resetAll([JANE, LUIS, JANE, JANE]);
		const lookups = received.filter(({ path }) => path.includes('/users?'));
		expect(lookups).toHaveLength(2);
		expect(resets(received)).toHaveLength(4);
		expect(good.map(({ username, pairedWith }) => [username, pairedWith])).toEqual([
			['jane.doe', 0],
			['luis.ortega', 1],
			['jane.doe', 2],
			['jane.doe', 3],
		]);
	});

	it('looks a user up once for items with different options', async () => {
		const items = [
			{ ...JANE, keep: JANES[0] },
			{ ...JANE, keep: [] },
		];
		const { good, received } = await resetAll(items, { exceptSessionIds: '={{ $json.keep }}' });
		expect(received.filter(({ path }) => path.includes('/users?'))).toHaveLength(1);
		expect(new Set(resets(received))).toEqual(new Set(JANES));
		// In input order: the second item finds what the first one kept.
		expect(good.map(({ sessionsReset }) => sessionsReset)).toEqual([1, 1]);
	});

	it('acts on one user in input order, however the email is written', async () => {
		const items = [JANE, LUIS, { email: JANE.email.toUpperCase() }];
		fixture.simulator.faults.latencyMs = 20;
		const { good, received } = await resetAll(items, { checkAgain: false });
		expect(good.map(({ sessionsReset }) => sessionsReset)).toEqual([2, 2, 0]);
		const lookups = received.flatMap(({ path }, index) => (path.includes('/users?') ? index : []));
		// Luis is looked up while Jane's sessions are being ended; Jane again only afterwards.
		expect(lookups[1]).toBeLessThan(4);
		expect(lookups[2]).toBeGreaterThanOrEqual(4);
	});

	it('knows users of several environments apart in one run', async () => {
		const { tenant } = fixture.simulator;
		const elsewhere = [...tenant.environments.keys()][2];
		const { good, bad } = await resetAll([JANE, { ...JANE, environmentId: elsewhere }]);
		expect(good).toMatchObject([{ sessionsReset: 2, pairedWith: 0 }]);
		expect(bad).toMatchObject([{ number: 1, pairedWith: 1 }]);
		expect(bad[0].error).toContain(`No user in environment ${elsewhere} has the email`);
	});
});

it('items that name one user in several ways are run one after another', async () => {
	fixture.simulator.faults.latencyMs = 5;
	const names = [
		{ by: 'email', user: JANE.email },
		{ by: 'id', user: seededId('user jane.doe') },
	];
	const { good } = await resetAll(
		names,
		{},
		{
			parameters: { userId: '={{ { mode: $json.by, value: $json.user } }}' },
		},
	);
	expect(good.map(({ sessionsFound }) => sessionsFound)).toEqual([2, 0]);
});
