import fc from 'fast-check';
import type { Job } from '../../nodes/shared/node/job';
import { JobOrder, type JobGroup } from '../../nodes/shared/node/jobOrder';

const BY_ID = ['environment', 'id', 'jane'];
const BY_EMAIL = ['environment', 'email', 'jane@acme.example'];
const OTHER = ['environment', 'id', 'luis'];

function job(key: string, changes?: unknown[]): Job<string> {
	return { key: [key], changes, run: async () => key, output: () => ({}) };
}

/** The jobs of each group of each sequence, by their place in the input. */
function sequencesOf(jobs: Array<Job<string>>): number[][][] {
	const order = new JobOrder<string>();
	jobs.forEach((one, index) => order.add(one, index));
	return order.sequences.map((groups) =>
		groups.map((group) => group.jobs.map((one) => jobs.indexOf(one))),
	);
}

describe('the order of jobs', () => {
	it('is that of the input for jobs that change the same user by the same name', () => {
		expect(sequencesOf([job('A', BY_ID), job('B', OTHER), job('C', BY_ID)])).toEqual([
			[[0], [2]],
			[[1]],
		]);
	});

	it('runs equal jobs once, if no other change of the user is between them', () => {
		expect(sequencesOf([job('A', BY_ID), job('B', OTHER), job('A', BY_ID)])).toEqual([
			[[0, 2]],
			[[1]],
		]);
		expect(sequencesOf([job('A', BY_ID), job('B', BY_ID), job('A', BY_ID)])).toEqual([
			[[0], [1], [2]],
		]);
	});

	it('does not run equal jobs once if one between them may name the same user in another way', () => {
		expect(
			sequencesOf([
				job('A', BY_ID),
				job('B', BY_EMAIL),
				job('A', BY_ID),
				job('A', BY_ID),
				job('B', BY_EMAIL),
			]),
		).toEqual([
			[[0], [2, 3]],
			[[1], [4]],
		]);
	});

	it('runs equal jobs once that change no user, whatever is between them', () => {
		expect(sequencesOf([job('A'), job('B'), job('A')])).toEqual([[[0, 2]], [[1]]]);
	});
});

describe('a job whose user has been looked up', () => {
	function started(jobs: Array<Job<string>>): {
		order: JobOrder<string>;
		groups: JobGroup<string>[];
	} {
		const order = new JobOrder<string>();
		jobs.forEach((one, index) => order.add(one, index));
		const groups = order.sequences.flat().sort((a, b) => a.index - b.index);
		return { order, groups };
	}

	it('waits for all earlier jobs that name the user in any way, and for no others', async () => {
		const { order, groups } = started([
			job('A', BY_ID),
			job('B', BY_EMAIL),
			job('C', OTHER),
			job('D', BY_ID),
			job('E', BY_EMAIL),
		]);
		let isOver = false;
		const waiting = order.waitForEarlier(groups[3], [BY_ID, BY_EMAIL]).then((hadToWait) => {
			isOver = true;
			return hadToWait;
		});
		order.finish(groups[0]);
		await new Promise(setImmediate);
		expect(isOver).toBe(false);
		order.finish(groups[1]);
		expect(await waiting).toBe(true);
	});

	it('waits for nothing where the earlier ones are finished', async () => {
		const { order, groups } = started([job('A', BY_ID), job('B', BY_EMAIL)]);
		order.finish(groups[0]);
		expect(await order.waitForEarlier(groups[1], [BY_ID, BY_EMAIL])).toBe(false);
		expect(await order.waitForEarlier(groups[1], [['environment', 'username', 'x']])).toBe(false);
	});
});

it('whatever names users have, each user is changed in input order and every job is run', async () => {
	const named = fc.record({
		user: fc.constantFrom('jane', 'luis', 'mei'),
		by: fc.constantFrom('id', 'email', 'username'),
		what: fc.constantFrom('A', 'B'),
		lookupTakes: fc.nat(3),
	});
	await fc.assert(
		fc.asyncProperty(fc.array(named, { maxLength: 12 }), async (items) => {
			const order = new JobOrder<string>();
			items.forEach(({ user, by, what }, index) =>
				order.add(job(what + user + by, [by, user]), index),
			);
			const done = new Map<string, Array<{ what: string; times: number }>>();
			await Promise.all(
				order.sequences.map(async (groups) => {
					for (const group of groups) {
						const { user, what, lookupTakes } = items[group.index];
						for (let turn = 0; turn < lookupTakes; turn++) await new Promise(setImmediate);
						await order.waitForEarlier(
							group,
							['id', 'email', 'username'].map((by) => [by, user]),
						);
						await new Promise(setImmediate);
						done.set(user, [...(done.get(user) ?? []), { what, times: group.jobs.length }]);
						order.finish(group);
					}
				}),
			);
			for (const user of ['jane', 'luis', 'mei']) {
				const expected = items.filter((item) => item.user === user).map(({ what }) => what);
				const carriedOut = (done.get(user) ?? []).flatMap(({ what, times }) =>
					Array.from({ length: times }, () => what),
				);
				expect(carriedOut).toEqual(expected);
			}
		}),
		{ numRuns: 100 },
	);
});
