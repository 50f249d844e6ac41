import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { Engine } from '../support/engine/engine';
import { EXAMPLES, PINGONE_NODE, readExample, readyToRun } from '../support/examples';
import { seededSessionId, seededUserId, WORKFORCE_ID } from '../../simulator/seed/seededIds';
import { EngineFixture } from '../support/engine/engineFixture';

const fixture = EngineFixture.forEachTest('worker');

/** Runs an example with an environment chosen; nodes of n8n's own let through what comes. */
async function run(file: string, items: IDataObject[]) {
	const choice = { authentication: 'worker', environmentId: WORKFORCE_ID } as const;
	const workflow = readyToRun(await readExample(file), choice);
	const engine = await Engine.start();
	const { data } = await engine.run({ workflow, items, credentials: fixture.credentials() });
	const { error, runData } = data.resultData;
	if (error) throw error;
	const resets = fixture.simulator.received.filter(({ headers }) =>
		headers['content-type']?.includes('sso.session.logout'),
	);
	return {
		resets,
		tickets: new Set(resets.map(({ headers }) => headers['x-ping-external-transaction-id'])),
		/** Returns the output of the n-th node of this package in the file. */
		output: (place: number, branch = 0) => {
			const { name } = workflow.nodes.filter(({ type }) => PINGONE_NODE.test(type))[place];
			const put: INodeExecutionData[] = runData[name][0].data?.main[branch] ?? [];
			return put.map(({ json }) => json);
		},
	};
}

describe('the example', () => {
	it('for HR disables a leaver and then ends all sessions, by email', async () => {
		const body = { ticket: 'HR-2041', email: 'jane.doe@acme.example' };
		const { output, tickets } = await run(EXAMPLES[0], [{ body }]);
		expect(output(0)).toMatchObject([
			{ success: true, username: 'jane.doe', enabled: false, changed: true, sessionsReset: 2 },
		]);
		expect([...tickets]).toEqual(['HR-2041']);
		const changes = fixture.simulator.received.filter(
			({ method, path }) => method !== 'GET' && path.startsWith('/v1/'),
		);
		expect(changes.map(({ path }) => path.split('/').at(-2))).toEqual([
			seededUserId('jane.doe'),
			'sessions',
			'sessions',
		]);
		expect(changes[0].headers['x-ping-external-transaction-id']).toBe('HR-2041');
	});

	it('for a ticket ends the session that it names, again without harm', async () => {
		const sessionId = seededSessionId('amara.okafor');
		const body = { ticket: 'INC 4711', sessionId };
		expect((await run(EXAMPLES[1], [{ body }])).output(0)).toMatchObject([
			{ sessionId, alreadyEnded: false },
		]);
		const { output, tickets } = await run(EXAMPLES[1], [{ body }]);
		expect(output(0)).toMatchObject([{ sessionId, alreadyEnded: true }]);
		expect([...tickets]).toEqual(['INC-4711']);
	});

	it('for an incident lists the sessions, and ends those that are let through', async () => {
		const body = { alert: 'ALERT-17', email: 'luis.ortega@acme.example', allowedCountry: 'ES' };
		const { output, tickets } = await run(EXAMPLES[2], [{ body }]);
		expect(
			output(0)
				.map(({ country }) => country)
				.sort(),
		).toEqual(['ES', 'NG']);
		expect(output(1)).toMatchObject([{ alreadyEnded: false }, { alreadyEnded: false }]);
		expect([...tickets]).toEqual(['ALERT-17']);
	});

	it('for many signs each of a list out, and keeps those who could not be apart', async () => {
		const emails = ['jane.doe', 'nobody', 'mei.lin', 'front.desk'];
		const items = emails.map((name) => ({ email: `${name}@acme.example` }));
		const { output } = await run(EXAMPLES[3], items);
		expect(output(0).map(({ username }) => username)).toEqual(['jane.doe', 'mei.lin']);
		expect(output(0, 1)).toMatchObject([
			{ email: 'nobody@acme.example', error: expect.stringContaining('No user in environment') },
			{ email: 'front.desk@acme.example', error: expect.stringContaining('front.desk.2') },
		]);
	});

	it('for a sign-on from elsewhere ends the session that the event names, and no other one', async () => {
		const sessionId = seededSessionId('jane.doe', 2);
		const event = { environmentId: WORKFORCE_ID, sessionId, eventId: 'e-1' };
		const { output, resets, tickets } = await run('16-sign-on-from-elsewhere.json', [event]);
		expect(output(1)).toMatchObject([{ success: true, sessionId, alreadyEnded: false }]);
		expect(resets).toHaveLength(1);
		expect([...tickets]).toEqual(['e-1']);
	});
});
