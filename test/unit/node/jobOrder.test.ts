import fc from 'fast-check';
import { changeInOrder, findInOrder } from '../../../nodes/shared/node/inOrder';
import type { PreparedJob } from '../../../nodes/shared/node/job';
import { JobOrder } from '../../../nodes/shared/node/jobOrder';
import { userNamesIn, type UserNames } from '../../../nodes/shared/node/userNames';
import { NoMatchError, PingOneError } from '../../../nodes/shared/pingone/errors/pingOneError';
import {
	AmbiguousUserError,
	type User,
	type UserQuery,
} from '../../../nodes/shared/pingone/users/findUser';

const [BY_ID, OTHER] = ['jane', 'luis'].map((value) => nameOf('id', value));
const BY_EMAIL = nameOf('email', 'jane@acme.example');

function nameOf(by: UserQuery['by'], value: string): UserQuery {
	return { by, value };
}

function job(key: string, userNames?: UserNames): PreparedJob<string> {
	const parameters = { environmentId: 'environment', request: {} };
	return { ...parameters, key: [key], userNames, run: async () => key, output: () => ({}) };
}

function orderOf(jobs: Array<PreparedJob<string>>): JobOrder<string> {
	const order = new JobOrder<string>();
	jobs.forEach((one, index) => order.add(one, index));
	return order;
}

describe('equal jobs', () => {
	const A = job('A', { lookedUp: BY_ID });
	const B = job('B', { lookedUp: BY_ID });
	const gives = job('C', { lookedUp: BY_ID, assigned: [BY_EMAIL] });

	it.each([
		[
			'nothing is between them but other users',
			[A, job('B', { lookedUp: OTHER }), A],
			[[0, 2], [1]],
		],
		[
			'they change no user, whatever is between them',
			[job('A'), job('B'), job('A')],
			[[0, 2], [1]],
		],
	])('run once if %s', (_if, jobs, groups) => {
		expect(groupsOf(jobs)).toEqual(groups);
	});

	it.each([
		['another one about the user is between them', [A, B, A]],
		['one between them names its user in another way', [A, job('B', { lookedUp: BY_EMAIL }), A]],
		[
			'one between them gives a name',
			[A, { ...gives, userNames: { lookedUp: OTHER, assigned: [BY_EMAIL] } }, A],
		],
		['they give a name', [gives, gives, gives]],
	])('run one by one if %s', (_if, jobs) => {
		expect(groupsOf(jobs)).toEqual([[0], [1], [2]]);
	});

	function groupsOf(jobs: Array<PreparedJob<string>>): number[][] {
		let index = 0;
		const order = orderOf(jobs.map((one) => ({ ...one, output: () => ({ index: index++ }) })));
		return order.groups.map(({ jobs: equal, index: first }) => [
			first,
			...equal.slice(1).map(() => 2),
		]);
	}
});

it('jobs that give the same email do not wait for each other, and a job that looks it up waits for them', async () => {
	const order = orderOf([
		job('A', { lookedUp: BY_ID, assigned: [BY_EMAIL] }),
		job('B', { lookedUp: OTHER, assigned: [BY_EMAIL] }),
		job('C', { lookedUp: BY_EMAIL }),
	]);
	const [first, second, third] = order.groups;
	expect(order.waitToStart(second)).toBeUndefined();
	let isOver = false;
	const waiting = order.waitToStart(third)?.then(() => (isOver = true));
	order.finish(second);
	await new Promise(setImmediate);
	expect(isOver).toBe(false);
	order.finish(first);
	await waiting;
	expect(isOver).toBe(true);
	expect(order.waitToStart(third)).toBeUndefined();
});

/** An item that finds a user by a name and gives the user names. */
interface Item {
	lookedUp: UserQuery;
	gives: { username?: string; email?: string };
	/** The number of event loop turns before each response of the directory. */
	delays: number[];
}

it('the result is that of one job after another, whatever names they use and give', async () => {
	const name = fc.constantFrom('a', 'b', 'c', 'd');
	const item: fc.Arbitrary<Item> = fc.record({
		lookedUp: fc
			.record({ by: fc.constantFrom('id', 'username', 'email'), value: name })
			.map(({ by, value }) => nameOf(by as UserQuery['by'], value)),
		gives: fc.record({ username: name, email: name }, { requiredKeys: [] }),
		delays: fc.array(fc.nat(6), { minLength: 1, maxLength: 5 }),
	});
	await fc.assert(
		fc.asyncProperty(fc.array(item, { maxLength: 10 }), async (items) => {
			const expected = await resultOf(items, false);
			expect(await resultOf(items, true)).toEqual(expected);
		}),
		{ numRuns: 1_000 },
	);
});

/** Returns the users afterwards, with what each item found, or the message of its error. */
async function resultOf(items: Item[], isConcurrent: boolean) {
	const users = new Map<string, User>(
		['a', 'b', 'c'].map((id) => [id, { id, username: id, email: id === 'c' ? 'b' : id }]),
	);
	const order = orderOf(
		items.map(({ lookedUp, gives }, index) =>
			job(`${index}`, { lookedUp, assigned: userNamesIn(gives) }),
		),
	);
	const run = async (index: number): Promise<string> => {
		const { lookedUp, gives, delays } = items[index];
		const group = order.groups[index];
		let calls = 0;
		const delay = async () => {
			for (let left = delays[calls++ % delays.length]; left > 0; left--) await Promise.resolve();
		};
		const find = async () => {
			await delay();
			const found = [...users.values()].filter((user) => user[lookedUp.by] === lookedUp.value);
			await delay();
			if (found.length === 0) throw new NoMatchError('none', '');
			if (found.length > 1) throw new AmbiguousUserError(found, 'several', '');
			return found[0];
		};
		const change = async (id: string) => {
			await delay();
			const isTaken = [...users.values()].some(
				(user) => user.id !== id && user.username === gives.username,
			);
			if (!isTaken) users.set(id, { ...users.get(id)!, ...gives });
			await delay();
			if (isTaken) throw new PingOneError('taken', '', 400, ['UNIQUENESS_VIOLATION']);
		};
		await order.waitToStart(group);
		try {
			const itemOrder = order.itemOrder(group, () => {});
			const { id } = await findInOrder(find, itemOrder);
			await changeInOrder(async () => await change(id), itemOrder);
			return id;
		} catch (error) {
			return String(error);
		} finally {
			order.finish(group);
		}
	};
	const results: string[] = [];
	if (isConcurrent)
		results.push(...(await Promise.all(items.map(async (_, index) => await run(index)))));
	else for (const index of items.keys()) results.push(await run(index));
	return { users: [...users.values()], results };
}
