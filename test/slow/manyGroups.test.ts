import { seededGroupId, seededUserId, WORKFORCE_ID } from '../../simulator/seed/seededIds';
import { accelerateClock } from '../support/engine/acceleratedClock';
import { EngineFixture } from '../support/engine/engineFixture';
import { JANE, runUserOperation } from '../support/engine/pingOneUser';

const GROUPS = 5_000;
const WITHIN_MS = 300_000;
const JANE_ID = seededUserId('jane.doe');

const fixture = EngineFixture.forEachTest();
accelerateClock();

it(
	'Remove From Group removes a user from 5,000 groups, each of which fails once',
	async () => {
		const { groups, memberships } = fixture.simulator.tenant;
		memberships.removeAll(JANE_ID);
		for (let nth = 0; nth < GROUPS; nth++) {
			const name = `Group ${nth}`;
			const id = seededGroupId(name);
			groups.set(id, { id, environmentId: WORKFORCE_ID, name, description: '' });
			memberships.add(JANE_ID, id);
		}
		const failed = new Set<string>();
		const on = {
			test: (request: string) => {
				if (!request.startsWith('DELETE') || failed.has(request)) return false;
				failed.add(request);
				return true;
			},
		};
		const fault = { response: { status: 503, body: '<html>Busy</html>' } };
		fixture.simulator.faults.inject({ fault, on });
		const { good, received } = await runUserOperation(fixture, 'removeFromGroup', [JANE], {
			groups: 'allDirect',
		});
		expect(good).toHaveLength(1);
		expect(good[0].groupsRemoved).toHaveLength(GROUPS);
		expect(received.filter(({ method }) => method === 'DELETE')).toHaveLength(2 * GROUPS);
	},
	WITHIN_MS,
);
