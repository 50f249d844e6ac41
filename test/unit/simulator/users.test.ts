import { seededPassword } from '../../../simulator/seed/seed';
import {
	ADMINISTRATORS_ID,
	CONTRACTORS_ID,
	EMPLOYEES_ID,
	seededGroupId,
	seededId,
	seededPopulationId,
	seededSessionId,
	seededUserId,
	WORKFORCE_ID,
} from '../../../simulator/seed/seededIds';
import {
	filtered,
	JSON_TYPE,
	SimulatorClient,
	userPath,
	USERS,
	type Content,
} from './simulatorClient';

const IMPORT = 'application/vnd.pingidentity.user.import+json';
const JANE = userPath('jane.doe');
const NEW = {
	username: 'new.hire',
	email: 'new.hire@acme.example',
	population: { id: EMPLOYEES_ID },
};

const client = SimulatorClient.forEachTest();

const create = async (changes: object = {}, mediaType = JSON_TYPE) =>
	await client.send('POST', USERS, [mediaType, { ...NEW, ...changes }]);
const patch = async (changes: object) => await client.send('PATCH', JANE, [JSON_TYPE, changes]);

describe('a user that is created', () => {
	it('is there, enabled and without a password', async () => {
		const { status, data } = await create({ name: { given: 'New' }, shoeSize: 41 });
		expect(status).toBe(201);
		expect(data).toMatchObject({
			...NEW,
			name: { given: 'New' },
			shoeSize: 41,
			enabled: true,
			account: { canAuthenticate: true, status: 'OK' },
			identityProvider: { type: 'PING_ONE' },
			createdAt: data.updatedAt,
		});
		expect((await client.get(`${USERS}/${data.id}`)).data).toEqual({
			...data,
			_links: expect.anything(),
		});
		const password = await client.get(`${USERS}/${data.id}/password`);
		expect(password.data.status).toBe('NO_PASSWORD');
	});

	it('has a password only where it is imported', async () => {
		const password = { value: 'correct horse', forceChange: true };
		const refused = await create({ password });
		expect(refused.status).toBe(400);
		expect(refused.data.details).toMatchObject([{ target: 'password' }]);
		const { status, data } = await create({ password }, IMPORT);
		expect(status).toBe(201);
		expect(JSON.stringify(data)).not.toContain(password.value);
		const state = await client.get(`${USERS}/${data.id}/password`);
		expect(state.data.status).toBe('MUST_CHANGE_PASSWORD');
	});

	it.each([
		['password', 'text'],
		['password.value', {}],
		['password.value', { value: 'short' }],
		['password.value', { value: 12345678 }],
		['password.forceChange', { value: 'correct horse', forceChange: 'yes' }],
		['password.hash', { value: 'correct horse', hash: 'x' }],
	])('is refused, and not there, where %s is wrong', async (target, password) => {
		const { status, data } = await create({ password }, IMPORT);
		expect(status).toBe(400);
		expect(data.details[0].target).toBe(target);
		expect(client.tenant.users.withUsername(WORKFORCE_ID, NEW.username)).toBeUndefined();
	});

	it('has a username of its own, whatever the case', async () => {
		expect((await create()).status).toBe(201);
		const { status, data } = await create({ username: 'NEW.hire' });
		expect(status).toBe(400);
		expect(data).toMatchObject({
			code: 'INVALID_DATA',
			details: [{ code: 'UNIQUENESS_VIOLATION', target: 'username' }],
		});
	});

	it('may have the username of one in another environment', async () => {
		const path = USERS.replace(WORKFORCE_ID, ADMINISTRATORS_ID);
		const population = { id: seededPopulationId(ADMINISTRATORS_ID) };
		const body = { ...NEW, username: 'jane.doe', population };
		expect((await client.send('POST', path, [JSON_TYPE, body])).status).toBe(201);
	});

	it.each<[string, object]>([
		['username', { username: undefined }],
		['username', { username: '' }],
		['username', { username: 'x'.repeat(129) }],
		['email', { email: undefined }],
		['email', { email: 'nobody' }],
		['population', { population: undefined }],
		['population.id', { population: 'Employees' }],
		['population.id', { population: { id: 'Employees' } }],
		['population.id', { population: { id: seededId('nothing') } }],
		['population.id', { population: { id: seededPopulationId(ADMINISTRATORS_ID) } }],
		['id', { id: seededId('x') }],
		['enabled', { enabled: false }],
		['account', { account: {} }],
		['name', { name: 'Jane Doe' }],
		['name.first', { name: { first: 'Jane' } }],
		['address.locality', { address: { locality: 8000 } }],
		['title', { title: 7 }],
		['mobilePhone', { mobilePhone: 'none' }],
		['no-name!', { 'no-name!': 'x' }],
	])('is refused where %s is wrong', async (target, changes) => {
		const { status, data } = await create(changes);
		expect(status).toBe(400);
		expect(data).toMatchObject({ code: 'INVALID_DATA', details: [{ target }] });
	});
});

