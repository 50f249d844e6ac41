import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { seededUserId } from '../../../simulator/seed/seededIds';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { EngineFixture, type Outcome } from '../../support/engine/engineFixture';
import {
	respondWith,
	changeUser,
	JANE,
	LUIS,
	MEI,
	NAMED_IN_ITEM,
	runUserOperation,
	userIn,
} from '../../support/engine/pingOneUser';

const ID = seededUserId('jane.doe');

/** All identifiers of Jane. */
const NAMES = [
	{ by: 'email', user: JANE.email },
	{ by: 'id', user: ID },
	{ by: 'username', user: 'jane.doe' },
	{ by: 'email', user: JANE.email.toUpperCase() },
	{ by: 'list', user: ID.toUpperCase() },
	{ by: 'username', user: 'Jane.Doe' },
];

const fixture = EngineFixture.forEachTest();

accelerateClock(20);

async function run(operation: string, items: IDataObject[], more: INodeParameters = {}) {
	return await runUserOperation(fixture, operation, items, {
		userId: NAMED_IN_ITEM,
		endSessions: false,
		...more,
	});
}

/** Gives users the titles in their items, one after another. */
async function giveTitles(items: IDataObject[], more: INodeParameters = {}) {
	return await run('update', items, { updateFields: { title: '={{ $json.title }}' }, ...more });
}

function titlesIn({ received }: Outcome): string[] {
	const changes = received.filter(({ method }) => method === 'PATCH');
	return changes.map(({ body }) => JSON.parse(body).title);
}

describe('items that concern one user', () => {
	it.each([NAMES, [...NAMES].reverse()])(
		'are carried out in input order, in whatever way they name the user (%#)',
		async (...names) => {
			fixture.simulator.faults.latencyMs = 2;
			const items = names.map((name, index) => ({ ...name, title: `${index}` }));
			// The first lookups take the longest.
			fixture.simulator.faults.inject({ fault: { lateMs: 60 }, on: /^GET/, times: 1 });
			fixture.simulator.faults.inject({ fault: { lateMs: 30 }, on: /^GET/, times: 1 });
			const outcome = await giveTitles(items);
			expect(titlesIn(outcome)).toEqual(['0', '1', '2', '3', '4', '5']);
			expect(outcome.good.map(({ pairedWith }) => pairedWith)).toEqual([0, 1, 2, 3, 4, 5]);
			expect(userIn(fixture, 'jane.doe').attributes.title).toBe('5');
		},
	);

	it.each([
		['in another way', NAMES[1]],
		['in the same way', NAMES[0]],
	])(
		'and are equal are not run as one if one between them names the user %s',
		async (_way, name) => {
			const outcome = await giveTitles([
				{ ...NAMES[0], title: 'A' },
				{ ...name, title: 'B' },
				{ ...NAMES[0], title: 'A' },
			]);
			expect(titlesIn(outcome)).toEqual(['A', 'B', 'A']);
			expect(userIn(fixture, 'jane.doe').attributes.title).toBe('A');
		},
	);

	it('fail if an item before has deleted the user, by another name', async () => {
		const { good, bad } = await run('delete', NAMES.slice(0, 3));
		expect(good.map(({ deleted, changed }) => [deleted, changed])).toEqual([[true, true]]);
		expect(bad.map(({ pairedWith }) => pairedWith)).toEqual([1, 2]);
		for (const { error } of bad) {
			expect(error).toContain('An earlier item of this run has changed or deleted the user.');
		}
	});

	it('fail alone if what is known of the user by then cannot be read', async () => {
		const [byEmail, byId] = NAMES;
		// The second read by ID is the one after the wait.
		let reads = 0;
		const on = { test: (request: string) => request.endsWith(`users/${ID}`) && ++reads > 1 };
		fixture.simulator.faults.inject({ fault: { response: { status: 400, body: {} } }, on });
		fixture.simulator.faults.inject({ fault: { lateMs: 60 }, on: /^GET.*filter/, times: 1 });
		const { good, bad } = await run('enable', [byEmail, byId]);
		expect(good.map(({ pairedWith }) => pairedWith)).toEqual([0]);
		expect(bad.map(({ pairedWith }) => pairedWith)).toEqual([1]);
	});

	it('and are equal are run as one if nothing is between them but other users', async () => {
		const outcome = await giveTitles([
			{ ...NAMES[0], title: 'A' },
			{ by: 'email', user: LUIS.email, title: 'A' },
			{ ...NAMES[0], title: 'A' },
		]);
		expect(titlesIn(outcome)).toEqual(['A', 'A']);
		expect(outcome.good.map(({ username, pairedWith }) => [username, pairedWith])).toEqual([
			['jane.doe', 0],
			['luis.ortega', 1],
			['jane.doe', 2],
		]);
	});

	it.each(['disable', 'lock', 'forcePasswordChange', 'removePassword', 'addToGroup'])(
		'see what the one before has changed: %s',
		async (operation) => {
			const outcome = await run(operation, NAMES.slice(0, 3), {
				options: operation === 'lock' ? { unlockAt: '2031-06-07T23:59:59Z' } : {},
				groupId: { __rl: true, mode: 'name', value: 'Engineering' },
			});
			expect(outcome.good.map(({ changed }) => changed)).toEqual([true, false, false]);
		},
	);

	it('are not held up by the lookup of another user that gets no response', async () => {
		fixture.simulator.faults.inject({ fault: { silent: true }, on: /luis/, times: 1 });
		const outcome = await giveTitles(
			[
				{ by: 'email', user: LUIS.email, title: 'x' },
				{ ...NAMES[0], title: 'A' },
				{ ...NAMES[1], title: 'B' },
				{ by: 'email', user: MEI.email, title: 'C' },
			],
			{ options: { timeout: 20_000 } },
		);
		expect(titlesIn(outcome).at(-1)).toBe('x');
		expect(outcome.good).toHaveLength(4);
		const lookups = outcome.received.filter(({ path }) => path.includes('luis'));
		const changes = outcome.received.filter(({ method }) => method === 'PATCH');
		expect(lookups).toHaveLength(2);
		const before = changes.filter(({ receivedAt }) => receivedAt < lookups[1].receivedAt);
		expect(before.length).toBeGreaterThanOrEqual(3);
	});

	it('go on where the one before failed', async () => {
		respondWith(fixture, /^PATCH/, 400, { code: 'INVALID_DATA' }, 1);
		const { good, bad } = await giveTitles([
			{ ...NAMES[0], title: 'A' },
			{ ...NAMES[1], title: 'B' },
		]);
		expect(bad).toMatchObject([{ pairedWith: 0 }]);
		expect(good).toMatchObject([{ pairedWith: 1 }]);
	});
});

