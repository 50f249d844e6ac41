import type { INodeListSearchResult } from 'n8n-workflow';
import { CONTRACTORS_ID, EMPLOYEES_ID, seededId } from '../../../simulator/seed/seededIds';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { EngineFixture } from '../../support/engine/engineFixture';
import { openUserList } from '../../support/engine/listSearch';
import { respondWith, inList, JANE, runUserOperation } from '../../support/engine/pingOneUser';

const fixture = EngineFixture.forEachTest();

accelerateClock();

describe.each([
	[
		'searchGroups',
		'groups',
		['VPN Users', 'Finance', 'Engineering', 'Finance Approvers', 'Quarantine', 'All Employees'],
		'fin',
		['Finance', 'Finance Approvers'],
	],
	['searchPopulations', 'populations', ['Employees', 'Contractors'], 'con', ['Contractors']],
] as const)('the list of %s', (method, path, all, typed, found) => {
	const open = async (
		filter?: string,
		page?: string,
		environmentId = fixture.environmentId,
	): Promise<INodeListSearchResult> =>
		await openUserList(fixture.engine, fixture.credentials(), environmentId, method, filter, page);
	const names = ({ results }: INodeListSearchResult) => results.map(({ name }) => name);

	it('has what is in the chosen environment, and what begins as is typed', async () => {
		expect(names(await open()).sort()).toEqual([...all].sort());
		expect(names(await open(` ${typed} `))).toEqual(found);
		expect(names(await open('" or name sw "'))).toEqual([]);
	});

	it('goes on where there is a next page', async () => {
		const next = `${fixture.simulator.apiPath}/environments/${fixture.environmentId}/${path}?cursor=1`;
		const _embedded = { [path]: [{ id: EMPLOYEES_ID, name: 'One' }, { id: CONTRACTORS_ID }] };
		respondWith(fixture, /./, 200, { _links: { next: { href: next } }, _embedded }, 1);
		const { results, paginationToken } = await open();
		expect(results).toEqual([
			{ name: 'One', value: EMPLOYEES_ID },
			{ name: CONTRACTORS_ID, value: CONTRACTORS_ID },
		]);
		expect(names(await open('', String(paginationToken)))).toHaveLength(all.length - 1);
	});

	it('says why it is empty', async () => {
		await expect(open('', undefined, '')).rejects.toThrow('Choose the environment first');
		await expect(open('', undefined, seededId('nowhere'))).rejects.toThrow(
			`PingOne denies access to the ${path} of environment`,
		);
	});
});

describe('parameters', () => {
	it.each(['addToGroup', 'removeFromGroup'])(
		'%s sends nothing without a group',
		async (operation) => {
			const groups = [
				{ by: 'name', group: ' ' },
				{ by: 'name', group: null },
				{ by: 'name', group: {} },
				{ by: 'name', group: '{{ $json.name }}' },
				{ by: 'name', group: 'null' },
				{ by: 'id', group: '../x' },
				{ by: 'list', group: '' },
			].map((group) => ({ ...JANE, ...group }));
			const { bad, received } = await runUserOperation(fixture, operation, groups, {
				groupId: '={{ { mode: $json.by, value: $json.group } }}',
			});
			expect(received).toEqual([]);
			expect(bad).toHaveLength(groups.length);
			for (const { error } of bad) expect(error).toContain("'Group' is");
		},
	);

	it('Remove From Group sends nothing where it is not said from which', async () => {
		const groupId = { __rl: true, mode: 'name', value: 'VPN Users' };
		const more = { groupId, groups: '={{ "every" }}' };
		const { bad, received } = await runUserOperation(fixture, 'removeFromGroup', [JANE], more);
		expect(received).toEqual([]);
		expect(bad[0].error).toContain("'Groups' is neither 'one' nor 'allDirect': \"every\"");
	});

	it.each(['={{ $json.nothing }}', '={{ null }}', '={{ " " }}', '{{ $json.name }}', '={{ [1] }}'])(
		'Create sends nothing where the username is %j',
		async (username) => {
			const more = { username, email: JANE.email, populationId: inList(CONTRACTORS_ID) };
			const { bad, received } = await runUserOperation(fixture, 'create', [JANE], more);
			expect(received).toEqual([]);
			expect(bad[0].error).toContain("'Username' is");
		},
	);
});
