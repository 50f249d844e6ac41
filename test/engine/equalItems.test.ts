import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { seededSessionId, seededId } from '../../simulator/seed/seededIds';
import type { Session } from '../../simulator/sessions/session';
import { EngineFixture, type Outcome } from '../support/engine/engineFixture';
import { accelerateClock } from '../support/engine/acceleratedClock';

const JANE = seededId('user jane.doe');
const LUIS = seededId('user luis.ortega');
const MEI = seededId('user mei.lin');
const JANES = [seededSessionId('jane.doe', 1), seededSessionId('jane.doe', 2)];
const BAD_REQUEST = { response: { status: 400, body: { code: 'INVALID_DATA' } } };

const fixture = EngineFixture.forEachTest();

accelerateClock();

/** Runs an operation whose user is named in each item. */
async function run(
	operation: string,
	items: IDataObject[],
	options: IDataObject = {},
	node = 'pingOneSession',
) {
	return await fixture.run(operation, items, {
		type: `n8n-nodes-pingone.${node}`,
		onError: 'continueErrorOutput',
		parameters: {
			userId: '={{ $json.user }}',
			returnAll: true,
			simplify: false,
			options: options as INodeParameters,
		},
	});
}

/** Returns the users whose sessions were to be deleted, in the order of their IDs. */
function usersOfDeleted({ received }: Outcome): string[] {
	const deletes = received.filter(({ method }) => method === 'DELETE');
	return deletes.map(({ path }) => path.split('/')[5]).sort();
}

describe('items that differ in one thing only are not taken for equal', () => {
	it('where they delete one session of different users', async () => {
		const items = [MEI, JANE].map((user) => ({ user, sessionId: JANES[0] }));
		const outcome = await run('delete', items);

		expect(usersOfDeleted(outcome)).toEqual([JANE, MEI].sort());
		expect(outcome.good).toContainEqual(
			expect.objectContaining({ deleted: true, userId: JANE, pairedWith: 1 }),
		);
		expect(fixture.simulator.tenant.sessions.has(JANES[0])).toBe(false);
		// That it has ended at one user does not say that the other one had it.
		expect(outcome.bad).toMatchObject([{ pairedWith: 0 }]);
	});

	describe('where the email of one is the username of another', () => {
		const value = 'jane.doe@acme.example';
		const items = ['email', 'username'].map((mode) => ({ user: { mode, value } }));

		beforeEach(() => {
			const { users } = fixture.simulator.tenant;
			users.set(LUIS, { ...users.get(LUIS)!, username: value });
		});

		it('Get Many lists the sessions of both', async () => {
			const { good } = await run('getAll', items);
			const users = good.map(({ user, pairedWith }) => [Object(user).id, pairedWith]);
			expect(users).toEqual([
				[JANE, 0],
				[JANE, 0],
				[LUIS, 1],
				[LUIS, 1],
			]);
		});

		it.each([
			['pingOneUser', 'get'],
			['pingOneMfaDevice', 'getAll'],
		])('%s %s asks for both', async (node, operation) => {
			const { received } = await run(operation, items, {}, node);
			const lookups = received.filter(({ path }) => path.includes('/users?'));
			expect(lookups.map(({ path }) => /filter=(\w+)/.exec(path)?.[1]).sort()).toEqual([
				'email',
				'username',
			]);
		});

		it('Reset All for User signs both out', async () => {
			const { good } = await run('resetAll', items);
			expect(good.map(({ userId, sessionsReset }) => [userId, sessionsReset])).toEqual([
				[JANE, 2],
				[LUIS, 2],
			]);
		});

		it('Delete looks for the session at both', async () => {
			const sessionId = JANES[0];
			const outcome = await run(
				'delete',
				[...items].reverse().map((item) => ({ ...item, sessionId })),
			);
			expect(usersOfDeleted(outcome)).toEqual([JANE, LUIS].sort());
			expect(outcome.good).toContainEqual(
				expect.objectContaining({ deleted: true, userId: JANE, pairedWith: 1 }),
			);
		});
	});

	it.each([
		['pingOneSession', 'getAll'],
		['pingOneUser', 'get'],
		['pingOneUser', 'getAll'],
		['pingOneMfaDevice', 'getAll'],
	])('where they are about two environments: %s %s', async (node, operation) => {
		const [first, second] = fixture.simulator.tenant.environments.keys();
		const items = [first, second].map((environmentId) => ({ environmentId, user: JANE }));
		const { received } = await run(operation, items, {}, node);
		const environmentIds = received.map(({ path }) => /environments\/([\w-]+)/.exec(path)?.[1]);
		expect(new Set(environmentIds)).toEqual(new Set([first, second]));
	});

	it('where one of two resets of all sessions is to check again', async () => {
		const { sessions } = fixture.simulator.tenant;
		const fresh: Session = { ...sessions.get(JANES[0])!, id: seededId('fresh') };
		signInAtFirstReset(fresh);
		const items = [false, true].map((checkAgain) => ({ user: JANE, checkAgain }));
		const { good } = await run('resetAll', items, { checkAgain: '={{ $json.checkAgain }}' });

		expect(good.map(({ userId }) => userId)).toEqual([JANE, JANE]);
		expect(sessions.has(fresh.id)).toBe(false);
	});
});

describe('equal items share a failure as they share a success', () => {
	it.each([1, 100])('with %i requests under way at most', async (maxConcurrency) => {
		fixture.simulator.faults.inject({ fault: BAD_REQUEST, on: /POST/ });
		const items = Array.from({ length: 150 }, () => ({ sessionId: JANES[0] }));
		const { bad, received } = await fixture.reset(items, {
			onError: 'continueErrorOutput',
			parameters: { options: { maxConcurrency } },
		});
		expect(received).toHaveLength(1);
		expect(bad.map(({ pairedWith }) => pairedWith)).toEqual(items.map((_, number) => number));
	});

	it('that of a user who is not found included', async () => {
		const items = JANES.map((sessionId) => ({ user: seededId('user nobody'), sessionId }));
		const { bad, received } = await run('delete', items, { maxConcurrency: 1 });
		expect(received).toHaveLength(1);
		expect(bad).toHaveLength(2);
	});
});

/** Signs the user on again just before the first session ends. */
function signInAtFirstReset(session: Session): void {
	const { received, tenant } = fixture.simulator;
	const push = received.push.bind(received);
	received.push = (request) => {
		if (request.method === 'POST') {
			received.push = push;
			tenant.sessions.set(session.id, session);
		}
		return push(request);
	};
}
