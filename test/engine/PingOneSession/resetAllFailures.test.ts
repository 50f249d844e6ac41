import { seededSessionId, seededId } from '../../../simulator/seed/seededIds';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { EngineFixture } from '../../support/engine/engineFixture';

const JANE = seededId('user jane.doe');
const JANES = [seededSessionId('jane.doe', 1), seededSessionId('jane.doe', 2)];

const fixture = EngineFixture.forEachTest();

accelerateClock();

/** Signs Jane out everywhere, while PingOne refuses to end one of her sessions. */
async function resetAllBut(refused: string, options = {}) {
	fixture.simulator.faults.inject({
		fault: { response: { status: 400, body: { code: 'INVALID_DATA' } } },
		on: new RegExp(`POST.*${refused}`),
	});
	return await fixture.run('resetAll', [{}], {
		onError: 'continueErrorOutput',
		parameters: { userId: { __rl: true, mode: 'id', value: JANE }, options: { ...options } },
	});
}

it('does not say that nothing was changed where the second list gets no response', async () => {
	let hasEnded = false;
	const on = {
		test: (request: string) =>
			(hasEnded ||= request.startsWith('POST')) && /GET.*sessions$/.test(request),
	};
	fixture.simulator.faults.inject({
		fault: { response: { status: 500, body: { code: 'UNEXPECTED_ERROR' } } },
		on,
	});
	const { bad } = await resetAllBut('none');
	expect(bad[0].error).toContain('could not be listed again after they were ended');
	expect(bad[0].error).toContain(`Ended: ${JANES[0]}`);
	expect(bad[0].error).not.toContain('Nothing was changed');
});

it('names ten of the sessions that could not be ended, and counts the others', async () => {
	const { sessions } = fixture.simulator.tenant;
	for (let count = 0; count < 10; count++) {
		const id = seededId(`session ${count}`);
		sessions.set(id, { ...sessions.get(JANES[0])!, id });
	}
	const listed = [...sessions.values()].filter(({ userId }) => userId === JANE);
	const body = { _links: {}, _embedded: { sessions: listed.map(({ id }) => ({ id })) } };
	fixture.simulator.faults.inject({
		fault: { response: { status: 200, body } },
		on: /GET.*sessions$/,
	});
	const { bad } = await resetAllBut('');
	expect(bad[0].error).toContain('12 of 12 sessions of "jane.doe" could not be ended');
	expect(bad[0].error).toContain('and 2 more');
});

describe('where a session of a user cannot be ended', () => {
	it('those that have appeared since are ended all the same', async () => {
		const { sessions } = fixture.simulator.tenant;
		const fresh = { ...sessions.get(JANES[0])!, id: seededId('fresh') };
		const { received } = fixture.simulator;
		const push = received.push.bind(received);
		received.push = (request) => {
			if (request.method === 'POST') {
				received.push = push;
				sessions.set(fresh.id, fresh);
			}
			return push(request);
		};
		const { good, bad } = await resetAllBut(JANES[0]);

		expect(good).toEqual([]);
		expect([JANES[1], fresh.id].filter((id) => sessions.has(id))).toEqual([]);
		expect(bad[0].error).toContain('1 of 3 sessions of "jane.doe"');
		expect(bad[0].error).toContain(fresh.id);
	});

	it('those that were kept are not said to have ended', async () => {
		const { bad } = await resetAllBut(JANES[1], { exceptSessionIds: JANES[0] });
		expect(bad).toHaveLength(1);
		expect(bad[0].error).toContain(JANES[1]);
		expect(bad[0].error).not.toContain(JANES[0]);
		expect(fixture.simulator.tenant.sessions.has(JANES[0])).toBe(true);
	});

	it('those that were kept are not said to have ended, where it cannot look again', async () => {
		const { faults, received } = fixture.simulator;
		const push = received.push.bind(received);
		received.push = (request) => {
			if (request.method === 'POST') {
				const fault = { response: { status: 400, body: { code: 'INVALID_DATA' } } };
				faults.inject({ fault, on: /GET.*\/sessions$/ });
			}
			return push(request);
		};
		const { bad } = await resetAllBut('none', { exceptSessionIds: JANES[0] });
		expect(bad).toHaveLength(1);
		expect(bad[0].error).toContain(JANES[1]);
		expect(bad[0].error).not.toContain(JANES[0]);
	});
});