describe('a change of a user', () => {
	it('clears what is null, sets what is named and leaves the rest', async () => {
		await patch({ title: 'Buyer', nickname: 'JD', address: { locality: 'Zürich', region: 'ZH' } });
		const { status, data } = await patch({
			title: null,
			name: { middle: 'Ann' },
			address: { region: null },
			costCenter: { number: 7 },
		});
		expect(status).toBe(200);
		expect(data).not.toHaveProperty('title');
		expect(data).toMatchObject({
			nickname: 'JD',
			name: { given: 'Jane', family: 'Doe', middle: 'Ann' },
			costCenter: { number: 7 },
		});
		expect(data.address).toEqual({ locality: 'Zürich' });
		expect(Date.parse(data.updatedAt)).toBeGreaterThan(Date.parse(data.createdAt));
	});

	it('changes username and email', async () => {
		const changes = { username: 'jane.smith', email: 'jane.smith@acme.example' };
		expect((await patch(changes)).data).toMatchObject(changes);
		const usernames = async (filter: string) =>
			(await client.get(filtered(USERS, filter))).data.count;
		expect(await usernames('username eq "jane.smith"')).toBe(1);
		expect((await create({ username: 'jane.doe' })).status).toBe(201);
		expect((await create({ username: 'jane.smith' })).status).toBe(400);
	});

	it.each<[string, object]>([
		['username', { username: null }],
		['username', { username: 'Mei.Lin' }],
		['email', { email: null }],
		['enabled', { enabled: false }],
		['lifecycle', { lifecycle: {} }],
		['password', { password: { value: 'correct horse' } }],
	])('is refused where %s is wrong', async (target, changes) => {
		const { status, data } = await patch(changes);
		expect(status).toBe(400);
		expect(data).toMatchObject({ code: 'INVALID_DATA', details: [{ target }] });
	});

	it('leaves the population as it is, and says nothing of it', async () => {
		const { status, data } = await patch({ population: { id: CONTRACTORS_ID }, title: 'Buyer' });
		expect(status).toBe(200);
		expect(data).toMatchObject({ population: { id: EMPLOYEES_ID }, title: 'Buyer' });
	});

	it('may name the username that the user has', async () => {
		expect((await patch({ username: 'Jane.Doe' })).data.username).toBe('Jane.Doe');
	});
});

describe('a move to another population', () => {
	const move = async (content: Content) => await client.send('PUT', `${JANE}/population`, content);

	it.each([CONTRACTORS_ID, CONTRACTORS_ID.toUpperCase()])('is a PUT: %s', async (id) => {
		const { status, data } = await move([JSON_TYPE, { id }]);
		expect(status).toBe(200);
		expect(data).toMatchObject({ id: CONTRACTORS_ID });
		expect((await client.get(JANE)).data).toMatchObject({
			population: { id: CONTRACTORS_ID },
			username: 'jane.doe',
			name: { given: 'Jane' },
		});
	});
});

describe('a user that is deleted', () => {
	it('is gone, with sessions, memberships and password, and the username is free', async () => {
		expect((await client.send('DELETE', JANE)).status).toBe(204);
		for (const path of [JANE, `${JANE}/sessions`, `${JANE}/password`, `${JANE}/memberOfGroups`]) {
			expect((await client.get(path)).status).toBe(404);
		}
		expect((await client.send('DELETE', JANE)).status).toBe(404);
		const { tenant } = client;
		const id = seededUserId('jane.doe');
		expect(tenant.sessions.has(seededSessionId('jane.doe'))).toBe(false);
		expect(tenant.sessions.has(seededSessionId('jane.doe', 2))).toBe(false);
		expect(tenant.sessions.has(seededSessionId('jane.doerr'))).toBe(true);
		expect(tenant.passwords.has(id)).toBe(false);
		expect(tenant.memberships.isDirect(id, seededGroupId('Finance'))).toBe(false);
		const attempt = { environmentId: WORKFORCE_ID, username: 'jane.doe' };
		const password = seededPassword(tenant, 'jane.doe');
		expect(tenant.signOn({ ...attempt, password })).toEqual({ refused: 'WRONG_PASSWORD' });
		expect((await create({ username: 'jane.doe' })).status).toBe(201);
	});
});

describe('a request about a user', () => {
	it('accepts JSON that names its character set', async () => {
		const content = `${JSON_TYPE}; charset=utf-8`;
		expect((await client.send('PATCH', JANE, [content, { title: 'Ö' }])).data.title).toBe('Ö');
	});
});

describe('a user that is read', () => {
	const groups = async (include: string) => (await client.get(`${JANE}?include=${include}`)).data;

	it('has the groups that include names', async () => {
		expect((await client.get(JANE)).data).not.toHaveProperty('memberOfGroupIDs');
		const names = ['VPN Users', 'Finance', 'All Employees'];
		expect(await groups('memberOfGroupNames')).toMatchObject({ memberOfGroupNames: names });
		expect(await groups('memberOfGroupIDs,memberOfGroupNames')).toMatchObject({
			memberOfGroupIDs: names.map(seededGroupId),
			memberOfGroupNames: names,
		});
	});
});

describe('the log of requests', () => {
	it('has the body as text', async () => {
		await patch({ title: 'Ö' });
		await client.get(JANE);
		expect(client.simulator.received.map(({ body }) => body)).toEqual(['{"title":"Ö"}', '']);
	});
});
