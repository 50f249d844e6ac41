import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { CONTRACTORS_ID, EMPLOYEES_ID, seededUserId } from '../../../simulator/seed/seededIds';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { EngineFixture } from '../../support/engine/engineFixture';
import {
	changesIn,
	inList,
	respondWith,
	runUserOperation,
	userIn,
} from '../../support/engine/pingOneUser';

const fixture = EngineFixture.forEachTest();

accelerateClock();

const NEW = { username: 'new.one', email: 'new.one@acme.example' };
const JANE = { username: 'Jane.Doe', email: 'jane.doe@acme.example' };

async function upsert(items: IDataObject[], parameters: INodeParameters = {}) {
	return await runUserOperation(fixture, 'upsert', items, {
		username: '={{ $json.username }}',
		email: '={{ $json.email }}',
		populationId: inList(EMPLOYEES_ID),
		...parameters,
	});
}

const usersNamed = (name: string) =>
	[...fixture.simulator.tenant.users.values()].filter(({ username }) => username === name);

describe('Create or Update', () => {
	it('creates a user whose username nobody has', async () => {
		const { good, received } = await upsert([NEW]);
		expect(changesIn(received)).toHaveLength(1);
		expect(good).toMatchObject([{ success: true, created: true, changed: true, ...NEW }]);
	});

	it('updates only what differs of a user who exists, and not the password', async () => {
		const { good, received } = await upsert([JANE], {
			populationId: inList(CONTRACTORS_ID),
			additionalFields: { title: 'Boss', givenName: 'Jane', password: 'Correct-Horse-7' },
		});
		const path = `users/${seededUserId('jane.doe')}`;
		expect(changesIn(received)).toEqual([
			`PATCH ${path} application/json {"title":"Boss"}`,
			`PUT ${path}/population application/json {"id":"${CONTRACTORS_ID}"}`,
		]);
		expect(good).toMatchObject([
			{ created: false, changed: true, username: 'jane.doe', populationId: CONTRACTORS_ID },
		]);
	});

	it('a second time changes nothing', async () => {
		const fields = { additionalFields: { familyName: 'One', nickname: '' } };
		await upsert([NEW], fields);
		const { good, received } = await upsert([NEW], fields);
		expect(changesIn(received)).toEqual([]);
		expect(good).toMatchObject([{ created: false, changed: false }]);
	});

	it('creates the user of two items once, and updates it with the second', async () => {
		const { good } = await upsert([NEW, { ...NEW, email: 'second@acme.example' }]);
		expect(good).toMatchObject([{ created: true }, { created: false, changed: true }]);
		expect(usersNamed('new.one')).toMatchObject([{ email: 'second@acme.example' }]);
	});

	it('looks whether the user exists after a lost response, and creates no second one', async () => {
		const fault = { cut: 'after the work' as const };
		fixture.simulator.faults.inject({ fault, on: /^POST/, times: 1 });
		const { good, received } = await upsert([NEW]);
		expect(good).toMatchObject([{ created: true, changed: true, ...NEW }]);
		expect(changesIn(received)).toHaveLength(1);
		expect(usersNamed('new.one')).toHaveLength(1);
	});

	it('says that no user exists if the request was lost', async () => {
		const fault = { cut: 'before the work' as const };
		fixture.simulator.faults.inject({ fault, on: /^POST/, times: 1 });
		const { bad } = await upsert([NEW]);
		expect(bad[0].error).toContain('No user with the username "new.one" exists now');
	});

	it.each([
		[/GET.*users/, 'denies access'],
		[/^POST/, 'denies access to the new user "new.one"'],
	])('creates nothing if PingOne refuses %s', async (on, sentence) => {
		respondWith(fixture, on, 403, { code: 'ACCESS_FAILED' });
		const { bad } = await upsert([NEW]);
		expect(bad[0].error).toContain(sentence);
		expect(usersNamed('new.one')).toEqual([]);
	});

	it('keeps the parts of a name that are not given', async () => {
		await upsert([JANE], { additionalFields: { familyName: 'Roe' } });
		expect(userIn(fixture, 'jane.doe').attributes.name).toMatchObject({
			given: 'Jane',
			family: 'Roe',
		});
	});
});
