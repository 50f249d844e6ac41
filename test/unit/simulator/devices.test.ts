import { seededDeviceId, seededId, WORKFORCE_ID } from '../../../simulator/seed/seededIds';
import { SimulatorClient, userPath } from './simulatorClient';

const BLOCK = 'application/vnd.pingidentity.device.block+json';
const UNBLOCK = 'application/vnd.pingidentity.device.unblock+json';
const JANE = seededId('user jane.doe');
const PHONE = seededDeviceId('jane.doe', 'MOBILE');
const SMS = seededDeviceId('jane.doe', 'SMS');
const devicesOf = (username: string) => `${userPath(username)}/devices`;
const JANES = devicesOf('jane.doe');

const client = SimulatorClient.forEachTest();

const act = async (mediaType: string) =>
	await client.send('POST', `${JANES}/${PHONE}`, [mediaType]);

async function listed(username = 'jane.doe') {
	const { data } = await client.send('GET', devicesOf(username));
	return data._embedded.devices;
}

describe('the MFA devices of a user, in the simulator', () => {
	it('are listed in their order, without those of others', async () => {
		const { status, data } = await client.send('GET', JANES);
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
		const { status, data } = await client.send('GET', `${JANES}/${SMS}`);
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
		const { status, data } = await client.send('DELETE', `${JANES}/${PHONE}`);
		expect([status, data]).toEqual([204, '']);
		const [first, ...others] = await listed();
		expect(first).toMatchObject({ id: SMS });
		expect(others).toHaveLength(3);
		expect((await client.send('DELETE', `${JANES}/${PHONE}`)).status).toBe(404);
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
		client.tenant.devices.actionStatus = 204;
		const { status, data } = await act(BLOCK);
		expect([status, data]).toEqual([204, '']);
		expect(client.tenant.devices.get(PHONE)?.isBlocked).toBe(true);
	});

	it('is whether a device says that it is blocked', async () => {
		client.tenant.devices.showsBlock = false;
		expect((await act(BLOCK)).data).not.toHaveProperty('block');
		expect((await listed())[0]).not.toHaveProperty('block');
		expect(client.tenant.devices.get(PHONE)?.isBlocked).toBe(true);
	});

	it('is what unblocks a device', async () => {
		const other = 'application/vnd.pingidentity.device.unblock';
		client.tenant.devices.unblockMediaType = other;
		expect((await act(UNBLOCK)).status).toBe(415);
		expect((await act(other)).status).toBe(200);
	});
});
