import {
	ADMINISTRATORS_ID,
	CONTRACTORS_ID,
	EMPLOYEES_ID,
	seededGroupId,
	seededId,
	seededPopulationId,
	WORKFORCE_ID,
} from '../../../simulator/seed/seededIds';
import { filtered, JSON_TYPE, SimulatorClient, userPath } from './simulatorClient';

const ENVIRONMENT = `/environments/${WORKFORCE_ID}`;
const GROUPS = `${ENVIRONMENT}/groups`;
const POPULATIONS = `${ENVIRONMENT}/populations`;
const JANES = `${userPath('jane.doe')}/memberOfGroups`;
const FINANCE = seededGroupId('Finance');
const ENGINEERING = seededGroupId('Engineering');
const ALL_EMPLOYEES = seededGroupId('All Employees');

const client = SimulatorClient.forEachTest();

const names = (things: Array<{ name: string }>) => things.map(({ name }) => name);
const groupNames = async (path: string) => names((await client.get(path)).data._embedded.groups);
const memberships = async (query = '') =>
	(await client.get(`${JANES}${query}`)).data._embedded.groupMemberships;
const add = async (id: unknown) => await client.send('POST', JANES, [JSON_TYPE, { id }]);
const remove = async (id: string) => await client.send('DELETE', `${JANES}/${id}`);

describe('the groups of an environment', () => {
	it('are listed, page by page', async () => {
		const some = ['VPN Users', 'Finance', 'Engineering', 'Finance Approvers'];
		const all = [...some, 'Quarantine', 'All Employees'];
		expect(await groupNames(GROUPS)).toEqual(all);
		const { data } = await client.get(`${GROUPS}?limit=3`);
		expect(data).toMatchObject({ count: 6, size: 3 });
		const next = data._links.next.href.replace(client.simulator.apiPath, '');
		expect(await groupNames(next)).toEqual(all.slice(3));
		expect(await groupNames(GROUPS.replace(WORKFORCE_ID, ADMINISTRATORS_ID))).toEqual([]);
	});

	it.each([
		['name eq "finance"', ['Finance']],
		['name sw "Fin"', ['Finance', 'Finance Approvers']],
		['name sw "Fin" and name eq "Engineering"', []],
	])('are found by %s', async (filter, found) => {
		expect(await groupNames(filtered(GROUPS, filter))).toEqual(found);
	});

	it('are shown, with their rule where they have one', async () => {
		const { data } = await client.get(`${GROUPS}/${FINANCE}`);
		expect(data).toMatchObject({ id: FINANCE, name: 'Finance', environment: { id: WORKFORCE_ID } });
		expect(data).not.toHaveProperty('userFilter');
		const ruled = await client.get(`${GROUPS}/${ALL_EMPLOYEES}`);
		expect(ruled.data.userFilter).toBe(`population.id eq "${EMPLOYEES_ID}"`);
	});
});

