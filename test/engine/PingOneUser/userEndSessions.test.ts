import type { INodeParameters } from 'n8n-workflow';
import { seededPassword } from '../../../simulator/seed/seed';
import { seededSessionId, seededUserId } from '../../../simulator/seed/seededIds';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { EngineFixture } from '../../support/engine/engineFixture';
import {
	respondWith,
	changesIn,
	JANE,
	LUIS,
	runUserOperation,
	sessionsOf,
	userIn,
} from '../../support/engine/pingOneUser';

const ID = seededUserId('jane.doe');
const [FIRST, SECOND] = [seededSessionId('jane.doe', 1), seededSessionId('jane.doe', 2)];
const PASSWORD = { password: 'Correct-Horse-7' };
const LOGOUT = 'application/vnd.pingidentity.sso.session.logout';

const NO_ROLE = { code: 'ACCESS_FAILED', message: 'No access' };

/** Operations that end sessions: name, default of End Sessions, text in the error, and own request. */
const ENDING: Array<[string, boolean, string, RegExp]> = [
	['disable', true, 'was disabled', /^PUT .*enabled/],
	['lock', true, 'was locked', /^POST .*users\/[^/]+$/],
	['setPassword', true, 'has another password now', /^PUT .*password/],
	['removePassword', true, 'has no password any more', /^PUT .*password/],
	['forcePasswordChange', false, 'must change the password', /^POST .*password/],
];

const fixture = EngineFixture.forEachTest();

accelerateClock();

async function run(operation: string, parameters: INodeParameters = {}, items = [JANE]) {
	return await runUserOperation(fixture, operation, items, { ...PASSWORD, ...parameters });
}

describe.each(ENDING)('%s', (operation, byDefault, done, ownCall) => {
	it(`ends the sessions by default: ${byDefault}`, async () => {
		const { good } = await run(operation);
		expect(sessionsOf(fixture, 'jane.doe')).toBe(byDefault ? 0 : 2);
		expect('sessionsFound' in good[0]).toBe(byDefault);
	});

	it('ends them after its own step, and looks again', async () => {
		const { good, received } = await run(operation, { endSessions: true });
		expect(good).toMatchObject([
			{ success: true, changed: true, sessionsFound: 2, sessionsReset: 2, alreadyEnded: 0 },
		]);
		const changes = received.filter(({ method }) => method !== 'GET');
		expect(`${changes[0].method} ${changes[0].path}`).toMatch(ownCall);
		expect(changesIn(received).slice(1)).toEqual(
			[FIRST, SECOND].map((id) => `POST sessions/${id} ${LOGOUT}`),
		);
		const lists = received.filter(({ path }) => path.endsWith(`${ID}/sessions`));
		expect(lists).toHaveLength(2);
		expect(received.indexOf(lists[0])).toBeGreaterThan(received.indexOf(changes[0]));
	});

	it.each([false, '={{ "false" }}', '={{ " FALSE " }}'])(
		'ends none where End Sessions is %j',
		async (endSessions) => {
			const { good, received } = await run(operation, { endSessions });
			expect(received.some(({ path }) => path.includes('sessions'))).toBe(false);
			expect(sessionsOf(fixture, 'jane.doe')).toBe(2);
			expect(good[0]).not.toHaveProperty('sessionsFound');
		},
	);

	it.each(['={{ $json.nothing }}', '={{ "yes" }}', '={{ 0 }}'])(
		'sends nothing where End Sessions is %j',
		async (endSessions) => {
			const { bad, received } = await run(operation, { endSessions });
			expect(received).toEqual([]);
			expect(bad[0].error).toContain("'End Sessions' is neither true nor false");
		},
	);

	it('fails where a session cannot be ended, and says what is done and what is not', async () => {
		respondWith(fixture, new RegExp(`POST.*${FIRST}`), 500);
		const { good, bad } = await run(operation, { endSessions: true }, [JANE, LUIS]);
		expect(good).toMatchObject([{ username: 'luis.ortega', sessionsReset: 2, pairedWith: 1 }]);
		const sentence = `User "jane.doe" ${done}, but may still be signed in: 1 of 2 sessions of "jane.doe" could not be ended`;
		expect(bad[0].error).toContain(sentence);
		expect(bad[0].error).toContain(`Ended: ${SECOND}. Not ended: "${FIRST}" (`);
	});

	it('says what is done where the sessions cannot even be listed', async () => {
		respondWith(fixture, /GET.*\/sessions$/, 403);
		const { bad } = await run(operation, { endSessions: true });
		expect(bad[0].error).toContain(`User "jane.doe" ${done}, but may still be signed in: PingOne`);
	});

	it('does not say that nothing was changed where the sessions get no response', async () => {
		fixture.simulator.faults.inject({ fault: { cut: 'before the work' }, on: /sessions$/ });
		const { bad } = await run(operation, { endSessions: true });
		expect(bad[0].error).toContain(`User "jane.doe" ${done}, but may still be signed in`);
		expect(bad[0].error).not.toContain('Nothing was changed');
	});

	it('ends the sessions, and fails if the result cannot be read', async () => {
		if (operation === 'setPassword') return;
		let isDone = false;
		const own = {
			test: (request: string) =>
				(isDone = ownCall.test(request) || isDone) && ownCall.test(request),
		};
		fixture.simulator.faults.inject({ fault: { response: { status: 204, body: '' } }, on: own });
		const reads = {
			test: (request: string) => isDone && /^GET .*users\/[^/]+(\/password)?$/.test(request),
		};
		fixture.simulator.faults.inject({
			fault: { response: { status: 403, body: NO_ROLE } },
			on: reads,
		});
		const { bad } = await run(operation, { endSessions: true });
		expect(bad[0].error).toMatch(
			/PingOne accepted the request, but (the password of )?user "jane.doe" in environment \S+ could not be read to check the result/,
		);
		expect(bad[0].error).toContain('All sessions were ended.');
		expect(bad[0].error).not.toContain('Nothing was changed');
		expect(sessionsOf(fixture, 'jane.doe')).toBe(0);
	});

	it('ends no session where its own step fails, and says so', async () => {
		respondWith(fixture, ownCall, 400, { code: 'INVALID_DATA', message: 'Not today.' });
		const { bad, received } = await run(operation, { endSessions: true });
		expect(received.some(({ path }) => path.includes('sessions'))).toBe(false);
		expect(sessionsOf(fixture, 'jane.doe')).toBe(2);
		expect(bad[0].error).toContain('No session was ended. ');
		expect(bad[0].error).toContain('PingOne said: INVALID_DATA – Not today.');
	});

	it('says nothing of sessions where its own step fails and none was to be ended', async () => {
		respondWith(fixture, ownCall, 400);
		const { bad } = await run(operation, { endSessions: false });
		expect(bad[0].error).not.toContain('session');
	});
});

