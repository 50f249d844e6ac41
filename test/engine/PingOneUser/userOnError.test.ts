import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { seededUserId } from '../../../simulator/seed/seededIds';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { EngineFixture } from '../../support/engine/engineFixture';
import {
	respondWith,
	changesIn,
	JANE,
	MEI,
	NAMED_IN_ITEM,
	runUserOperation,
} from '../../support/engine/pingOneUser';

const ID = seededUserId('jane.doe');
const ONE_AT_A_TIME = { options: { maxConcurrency: 1 } };
const NAMES = [
	{ by: 'email', user: JANE.email },
	{ by: 'id', user: ID },
	{ by: 'username', user: 'jane.doe' },
];

const fixture = EngineFixture.forEachTest();

accelerateClock();

describe('On Error: stop', () => {
	const NOBODY = { by: 'id', user: seededUserId('nobody') };
	const stopped = async (operation: string, items: IDataObject[], more: INodeParameters = {}) =>
		await runUserOperation(
			fixture,
			operation,
			items,
			{ userId: NAMED_IN_ITEM, password: 'Correct-Horse-7', ...ONE_AT_A_TIME, ...more },
			{ onError: 'stopWorkflow' },
		);
	const others = [NAMES[0], { by: 'email', user: MEI.email }];

	it('an item that waits for its turn changes nothing once the one before has failed', async () => {
		fixture.simulator.faults.latencyMs = 5;
		respondWith(fixture, /^PUT/, 400);
		const { run, received } = await stopped('enable', NAMES, { options: {} });
		expect(changesIn(received)).toHaveLength(1);
		const { description } = run.data.resultData.error ?? {};
		expect(description).toContain('1 of 3 items failed: 0. 2 were not started.');
	});

	it('an item whose lookup ends after another has failed changes nothing', async () => {
		fixture.simulator.faults.inject({ fault: { lateMs: 100 }, on: /mei/ });
		const { run, received } = await stopped('enable', [NOBODY, others[1]], { options: {} });
		expect(changesIn(received)).toEqual([]);
		expect(run.data.resultData.error?.description).toContain('1 were not started.');
	});

	it('an item with End Sessions on is carried out all the same, beside one without', async () => {
		const items = [NOBODY, ...others].map((item, index) => ({ ...item, end: index === 1 }));
		const { received } = await stopped('setPassword', items, { endSessions: '={{ $json.end }}' });
		const paths = changesIn(received).filter((line) => line.startsWith('PUT'));
		expect(paths).toEqual([expect.stringContaining(`PUT users/${ID}/password`)]);
	});
});
