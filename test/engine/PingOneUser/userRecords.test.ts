import type { INodeParameters } from 'n8n-workflow';
import {
	EMPLOYEES_ID,
	seededGroupId,
	seededId,
	seededUserId,
	WORKFORCE_ID,
} from '../../../simulator/seed/seededIds';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { EngineFixture } from '../../support/engine/engineFixture';
import {
	respondWith,
	changesIn,
	JANE,
	LUIS,
	NOBODY,
	runUserOperation,
	userIn,
} from '../../support/engine/pingOneUser';

const ID = seededUserId('jane.doe');
const RUTH = { email: 'ruth.adeyemi@acme.example' };

const fixture = EngineFixture.forEachTest();

accelerateClock();

describe('Get', () => {
	const get = async (parameters: INodeParameters = {}, items = [JANE]) =>
		await runUserOperation(fixture, 'get', items, parameters);

	it('puts out a user in eight fields', async () => {
		const { good, received } = await get();
		expect(received).toHaveLength(1);
		expect(good).toEqual([
			{
				id: ID,
				username: 'jane.doe',
				email: JANE.email,
				name: 'Jane Doe',
				enabled: true,
				accountStatus: 'OK',
				populationId: EMPLOYEES_ID,
				lastSignOnAt: expect.any(String),
				pairedWith: 0,
			},
		]);
	});

	it('puts out what PingOne says, where it is not to simplify', async () => {
		const { good } = await get({ simplify: false });
		expect(good).toMatchObject([{ id: ID, account: { canAuthenticate: true }, _links: {} }]);
	});

	it('adds groups and administrator roles if Include has them', async () => {
		const { good } = await get({ include: ['groups', 'administratorRoles'] }, [JANE, RUTH]);
		expect(good).toMatchObject([
			{
				groups: [
					{ id: seededGroupId('VPN Users'), name: 'VPN Users', isDirect: true },
					{ id: seededGroupId('Finance'), name: 'Finance', isDirect: true },
					{ id: seededGroupId('All Employees'), name: 'All Employees', isDirect: false },
				],
				administratorRoles: [],
				pairedWith: 0,
			},
			{
				administratorRoles: ['Environment Admin', 'Identity Data Admin'].map((role) => ({
					name: role,
					id: seededId(`role assignment ${role}`),
					roleId: seededId(`role ${role}`),
					scopeType: 'ENVIRONMENT',
					scopeId: WORKFORCE_ID,
				})),
				pairedWith: 1,
			},
		]);
	});

	it('gives each item what it asks for of the same user', async () => {
		const items = [{ which: [] }, { which: ['groups'] }].map((item) => ({ ...JANE, ...item }));
		const { good } = await get({ include: '={{ $json.which }}' }, items);
		expect(good.map((item) => 'groups' in item)).toEqual([false, true]);
	});

	it('makes do with roles of which PingOne tells nothing', async () => {
		const roleAssignments = [{}, { role: 'x', scope: null }];
		respondWith(fixture, /roleAssignments/, 200, { _links: {}, _embedded: { roleAssignments } });
		const { good } = await get({ include: '={{ "administratorRoles" }}' });
		const unknown = { name: null, id: '', roleId: null, scopeType: null, scopeId: null };
		expect(good).toMatchObject([{ administratorRoles: [unknown, unknown] }]);
	});

	it('fails if groups or roles cannot be read', async () => {
		respondWith(fixture, /roleAssignments/, 403);
		const { bad } = await get({ include: ['administratorRoles'] });
		expect(bad[0].error).toContain('denies access to the administrator roles of user "jane.doe"');
	});

	it('sends nothing where something unknown is to be included', async () => {
		const { bad, received } = await get({ include: '={{ ["groups", "devices"] }}' });
		expect(received).toEqual([]);
		expect(bad[0].error).toContain("'Include' contains a value other than");
	});

	it('names users who do not exist, and those who share an email', async () => {
		const { bad } = await get({}, [NOBODY, { email: 'front.desk@acme.example' }]);
		expect(bad[0].error).toContain('has the email "nobody@acme.example"');
		expect(bad[1].error).toContain('front.desk, front.desk.2 [item 1]');
	});
});

describe('Delete', () => {
	it('deletes the user with the one documented call, and says so', async () => {
		const { good, received } = await runUserOperation(fixture, 'delete', [JANE, LUIS]);
		expect(changesIn(received)).toContain(`DELETE users/${ID}`);
		expect(good).toMatchObject([
			{ userId: ID, username: 'jane.doe', deleted: true, changed: true, pairedWith: 0 },
			{ username: 'luis.ortega', deleted: true, changed: true, pairedWith: 1 },
		]);
		expect(() => userIn(fixture, 'jane.doe')).toThrow();
	});

	it('of a user who has gone meanwhile is a success that changed nothing', async () => {
		respondWith(fixture, /^DELETE/, 404, { code: 'NOT_FOUND' });
		const { good } = await runUserOperation(fixture, 'delete', [JANE]);
		expect(good).toMatchObject([{ deleted: true, changed: false }]);
	});

	it('is no success where it is a gateway that answers 404', async () => {
		respondWith(fixture, /^DELETE/, 404, '<html>');
		const { good, bad } = await runUserOperation(fixture, 'delete', [JANE]);
		expect([good.length, bad.length]).toEqual([0, 1]);
	});
});
