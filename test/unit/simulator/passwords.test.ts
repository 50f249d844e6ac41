import { seededPassword } from '../../../simulator/seed/seed';
import { seededUserId, WORKFORCE_ID } from '../../../simulator/seed/seededIds';
import { PingOneSimulator } from '../../../simulator/simulator';
import { JSON_TYPE, SimulatorClient, userPath, type Content } from './simulatorClient';

const TYPE = 'application/vnd.pingidentity.password';
const SET = `${TYPE}.set+json`;
const REMOVE = `${TYPE}.setValue+json`;
const FORCE_CHANGE = `${TYPE}.forceChange`;
const UNLOCK = `${TYPE}.unlock+json`;
const SEND_CODE = `${TYPE}.sendRecoveryCode+json`;
const PASSWORD = `${userPath('jane.doe')}/password`;
const NEW = 'correct horse battery';

const client = SimulatorClient.forEachTest();

const seeded = () => seededPassword(client.tenant, 'jane.doe');
const state = async () => (await client.get(PASSWORD)).data.status;
const put = async (...content: Content) => await client.send('PUT', PASSWORD, content);
const post = async (...content: Content) => await client.send('POST', PASSWORD, content);
const signOn = (password: string, username = 'jane.doe') =>
	client.tenant.signOn({ environmentId: WORKFORCE_ID, username, password });
const lockPassword = () => {
	for (let failed = 0; failed < 5; failed++) signOn('wrong');
};

describe('a password', () => {
	it('has a state, and is never shown', async () => {
		const { status, data } = await client.get(PASSWORD);
		expect(status).toBe(200);
		expect(data).toMatchObject({
			status: 'OK',
			lastChangedAt: expect.any(String),
			passwordPolicy: { id: expect.any(String) },
		});
		expect(JSON.stringify(data)).not.toContain(seeded());
	});

	it('is kept as a hash only', async () => {
		await put(SET, { value: NEW });
		const kept = JSON.stringify([...client.tenant.passwords]);
		expect(kept).not.toContain(NEW);
		expect(kept).not.toContain(seeded());
	});

	it('differs from user to user and from run to run', async () => {
		const other = await PingOneSimulator.start();
		const passwords = [
			seeded(),
			seededPassword(client.tenant, 'mei.lin'),
			seededPassword(other.tenant, 'jane.doe'),
		];
		await other.stop();
		expect(new Set(passwords).size).toBe(3);
	});

	it('is set', async () => {
		const { status, data } = await put(SET, { value: NEW, forceChange: false });
		expect(status).toBe(200);
		expect(data.status).toBe('OK');
		expect(signOn(seeded())).toEqual({ refused: 'WRONG_PASSWORD' });
		expect(signOn(NEW)).toHaveProperty('session');
	});

	it('is set so that it must be changed', async () => {
		expect((await put(SET, { value: NEW, forceChange: true })).data.status).toBe(
			'MUST_CHANGE_PASSWORD',
		);
		expect(signOn(NEW)).toEqual({ refused: 'MUST_CHANGE_PASSWORD' });
		expect(signOn('wrong')).toEqual({ refused: 'WRONG_PASSWORD' });
	});

	it('is removed', async () => {
		const { status, data } = await put(REMOVE, {});
		expect(status).toBe(200);
		expect(data.status).toBe('NO_PASSWORD');
		expect(signOn(seeded())).toEqual({ refused: 'NO_PASSWORD' });
	});

	it('must be changed, and opens until then no more than the demand for a new one', async () => {
		const { status, data } = await post(FORCE_CHANGE);
		expect(status).toBe(200);
		expect(data.status).toBe('MUST_CHANGE_PASSWORD');
		expect(signOn(seeded())).toEqual({ refused: 'MUST_CHANGE_PASSWORD' });
		await put(SET, { value: NEW });
		expect(signOn(NEW)).toHaveProperty('session');
	});

	it('must be changed, which may be answered without content', async () => {
		client.tenant.passwords.forceChangeStatus = 204;
		const { status, data } = await post(FORCE_CHANGE);
		expect([status, data]).toEqual([204, '']);
		expect(await state()).toBe('MUST_CHANGE_PASSWORD');
	});

	it('is locked by five wrong ones in a row, and unlocked', async () => {
		for (let failed = 0; failed < 4; failed++) signOn('wrong');
		expect(signOn(seeded())).toHaveProperty('session');
		lockPassword();
		expect(await state()).toBe('LOCKED');
		expect(signOn(seeded())).toEqual({ refused: 'PASSWORD_LOCKED' });
		const { status, data } = await post(UNLOCK);
		expect([status, data.status]).toEqual([200, 'OK']);
		expect(signOn(seeded())).toHaveProperty('session');
	});

	it('is unlocked by a forced change as well, and by a new one', async () => {
		lockPassword();
		await post(FORCE_CHANGE);
		expect(await state()).toBe('MUST_CHANGE_PASSWORD');
		lockPassword();
		expect(await state()).toBe('LOCKED');
		await put(SET, { value: NEW });
		expect(await state()).toBe('OK');
	});

	it('still must be changed after it was unlocked', async () => {
		await post(FORCE_CHANGE);
		lockPassword();
		expect((await post(UNLOCK)).data.status).toBe('MUST_CHANGE_PASSWORD');
	});

	it('is unlocked by either content type, unless only the plain one is known', async () => {
		const plain = UNLOCK.replace('+json', '');
		expect((await post(plain)).status).toBe(200);
		client.tenant.passwords.unlocksWithoutJsonSuffixOnly = true;
		expect((await post(UNLOCK)).status).toBe(415);
		expect((await post(plain)).status).toBe(200);
	});

	it('is recovered by a code, which is sent to the user alone', async () => {
		const { status, data } = await post(SEND_CODE);
		expect(status).toBe(200);
		expect(data.status).toBe('OK');
		expect(client.tenant.passwords.recoveryCodesSentTo).toEqual([seededUserId('jane.doe')]);
	});
});