it('different users are changed at the same time, also while one fails again and again', async () => {
	respondWith(fixture, /GET.*luis/, 500);
	fixture.simulator.faults.latencyMs = 20;
	const users = [LUIS, JANE, MEI].map(({ email }) => ({ by: 'email', user: email }));
	const { good, bad, received } = await run('enable', users);
	expect(good.map(({ pairedWith }) => pairedWith)).toEqual([1, 2]);
	expect(bad).toMatchObject([{ pairedWith: 0 }]);
	const attempts = received.filter(({ path }) => path.includes('luis'));
	const changes = received.filter(({ method }) => method === 'PUT');
	expect(changes).toHaveLength(2);
	for (const change of changes) {
		expect(received.indexOf(change)).toBeLessThan(received.indexOf(attempts[2]));
	}
});

it('the same name in two environments is two users', async () => {
	const [, elsewhere] = fixture.simulator.tenant.environments.keys();
	const { good, bad } = await run('disable', [
		NAMES[2],
		{ ...NAMES[2], environmentId: elsewhere },
		{ ...NAMES[2], environmentId: fixture.environmentId.toUpperCase() },
	]);
	expect(good.map(({ changed, pairedWith }) => [changed, pairedWith])).toEqual([
		[true, 0],
		[false, 2],
	]);
	expect(bad[0].error).toContain(`No user in environment ${elsewhere}`);
});

it('the username of one user that is the email of another names two users', async () => {
	changeUser(fixture, 'luis.ortega', { username: JANE.email });
	const { good } = await run('disable', [
		{ by: 'email', user: JANE.email },
		{ by: 'username', user: JANE.email },
	]);
	expect(good.map(({ userId, changed }) => [userId, changed])).toEqual([
		[ID, true],
		[seededUserId('luis.ortega'), true],
	]);
});

describe('items that give names to users', () => {
	const LUIS_ID = seededUserId('luis.ortega');

	async function rename(items: IDataObject[]) {
		const name = 'username' in items[0] ? 'username' : 'email';
		const updateFields = { [name]: `={{ $json.${name} }}`, title: "={{ $json.title ?? 'none' }}" };
		return await run('update', items, { updateFields });
	}

	it('change whoever has the name by then, as if they were run one by one', async () => {
		const { good, bad } = await rename([
			{ by: 'id', user: ID, email: 'old@acme.example' },
			{ by: 'id', user: LUIS_ID, email: JANE.email },
			{ by: 'email', user: JANE.email, email: JANE.email, title: 'CEO' },
		]);
		expect(bad).toEqual([]);
		expect(good.map(({ userId }) => userId)).toEqual([ID, LUIS_ID, LUIS_ID]);
		expect(userIn(fixture, 'jane.doe').attributes.title).not.toBe('CEO');
		expect(userIn(fixture, 'luis.ortega').attributes.title).toBe('CEO');
	});

	it('are found by a name that an item before gives, and not by one that it takes away', async () => {
		const { good, bad } = await rename([
			{ by: 'username', user: 'jane.doe', username: 'u2' },
			{ by: 'username', user: 'u2', username: 'u2', title: 'CEO' },
			{ by: 'username', user: 'jane.doe', username: 'jane.doe', title: 'CFO' },
		]);
		expect(good.map(({ userId, pairedWith }) => [userId, pairedWith])).toEqual([
			[ID, 0],
			[ID, 1],
		]);
		expect(bad.map(({ pairedWith }) => pairedWith)).toEqual([2]);
		expect(bad[0].error).toContain('has the username "jane.doe"');
	});

	it('fail if two users have the email once the items before are done', async () => {
		const { bad } = await rename([
			{ by: 'id', user: LUIS_ID, email: JANE.email },
			{ by: 'email', user: JANE.email, email: JANE.email, title: 'CEO' },
		]);
		expect(bad.map(({ pairedWith }) => pairedWith)).toEqual([1]);
		expect(bad[0].error).toContain('2 users');
	});

	it('get a username that an item before frees, even if they are sent first', async () => {
		fixture.simulator.faults.inject({ fault: { lateMs: 60 }, on: /^GET/, times: 1 });
		const { good } = await rename([
			{ by: 'id', user: ID, username: 'jane.new' },
			{ by: 'id', user: LUIS_ID, username: 'jane.doe' },
		]);
		expect(good.map(({ username }) => username)).toEqual(['jane.new', 'jane.doe']);
	});
});