it('nobody who was disabled with their sessions can sign on again', async () => {
	const { simulator, environmentId } = fixture;
	const password = seededPassword(simulator.tenant, 'jane.doe');
	const attempt = { environmentId, username: 'jane.doe', password };
	expect(simulator.tenant.signOn(attempt)).toHaveProperty('session');

	const { good } = await run('disable');
	expect(good).toMatchObject([{ sessionsFound: 3, sessionsReset: 3 }]);
	expect(simulator.tenant.signOn(attempt)).toEqual({ refused: 'DISABLED' });
	expect(sessionsOf(fixture, 'jane.doe')).toBe(0);
});

it('two items for one user are not taken for equal where one of them ends sessions', async () => {
	const items = [false, true].map((end) => ({ ...JANE, end }));
	const { good } = await run('disable', { endSessions: '={{ $json.end }}' }, items);
	expect(good[0]).not.toHaveProperty('sessionsReset');
	expect(good[1]).toMatchObject({ changed: false, sessionsReset: 2 });
});

it('somebody who signs on while they are being locked is signed out, too', async () => {
	const { simulator, environmentId } = fixture;
	const password = seededPassword(simulator.tenant, 'jane.doe');
	const { received } = simulator;
	const push = received.push.bind(received);
	received.push = (request) => {
		if (request.method === 'POST' && request.path.endsWith(ID)) {
			simulator.tenant.signOn({ environmentId, username: 'jane.doe', password });
		}
		return push(request);
	};
	const { good } = await run('lock');
	expect(good).toMatchObject([{ accountStatus: 'LOCKED', sessionsReset: 3 }]);
	expect(sessionsOf(fixture, 'jane.doe')).toBe(0);
});

it.each(['enable', 'unlock', 'unlockPassword', 'sendRecoveryCode', 'update', 'addToGroup'])(
	'%s ends no session, whatever End Sessions says',
	async (operation) => {
		const { received } = await run(operation, {
			endSessions: true,
			updateFields: { title: 'Boss' },
			groupId: { __rl: true, mode: 'name', value: 'Engineering' },
		});
		expect(received.some(({ path }) => path.includes('sessions'))).toBe(false);
		expect(userIn(fixture, 'jane.doe').enabled).toBe(true);
	},
);
