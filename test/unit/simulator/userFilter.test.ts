import {
	ADMINISTRATORS_ID,
	CONTRACTORS_ID,
	seededGroupId,
	seededId,
	seededUserId,
} from '../../../simulator/seed/seededIds';
import { filtered, JSON_TYPE, SimulatorClient, userPath, USERS } from './simulatorClient';

const client = SimulatorClient.forEachTest();

describe('a filter of users', () => {
	const usernames = async (filter: string) =>
		(await client.get(filtered(USERS, filter))).data._embedded.users.map(
			({ username }: { username: string }) => username,
		);

	it.each([
		['email ew "desk@acme.example"', ['front.desk', 'front.desk.2']],
		['name.family co "GHUN"', ['priya.raghunathan']],
		['name.given ew "sz" or name.given sw "me"', ['mei.lin', 'tomasz.wisniewski']],
		['username sw "jane" and name.family eq "Doerr"', ['jane.doerr']],
		[
			'username eq "mei.lin" or username sw "jane" and email sw "jane.doe@"',
			['jane.doe', 'mei.lin'],
		],
		['(username eq "mei.lin" or username sw "jane") and email sw "jane.doe@"', ['jane.doe']],
		[`population.id eq "${CONTRACTORS_ID}"`, ['nadia.haddad', 'viktor.novak']],
		['enabled eq false', ['conor.obrien']],
		['enabled eq true and name.given eq "Conor"', []],
		[
			`memberOfGroups[id eq "${seededGroupId('Finance')}"]`,
			['jane.doe', 'amara.okafor', 'kofi.mensah'],
		],
		[`memberOfGroups[id eq "${seededGroupId('All Employees')}"] and username sw "n"`, []],
		[
			`memberOfGroups[id eq "${seededGroupId('All Employees')}"] and username sw "k"`,
			['kofi.mensah'],
		],
		[`memberOfGroups[id eq "${seededId('no group')}"]`, []],
		['title eq "Buyer"', ['mei.lin']],
		['address.locality sw "Zür"', ['mei.lin']],
	])('finds by %s', async (filter, found) => {
		const { users } = client.tenant;
		users.replace({ ...users.get(seededUserId('conor.obrien'))!, enabled: false });
		const changes = { title: 'Buyer', address: { locality: 'Zürich' } };
		await client.send('PATCH', userPath('mei.lin'), [JSON_TYPE, changes]);
		expect(await usernames(filter)).toEqual(found);
	});

	it.each([
		'',
		'username',
		'username eq',
		'username eq jane',
		'username co "jane"',
		'email co "jane"',
		'title ew "x"',
		'population.id sw "x"',
		'enabled eq "true"',
		'enabled sw true',
		'username eq true',
		'createdAt eq "2024-03-01T08:00:00Z"',
		'lastSignOn.at eq "x"',
		'not (username eq "x")',
		'(username eq "x"',
		'username eq "x")',
		'username eq "x" and',
		'username eq "x" or or username eq "y"',
		'memberOfGroups[id eq "x"',
		'memberOfGroups[name eq "x"]',
		'memberOfGroups eq "x"',
		'__proto__ eq "x"',
		`${'('.repeat(20)}username eq "x"${')'.repeat(20)}`,
	])('is refused: %s', async (filter) => {
		const { status, data } = await client.get(filtered(USERS, filter));
		expect(status).toBe(400);
		expect(data.details).toMatchObject([{ code: 'INVALID_FILTER', target: 'filter' }]);
	});

	it('may have many parentheses, as long as few are in each other', async () => {
		const filter = Array.from({ length: 20 }, () => '(username eq "mei.lin")').join(' or ');
		expect(await usernames(filter)).toEqual(['mei.lin']);
	});

	it('finds nobody by a group of another environment, whatever its rule', async () => {
		const id = seededGroupId('elsewhere');
		const group = { id, environmentId: ADMINISTRATORS_ID, name: 'All', description: '' };
		client.tenant.groups.set(id, { ...group, userFilter: 'enabled eq true' });
		expect(await usernames(`memberOfGroups[id eq "${id}"]`)).toEqual([]);
	});

	it('is refused where the simulator is told to', async () => {
		client.tenant.users.refusedInFilters.push('enabled eq');
		expect((await client.get(filtered(USERS, 'enabled eq true'))).status).toBe(400);
		expect((await client.get(filtered(USERS, 'username eq "x"'))).status).toBe(200);
	});
});