describe('the groups of a user', () => {
	it('are direct, or come from a rule', async () => {
		expect(await memberships()).toMatchObject([
			{ name: 'VPN Users', type: 'DIRECT' },
			{ id: FINANCE, name: 'Finance', type: 'DIRECT' },
			{ id: ALL_EMPLOYEES, name: 'All Employees', type: 'INDIRECT' },
		]);
	});

	it('are filtered by type, and shown in full with expand', async () => {
		const direct = `?filter=${encodeURIComponent('type eq "DIRECT"')}`;
		expect(names(await memberships(direct))).toEqual(['VPN Users', 'Finance']);
		expect((await memberships(direct))[0]).not.toHaveProperty('_embedded');
		expect((await memberships(`${direct}&expand=group`))[1]._embedded.group).toMatchObject({
			id: FINANCE,
			description: expect.any(String),
		});
	});

	it('come page by page', async () => {
		const { data } = await client.get(`${JANES}?limit=2`);
		expect(data).toMatchObject({ count: 3, size: 2 });
		const next = new URL(data._links.next.href);
		expect(names(await memberships(next.search))).toEqual(['All Employees']);
	});

	it('follow the population, where the rule says so', async () => {
		const path = `${userPath('jane.doe')}/population`;
		await client.send('PUT', path, [JSON_TYPE, { id: CONTRACTORS_ID }]);
		expect(names(await memberships())).toEqual(['VPN Users', 'Finance']);
	});

	it('are joined', async () => {
		const { status, data } = await add(ENGINEERING.toUpperCase());
		expect(status).toBe(201);
		expect(data).toMatchObject({ id: ENGINEERING, name: 'Engineering', type: 'DIRECT' });
		expect(names(await memberships())).toContain('Engineering');
	});

	it('are not joined twice, unless the simulator is told that it does no harm', async () => {
		const { status, data } = await add(FINANCE);
		expect(status).toBe(400);
		expect(data).toMatchObject({
			code: 'INVALID_DATA',
			details: [{ code: 'UNIQUENESS_VIOLATION', target: 'id' }],
		});
		client.tenant.memberOfGroups.acceptsMembers = true;
		expect((await add(FINANCE)).status).toBe(201);
		expect(await memberships()).toHaveLength(3);
	});

	it('are left', async () => {
		expect((await remove(FINANCE)).status).toBe(204);
		expect(names(await memberships())).toEqual(['VPN Users', 'All Employees']);
		expect((await remove(FINANCE)).status).toBe(404);
	});

	it('are not left where a rule says who is in', async () => {
		expect((await remove(ALL_EMPLOYEES)).status).toBe(404);
		client.tenant.memberOfGroups.refusesIndirect = true;
		const { status, data } = await remove(ALL_EMPLOYEES);
		expect(status).toBe(400);
		expect(data).toMatchObject({
			code: 'REQUEST_FAILED',
			details: [{ message: expect.stringContaining('rule') }],
		});
		expect((await remove(ENGINEERING)).status).toBe(404);
		expect(names(await memberships())).toContain('All Employees');
	});

	it('may have a user directly whom the rule has as well', async () => {
		expect((await add(ALL_EMPLOYEES)).status).toBe(201);
		expect((await memberships())[2]).toMatchObject({ name: 'All Employees', type: 'DIRECT' });
		expect((await remove(ALL_EMPLOYEES)).status).toBe(204);
		expect((await memberships())[2]).toMatchObject({ name: 'All Employees', type: 'INDIRECT' });
	});
});

describe('the populations of an environment', () => {
	const populations = async (path: string) => (await client.get(path)).data._embedded.populations;

	it('are two for the workforce, and one elsewhere', async () => {
		expect(await populations(POPULATIONS)).toMatchObject([
			{ id: EMPLOYEES_ID, name: 'Employees', default: true },
			{ id: CONTRACTORS_ID, name: 'Contractors', default: false },
		]);
		expect(await populations(POPULATIONS.replace(WORKFORCE_ID, ADMINISTRATORS_ID))).toMatchObject([
			{ id: seededPopulationId(ADMINISTRATORS_ID) },
		]);
	});

	it('are searched, and shown', async () => {
		expect(names(await populations(filtered(POPULATIONS, 'name sw "con"')))).toEqual([
			'Contractors',
		]);
		expect((await client.get(`${POPULATIONS}/${EMPLOYEES_ID}`)).data.name).toBe('Employees');
	});
});

describe('the roles of a user', () => {
	it('are those of an administrator, or none', async () => {
		const { data } = await client.get(`${userPath('ruth.adeyemi')}/roleAssignments`);
		const scope = { id: WORKFORCE_ID, type: 'ENVIRONMENT' };
		expect(data._embedded.roleAssignments).toMatchObject([
			{ id: expect.any(String), role: { id: seededId('role Environment Admin') }, scope },
			{ id: expect.any(String), role: { id: seededId('role Identity Data Admin') }, scope },
		]);
		const none = await client.get(`${userPath('jane.doe')}/roleAssignments`);
		expect(none.data).toMatchObject({ count: 0, _embedded: { roleAssignments: [] } });
	});

	it('go with the user', async () => {
		await client.send('DELETE', userPath('ruth.adeyemi'));
		expect(client.tenant.roleAssignments.size).toBe(0);
	});
});
