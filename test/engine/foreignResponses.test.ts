import { seededId } from '../../sandbox/pingone/seededIds';
import { EngineFixture } from './engineFixture';
import { listUsers } from './listSearch';

const JANE = seededId('user jane.doe');
const BY_ID = { userId: { __rl: true, mode: 'id', value: JANE } };

let fixture: EngineFixture;

beforeEach(async () => {
	fixture = await EngineFixture.open();
});

afterEach(async () => await fixture.close());

describe('an object that is no list is not taken for an empty one', () => {
	it.each(['getAll', 'resetAll'])('by the operation %s', async (operation) => {
		fixture.simulator.faults.inject({
			fault: { response: { status: 200, body: { ok: true } } },
			on: /\/sessions$/,
		});
		const { run, bad } = await fixture.run(operation, [{}], {
			onError: 'continueErrorOutput',
			parameters: { ...BY_ID, returnAll: true },
		});
		expect(run.data.resultData.runData.Node[0].data?.main[0]).toEqual([]);
		expect(bad).toHaveLength(1);
		expect(bad[0].error).toContain(`the sessions of user ${JANE}`);
		expect(bad[0].error).toContain('(200)');
	});

	it('by the list in the panel', async () => {
		fixture.simulator.faults.inject({ fault: { response: { status: 200, body: { ok: true } } } });
		await expect(
			listUsers(fixture.engine, fixture.credentials(), fixture.environmentId),
		).rejects.toThrow('(200)');
	});
});

describe('the search for users by the start of a name', () => {
	it.each([
		[401, { code: 'ACCESS_FAILED' }],
		[403, { code: 'ACCESS_FAILED' }],
		[404, { code: 'NOT_FOUND' }],
		[200, '<html>Sign in</html>'],
	])('is not tried in another way after %i %j', async (status, body) => {
		const { faults, received } = fixture.simulator;
		faults.inject({ fault: { response: { status, body } }, times: 1 });
		const searching = listUsers(
			fixture.engine,
			fixture.credentials(),
			fixture.environmentId,
			'jane.doe',
		);
		await expect(searching).rejects.toThrow(`(${status})`);
		expect(received).toHaveLength(1);
	});
});
