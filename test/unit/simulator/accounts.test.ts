import { seededPassword } from '../../../simulator/seed/seed';
import { seededSessionId, seededUserId, WORKFORCE_ID } from '../../../simulator/seed/seededIds';
import { JSON_TYPE, SimulatorClient, userPath } from './simulatorClient';

const LOCK = 'application/vnd.pingidentity.account.lock+json';
const UNLOCK = 'application/vnd.pingidentity.account.unlock+json';
const JANE = userPath('jane.doe');
const ENABLED = `${JANE}/enabled`;

const client = SimulatorClient.forEachTest();

const account = async () => (await client.get(JANE)).data.account;
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
const lock = async (body: unknown) => await client.send('POST', JANE, [LOCK, body]);
const signOn = () =>
	client.tenant.signOn({
		environmentId: WORKFORCE_ID,
		username: 'jane.doe',
		password: seededPassword(client.tenant, 'jane.doe'),
	});

describe('an account that is disabled', () => {
	it('cannot sign on until it is enabled, and keeps its sessions', async () => {
		const disabled = await client.send('PUT', ENABLED, [JSON_TYPE, { enabled: false }]);
		expect(disabled.status).toBe(200);
		expect(disabled.data).toEqual({
			_links: { self: { href: `${client.simulator.apiPath}${ENABLED}` } },
			enabled: false,
		});
		expect((await client.get(JANE)).data).toMatchObject({
			enabled: false,
			account: { canAuthenticate: false, status: 'OK' },
		});
		expect(signOn()).toEqual({ refused: 'DISABLED' });
		expect(client.tenant.sessions.has(seededSessionId('jane.doe'))).toBe(true);
		await client.send('PUT', ENABLED, [JSON_TYPE, { enabled: true }]);
		expect(signOn()).toHaveProperty('session');
	});
});

describe('an account that is locked', () => {
	it('cannot sign on until it is unlocked', async () => {
		const unlockAt = inSeconds(600);
		const { status, data } = await lock({ unlockAt });
		expect(status).toBe(200);
		expect(data).toMatchObject({
			username: 'jane.doe',
			enabled: true,
			account: { canAuthenticate: false, status: 'LOCKED', lockedAt: expect.any(String), unlockAt },
		});
		const apartMs = Date.parse(data.updatedAt) - Date.parse(data.account.lockedAt);
		expect(Math.abs(apartMs)).toBeLessThan(1_000);
		expect(data.account.secondsUntilUnlock).toBeGreaterThan(590);
		expect(signOn()).toEqual({ refused: 'LOCKED' });
		const unlocked = await client.send('POST', JANE, [UNLOCK]);
		expect(unlocked.status).toBe(200);
		expect(unlocked.data.account).toEqual({ canAuthenticate: true, status: 'OK' });
		expect(signOn()).toHaveProperty('session');
	});

	it('is open again by the clock', async () => {
		await lock({ unlockAt: inSeconds(600) });
		const past = { lockedAt: new Date(0), unlockAt: new Date(Date.now() - 1) };
		const { users } = client.tenant;
		users.replace({ ...users.get(seededUserId('jane.doe'))!, lock: past });
		expect(await account()).toEqual({ canAuthenticate: true, status: 'OK' });
		expect(signOn()).toHaveProperty('session');
	});

	it('takes a time of another time zone', async () => {
		await lock({ unlockAt: '2999-06-07T23:59:59+02:00' });
		expect((await account()).unlockAt).toBe('2999-06-07T21:59:59.000Z');
	});
});

describe('a lock that locks nobody is answered all the same', () => {
	it.each<[string, unknown]>([
		['no time', {}],
		['null', { unlockAt: null }],
		['a past time', { unlockAt: '2020-06-07T23:59:59Z' }],
	])('%s', async (_what, body) => {
		const { status, data } = await lock(body);
		expect(status).toBe(200);
		expect(data.account).toEqual({ canAuthenticate: true, status: 'OK' });
		expect(signOn()).toHaveProperty('session');
	});
});

describe('a lock without a body', () => {
	it('locks until somebody unlocks, and shows no end', async () => {
		await lock({ unlockAt: inSeconds(3600) });
		expect((await lock(undefined)).data.account).toEqual({
			canAuthenticate: false,
			status: 'LOCKED',
			lockedAt: expect.any(String),
		});
		expect(signOn()).toEqual({ refused: 'LOCKED' });
		await client.send('POST', JANE, [UNLOCK]);
		expect(signOn()).toHaveProperty('session');
	});

	it('changes nothing where the simulator is told to want an end', async () => {
		client.tenant.users.locksWithoutEnd = false;
		expect((await lock(undefined)).data.account).toMatchObject({ status: 'OK' });
		const unlockAt = inSeconds(3600);
		await lock({ unlockAt });
		expect((await lock(undefined)).data.account).toMatchObject({ status: 'LOCKED', unlockAt });
	});
});
