import axios, { type AxiosRequestConfig } from 'axios';
import { adminGrants } from '../../simulator/seed/seed';
import { seededDeviceId, seededId, WORKFORCE_ID } from '../../simulator/seed/seededIds';
import { PingOneSimulator } from '../../simulator/simulator';

const BLOCK = 'application/vnd.pingidentity.device.block+json';
const UNBLOCK = 'application/vnd.pingidentity.device.unblock+json';
const JANE = seededId('user jane.doe');
const PHONE = seededDeviceId('jane.doe', 'MOBILE');
const SMS = seededDeviceId('jane.doe', 'SMS');
const devicesOf = (username: string) =>
	`/environments/${WORKFORCE_ID}/users/${seededId(`user ${username}`)}/devices`;
const JANES = devicesOf('jane.doe');

let simulator: PingOneSimulator;
let token: string;

beforeEach(async () => {
	simulator = await PingOneSimulator.start();
	token = simulator.tenant.tokens.issue(adminGrants(simulator.tenant));
});

afterEach(async () => await simulator.stop());

async function call(method: string, path: string, config: AxiosRequestConfig = {}) {
	return await axios.request({
		method,
		url: `${simulator.apiPath}${path}`,
		validateStatus: () => true,
		...config,
		headers: { Authorization: `Bearer ${token}`, ...config.headers },
	});
}

async function act(mediaType: string, config: AxiosRequestConfig = {}) {
	const headers = { 'Content-Type': mediaType };
	return await call('POST', `${JANES}/${PHONE}`, { headers, ...config });
}

async function listed(username = 'jane.doe') {
	const { data } = await call('GET', devicesOf(username));
	return data._embedded.devices;
}

describe('the MFA devices of a user, in the simulator', () => {
	it('are listed in their order, without those of others', async () => {
		const { status, data } = await call('GET', JANES);
		expect(status).toBe(200);
		expect(data).toMatchObject({ count: 5, size: 5, _links: { self: expect.anything() } });
		expect(data._embedded.devices.map(({ type }: { type: string }) => type)).toEqual([
			'MOBILE',
			'SMS',
			'EMAIL',
			'TOTP',
			'FIDO2',
		]);
		expect(await listed('fatima.elsayed')).toEqual([]);
	});

	it('are read one by one', async () => {
		const { status, data } = await call('GET', `${JANES}/${SMS}`);
		expect(status).toBe(200);
		expect(data).toMatchObject({
			id: SMS,
			environment: { id: WORKFORCE_ID },
			user: { id: JANE },
			type: 'SMS',
			status: 'ACTIVE',
			phone: '+41.795550142',
			block: { status: 'UNBLOCKED' },
			lock: { status: 'UNLOCKED' },
		});
	});

	it('are deleted; without the default device, the next one is the default', async () => {
		const { status, data } = await call('DELETE', `${JANES}/${PHONE}`);
		expect([status, data]).toEqual([204, '']);
		const [first, ...others] = await listed();
		expect(first).toMatchObject({ id: SMS });
		expect(others).toHaveLength(3);
		expect((await call('DELETE', `${JANES}/${PHONE}`)).status).toBe(404);
	});

	it('are blocked and unblocked, as often as one likes', async () => {
		for (const [mediaType, state] of [
			[BLOCK, 'BLOCKED'],
			[BLOCK, 'BLOCKED'],
			[UNBLOCK, 'UNBLOCKED'],
			[UNBLOCK, 'UNBLOCKED'],
		]) {
			const { status, data } = await act(mediaType);
			expect(status).toBe(200);
			expect(data).toMatchObject({ id: PHONE, block: { status: state } });
			expect((await listed())[0]).toMatchObject({ id: PHONE, block: { status: state } });
		}
	});
});

describe('what PingOne does not document, in the simulator', () => {
	it('is whether an action has content in its response', async () => {
		simulator.tenant.devices.actionStatus = 204;
		const { status, data } = await act(BLOCK);
		expect([status, data]).toEqual([204, '']);
		expect(simulator.tenant.devices.get(PHONE)?.isBlocked).toBe(true);
	});

	it('is whether a device says that it is blocked', async () => {
		simulator.tenant.devices.showsBlock = false;
		expect((await act(BLOCK)).data).not.toHaveProperty('block');
		expect((await listed())[0]).not.toHaveProperty('block');
		expect(simulator.tenant.devices.get(PHONE)?.isBlocked).toBe(true);
	});

	it('is what unblocks a device', async () => {
		const other = 'application/vnd.pingidentity.device.unblock';
		simulator.tenant.devices.unblockMediaType = other;
		expect((await act(UNBLOCK)).status).toBe(415);
		expect((await act(other)).status).toBe(200);
	});
});

describe('the simulator refuses a request about devices', () => {
	const mei = `${devicesOf('mei.lin')}/${PHONE}`;
	it.each<[string, number, string, () => ReturnType<typeof call>]>([
		['of an unknown user', 404, 'NOT_FOUND', async () => await call('GET', devicesOf('nobody'))],
		['of another user', 404, 'NOT_FOUND', async () => await call('GET', mei)],
		['deleting that of another user', 404, 'NOT_FOUND', async () => await call('DELETE', mei)],
		['that is named me', 400, 'INVALID_DATA', async () => await call('DELETE', `${JANES}/me`)],
		['of another media type', 415, 'INVALID_REQUEST', async () => await act('application/json')],
		[
			'without a media type',
			415,
			'INVALID_REQUEST',
			async () => await call('POST', `${JANES}/${PHONE}`),
		],
		['with a body', 400, 'INVALID_DATA', async () => await act(BLOCK, { data: '{}' })],
		['of another method', 405, 'REQUEST_FAILED', async () => await call('PUT', JANES)],
		[
			'of another method on one',
			405,
			'REQUEST_FAILED',
			async () => await call('PUT', `${JANES}/${SMS}`),
		],
	])('%s', async (_what, status, code, send) => {
		const response = await send();
		expect(response.status).toBe(status);
		expect(response.data).toMatchObject({ code });
		expect(simulator.tenant.devices.ofUser(JANE)).toHaveLength(5);
		expect(simulator.tenant.devices.get(PHONE)?.isBlocked).toBe(false);
	});

	it('without the role for its environment', async () => {
		const headers = { Authorization: `Bearer ${simulator.tenant.tokens.issue([])}` };
		expect((await call('GET', JANES, { headers })).status).toBe(403);
	});
});
