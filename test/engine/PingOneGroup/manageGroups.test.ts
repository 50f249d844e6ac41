import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { CONTRACTORS_ID, EMPLOYEES_ID, seededGroupId } from '../../../simulator/seed/seededIds';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { EngineFixture, type RunOptions } from '../../support/engine/engineFixture';
import { changesIn, respondWith } from '../../support/engine/pingOneUser';

const GROUP = 'n8n-nodes-pingone.pingOneGroup';
const FINANCE = { group: 'Finance' };
const DYNAMIC = { group: 'All Employees' };
const EMPTY = { group: 'Quarantine' };

const fixture = EngineFixture.forEachTest();

accelerateClock();

const groups = () => fixture.simulator.tenant.groups;
const stored = ({ group }: { group: string }) => groups().get(seededGroupId(group));

/** Runs an operation on the groups that the items name. */
async function run(
	operation: string,
	items: IDataObject[],
	parameters: INodeParameters = {},
	options: RunOptions = {},
) {
	return await fixture.run(operation, items, {
		onError: 'continueErrorOutput',
		...options,
		type: GROUP,
		parameters: {
			groupId: { __rl: true, mode: 'name', value: '={{ $json.group }}' },
			...parameters,
		},
	});
}

const update = async (item: IDataObject, updateFields: INodeParameters) =>
	await run('update', [item], { updateFields });

describe('Create', () => {
	it('creates a group with its rule, in a population', async () => {
		const additionalFields = {
			...{ description: 'Guests', externalId: 'hr-7', userFilter: 'title eq "Guest"' },
			populationId: { __rl: true, mode: 'id', value: CONTRACTORS_ID },
		};
		const { good } = await run('create', [{}], { name: 'Visitors', additionalFields });
		expect(good).toMatchObject([{ success: true, changed: true, groupName: 'Visitors' }]);
		expect(groups().get(String(good[0].groupId))).toMatchObject({
			...{ name: 'Visitors', description: 'Guests', externalId: 'hr-7' },
			...{ userFilter: 'title eq "Guest"', populationId: CONTRACTORS_ID },
		});
	});

	it('fails if the name is taken, and says what PingOne said', async () => {
		const { bad } = await run('create', [{}], { name: 'Finance' });
		expect(bad[0].error).toContain('PingOne refused the request for the new group "Finance"');
		expect(bad[0].error).toContain('UNIQUENESS_VIOLATION');
	});

	it('is not repeated if its response is lost', async () => {
		fixture.simulator.faults.inject({ fault: { cut: 'after the work' }, on: /POST .*groups/ });
		const { bad, received } = await run('create', [{}], { name: 'Visitors' });
		expect(received).toHaveLength(1);
		expect(bad[0].error).toContain('look for "Visitors" with Get Many');
	});

	it.each([{ _links: {}, name: 'Visitors' }, { id: EMPLOYEES_ID, name: 'Other' }, 'OK'])(
		'fails if the response is %j',
		async (body) => {
			respondWith(fixture, /POST/, 200, body);
			expect((await run('create', [{}], { name: 'Visitors' })).good).toEqual([]);
		},
	);
});

describe('Get and Get Many', () => {
	it('count the members of one group', async () => {
		const { good } = await run('get', [FINANCE, DYNAMIC]);
		expect(good).toMatchObject([
			{ ...FINANCE_OUTPUT, userFilter: null, memberCount: 3, directMemberCount: 3 },
			{ name: 'All Employees', memberCount: expect.any(Number), directMemberCount: 0 },
		]);
		const raw = await run('get', [FINANCE], { simplify: false });
		expect(raw.good[0]).toMatchObject({ totalMemberCounts: { users: 3 } });
	});

	it('filter by the start of the name, population and external ID, up to a limit', async () => {
		const id = seededGroupId('Finance');
		groups().set(id, { ...groups().get(id)!, populationId: EMPLOYEES_ID, externalId: 'hr-1' });
		const all = { nameStartsWith: 'fin', externalId: 'hr-1', populationId: EMPLOYEES_ID };
		const listed = async (filters: INodeParameters, more: INodeParameters = {}) =>
			(await run('getAll', [{}], { filters, returnAll: true, ...more })).good;
		expect(await listed(all)).toMatchObject([
			{ ...FINANCE_OUTPUT, populationId: EMPLOYEES_ID, externalId: 'hr-1', isExternal: false },
		]);
		expect(await listed({ nameStartsWith: 'fin' })).toHaveLength(2);
		expect(await listed({}, { returnAll: false, limit: 2, simplify: false })).toHaveLength(2);
		expect((await listed({}, { simplify: false }))[0]).toHaveProperty('_links');
	});

	it('go on after a short page', async () => {
		fixture.simulator.faults.lists.shortPages = 2;
		expect((await run('getAll', [{}], { returnAll: true })).good).toHaveLength(6);
		expect((await run('getAll', [{}], { returnAll: false, limit: 3 })).good).toHaveLength(3);
	});
});

const FINANCE_OUTPUT = {
	id: seededGroupId('Finance'),
	name: 'Finance',
	description: 'Invoices and payroll',
};