describe('the password policy refuses', () => {
	it('a short password, without telling it', async () => {
		const { status, data } = await put(SET, { value: 'x7Q' });
		expect(status).toBe(400);
		expect(data).toMatchObject({
			code: 'INVALID_DATA',
			details: [
				{
					code: 'INVALID_VALUE',
					target: 'value',
					message: expect.stringContaining('8 characters'),
				},
			],
		});
		expect(JSON.stringify(data)).not.toContain('x7Q');
	});

	it('the last three passwords, removed ones included', async () => {
		const values = ['first password', 'second password', 'third password'];
		expect((await put(SET, { value: seeded() })).status).toBe(400);
		for (const value of values) await put(SET, { value });
		await put(REMOVE, {});
		for (const value of values) {
			const { status, data } = await put(SET, { value });
			expect(status).toBe(400);
			expect(data.details[0].message).toContain('last 3 passwords');
		}
		expect((await put(SET, { value: seeded() })).status).toBe(200);
	});
});

describe('a request about a password is refused', () => {
	it.each([FORCE_CHANGE, UNLOCK, SEND_CODE])('%s, where there is none', async (mediaType) => {
		await put(REMOVE, {});
		const { status, data } = await post(mediaType);
		expect(status).toBe(400);
		expect(data).toMatchObject({
			code: 'REQUEST_FAILED',
			details: [{ message: expect.stringContaining('NO_PASSWORD') }],
		});
	});

	it('a recovery code for a disabled user', async () => {
		const content: Content = [JSON_TYPE, { enabled: false }];
		await client.send('PUT', `${userPath('jane.doe')}/enabled`, content);
		const { status, data } = await post(SEND_CODE);
		expect(status).toBe(400);
		expect(data.code).toBe('REQUEST_FAILED');
		expect((await post(UNLOCK)).status).toBe(200);
	});

	it.each<[string, Content]>([
		['GET', []],
		['PUT', [SET, { value: NEW }]],
		['PUT', [REMOVE, {}]],
		['POST', [FORCE_CHANGE]],
		['POST', [UNLOCK]],
		['POST', [SEND_CODE]],
	])('where another identity provider has it: %s %j', async (method, content) => {
		const path = `${userPath('kofi.mensah')}/password`;
		const { status, data } = await client.send(method, path, content);
		expect(status).toBe(400);
		expect(data).toMatchObject({
			code: 'REQUEST_FAILED',
			details: [{ message: expect.stringContaining('EXTERNAL') }],
		});
	});
});

describe('a sign-on', () => {
	it('begins a session that is listed first', async () => {
		const result = signOn(seeded(), 'Jane.Doe');
		const { data } = await client.get(`${userPath('jane.doe')}/sessions`);
		const [first] = data._embedded.sessions;
		expect(data.count).toBe(3);
		expect(result).toMatchObject({ session: { id: first.id } });
		expect((await client.get(userPath('jane.doe'))).data.lastSignOn).toEqual({
			at: first.createdAt,
			remoteIp: first.lastSignOn.remoteIp,
		});
	});

	it('ends the oldest session where there would be an eleventh', async () => {
		for (let count = 0; count < 12; count++) signOn(seeded());
		const { sessions } = client.tenant;
		const janes = [...sessions.values()].filter(
			({ userId }) => userId === seededUserId('jane.doe'),
		);
		expect(janes).toHaveLength(10);
	});

	it.each([
		['nobody', 'WRONG_PASSWORD'],
		['kofi.mensah', 'EXTERNAL'],
	])('is refused for %s', async (username, refused) => {
		expect(signOn(seeded(), username)).toEqual({ refused });
	});
});
