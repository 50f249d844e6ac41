/** What the check says about filters that it could not try. */
import { seededUserId } from '../../../sandbox/pingone/seededIds';
import { runInSimulator } from './runInSimulator';
import { notSettled } from './seen';

const READ_ONLY = { act: false };
const JANE = seededUserId('jane.doe');

it.each([403, 503])(
	'groups that get a %i leave the filter by group open, and no other',
	async (status) => {
		const { facts, text } = await runInSimulator({
			...READ_ONLY,
			prepare: ({ faults }) => {
				const body = { id: '1', code: 'ACCESS_FAILED', message: 'Denied.' };
				faults.inject({ fault: { response: { status, body } }, on: /memberOfGroups$/ });
			},
		});
		expect(notSettled(text, 'filter.group')).toBe(
			`the list of groupMemberships could not be read (${status} ACCESS_FAILED)`,
		);
		expect(facts['filter.unsupported']).toBe('400 INVALID_DATA/INVALID_FILTER');
	},
);

describe('the filter by given name is open', () => {
	it('where the test user has none', async () => {
		const { text } = await runInSimulator({
			...READ_ONLY,
			prepare: ({ tenant: { users } }) => users.replace({ ...users.get(JANE)!, attributes: {} }),
		});
		expect(notSettled(text, 'filter.givenNameContains')).toBe('the test user has no such name');
	});

	it('where the test user cannot be read, which does not say that there is none', async () => {
		const { text } = await runInSimulator({
			...READ_ONLY,
			prepare: ({ faults }) =>
				void faults.inject({
					fault: { response: { status: 503 } },
					on: new RegExp(`^GET .*/users/${JANE}$`),
				}),
		});
		expect(notSettled(text, 'filter.givenNameContains')).toBe(
			'the test user could not be read (503 other)',
		);
	});
});