describe('Update', () => {
	it('changes only the fields that it names, so a dynamic group keeps its rule', async () => {
		const before = stored(DYNAMIC);
		const { good, received } = await update(DYNAMIC, { description: 'Everybody' });
		expect(good).toMatchObject([{ success: true, changed: true, groupName: 'All Employees' }]);
		expect(stored(DYNAMIC)).toEqual({ ...before, description: 'Everybody' });
		expect(changesIn(received)).toHaveLength(1);
	});

	it('clears a description, and sends nothing if there is nothing to change', async () => {
		expect((await update(FINANCE, { description: '' })).good).toMatchObject([{ changed: true }]);
		expect(stored(FINANCE)).not.toHaveProperty('description');
		const again = await update(FINANCE, { name: 'Finance', externalId: '' });
		expect(again.good).toMatchObject([{ changed: false }]);
		expect(changesIn(again.received)).toEqual([]);
	});

	it('changes a group for one item after another, in their order', async () => {
		const items = ['One', 'Two'].map((text) => ({ ...FINANCE, text }));
		const updateFields = { description: '={{ $json.text }}' };
		const { good, received } = await run('update', items, { updateFields });
		expect(good).toMatchObject([{ changed: true }, { changed: true }]);
		expect(stored(FINANCE)?.description).toBe('Two');
		const methods = received.slice(-4).map(({ method }) => method);
		expect(methods).toEqual(['GET', 'PUT', 'GET', 'PUT']);
	});

	it('does not clear a value if an expression finds nothing', async () => {
		const { bad, received } = await update(FINANCE, { description: '={{ $json.nothing }}' });
		expect(received).toEqual([]);
		expect(bad[0].error).toContain("'Description' is empty");
	});

	it('fails if PingOne shows another change than this one, and names the field', async () => {
		const shown = { id: seededGroupId('All Employees'), name: 'All Employees', description: 'New' };
		respondWith(fixture, /PUT/, 200, shown, 1);
		respondWith(fixture, /GET .*groups\/[^?]*$/, 200, { ...shown, _links: {} });
		const { bad } = await update(DYNAMIC, { description: 'New' });
		expect(bad[0].error).toContain('does not show the expected value of "userFilter"');
		expect(bad[0].error).toContain('Only "description" should change');
	});

	it('believes no response that does not show the group', async () => {
		respondWith(fixture, /PUT/, 200, { status: 'ok' });
		const { bad } = await update(FINANCE, { description: 'New' });
		expect(bad[0].error).toContain('does not show the expected value of "description"');
		expect(stored(FINANCE)?.description).toBe('Invoices and payroll');
	});

	it('sends nothing without a field', async () => {
		const { bad, received } = await update(FINANCE, {});
		expect(received).toEqual([]);
		expect(bad[0].error).toContain("'Update Fields' is empty");
	});
});

describe('Delete', () => {
	it('deletes an empty group', async () => {
		const { good } = await run('delete', [EMPTY]);
		expect(good).toMatchObject([{ success: true, changed: true, deleted: true }]);
		expect(stored(EMPTY)).toBeUndefined();
	});

	it('keeps a group with members, unless it is told otherwise', async () => {
		const { bad, received } = await run('delete', [FINANCE]);
		expect(bad[0].error).toContain('Group "Finance" has 3 members, so it was not deleted');
		expect(changesIn(received)).toEqual([]);
		expect((await run('delete', [FINANCE], { onlyIfEmpty: false })).good).toHaveLength(1);
		expect(stored(FINANCE)).toBeUndefined();
	});

	it('says so if PingOne keeps a group with members', async () => {
		groups().keepsMembers = true;
		const { bad } = await run('delete', [FINANCE], { onlyIfEmpty: false });
		expect(bad[0].error).toContain('The group has members');
	});

	it('keeps a group if PingOne does not say how many members it has', async () => {
		respondWith(fixture, /GET .*include/, 200, { id: seededGroupId('Quarantine') });
		const { bad } = await run('delete', [EMPTY]);
		expect(bad[0].error).toContain('has an unknown number of members');
	});

	it.each([
		['after the work', true],
		['404', false],
	])('is a success if the group is gone: %s', async (fault, changed) => {
		if (fault === '404') respondWith(fixture, /DELETE/, 404, { code: 'NOT_FOUND' });
		else
			fixture.simulator.faults.inject({
				fault: { cut: 'after the work' },
				on: /DELETE/,
				times: 1,
			});
		expect((await run('delete', [EMPTY])).good).toMatchObject([{ changed }]);
	});

	it('believes a strange response only if the group is gone', async () => {
		respondWith(fixture, /DELETE/, 200, { ok: true });
		expect((await run('delete', [EMPTY])).good).toEqual([]);
	});
});

it.each(['update', 'delete'])('%s refuses an external group', async (operation) => {
	const id = seededGroupId('Quarantine');
	groups().set(id, { ...groups().get(id)!, sourceId: 'gateway' });
	const { bad, received } = await run(operation, [EMPTY], { updateFields: { name: 'New' } });
	expect(bad[0].error).toContain('"Quarantine" is an external group');
	expect(changesIn(received)).toEqual([]);
});

it('names a group that is not there', async () => {
	const { bad } = await run('get', [{ group: 'Nobody' }]);
	expect(bad[0].error).toContain('has the name "Nobody"');
});
