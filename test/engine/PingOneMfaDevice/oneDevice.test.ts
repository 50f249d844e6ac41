/** Set Default and Rename change one device; Unlock changes one or all. */
import type { IDataObject } from 'n8n-workflow';
import { seededDeviceId, seededId } from '../../../simulator/seed/seededIds';
import { INVALID_IDS } from '../../support/invalidIds';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { JANES_TYPES, janes, runDevices } from '../../support/engine/deviceRuns';
import { EngineFixture } from '../../support/engine/engineFixture';
import { respondWith } from '../../support/engine/pingOneUser';

const JANE = { email: 'jane.doe@acme.example' };
const JANE_ID = seededId('user jane.doe');
const SMS = { ...JANE, deviceId: janes('SMS') };

const fixture = EngineFixture.forEachTest();

accelerateClock();

const run = async (operation: string, items: IDataObject[]) =>
	await runDevices(fixture, operation, items, {
		parameters: { nickname: "={{ $json.nickname ?? 'Work phone' }}", code: '123456' },
	});

const devices = () => fixture.simulator.tenant.devices;
const typesInOrder = () =>
	devices()
		.ofUser(JANE_ID)
		.map(({ type }) => type);
const changing = ({ method }: { method: string }) => method !== 'GET';

describe.each(['activate', 'rename', 'setDefault'])('the device of %s', (operation) => {
	it.each(INVALID_IDS)('is checked before anything is sent: %j', async (deviceId) => {
		const { good, bad, received } = await run(operation, [{ ...JANE, deviceId } as IDataObject]);
		expect(received).toEqual([]);
		expect(good).toEqual([]);
		expect(bad[0].error).toMatch(/^'Device' is /);
	});

	it('must belong to the user', async () => {
		const deviceId = seededDeviceId('luis.ortega', 'SMS');
		const { bad, received } = await run(operation, [{ ...JANE, deviceId }]);
		expect(bad[0].error).toContain(`'Device' is not an MFA device of "jane.doe": "${deviceId}"`);
		expect(received.filter(changing)).toEqual([]);
	});
});

describe('Set Default', () => {
	it('puts the device first, and keeps the order of the others', async () => {
		const { good, received } = await run('setDefault', [SMS]);
		expect(good).toEqual([
			{
				success: true,
				environmentId: fixture.environmentId,
				userId: JANE_ID,
				username: 'jane.doe',
				email: JANE.email,
				changed: true,
				deviceId: janes('SMS'),
				type: 'SMS',
				name: '***0142',
				status: 'ACTIVE',
				pairedWith: 0,
			},
		]);
		expect(typesInOrder()).toEqual(['SMS', 'MOBILE', 'EMAIL', 'TOTP', 'FIDO2']);
		expect(received.map(({ method }) => method)).toEqual(['GET', 'GET', 'POST']);
	});

	it('leaves out devices that are not active', async () => {
		devices().get(janes('EMAIL'))!.status = 'ACTIVATION_REQUIRED';
		await run('setDefault', [SMS]);
		expect(typesInOrder()).toEqual(['SMS', 'MOBILE', 'TOTP', 'FIDO2', 'EMAIL']);
	});

	it('sends nothing for a device that is not active', async () => {
		devices().get(janes('SMS'))!.status = 'ACTIVATION_REQUIRED';
		const { bad, received } = await run('setDefault', [SMS]);
		expect(bad[0].error).toContain('cannot be the default: its status is ACTIVATION_REQUIRED');
		expect(received.filter(changing)).toEqual([]);
	});

	it('says that nothing changed for the first device, although the request is sent', async () => {
		const { good, received } = await run('setDefault', [{ ...JANE, deviceId: janes('MOBILE') }]);
		expect(good).toMatchObject([{ success: true, changed: false }]);
		expect(received.filter(changing)).toHaveLength(1);
		expect(typesInOrder()).toEqual(JANES_TYPES);
	});

	it('works where PingOne returns only IDs', async () => {
		const listed = ['MOBILE', 'SMS'].map((type) => ({ id: janes(type) }));
		respondWith(fixture, /GET.*devices$/, 200, { _links: {}, _embedded: { devices: listed } });
		respondWith(fixture, /POST.*devices$/, 204, '');
		const { good } = await run('setDefault', [SMS]);
		expect(good).toMatchObject([{ success: true, changed: true, status: null }]);
	});

	it('fails after a response that is not from PingOne, unless the list shows the order', async () => {
		respondWith(fixture, /POST.*devices$/, 200, { status: 'ok' }, 2);
		const { good, bad } = await run('setDefault', [SMS]);
		expect(good).toEqual([]);
		expect(bad[0].error).toContain('does not show whether PingOne carried out the request');
		const first = await run('setDefault', [{ ...JANE, deviceId: janes('MOBILE') }]);
		expect(first.good).toMatchObject([{ success: true, changed: false }]);
	});

	it('fails after such a response if the user has no device any more', async () => {
		respondWith(fixture, /POST.*devices$/, 200, { status: 'ok' });
		const { received } = fixture.simulator;
		const push = received.push.bind(received);
		received.push = (request) => {
			if (changing(request)) devices().clear();
			return push(request);
		};
		const { good } = await run('setDefault', [SMS]);
		expect(good).toEqual([]);
	});

	it('is repeated after a lost response', async () => {
		const { faults } = fixture.simulator;
		faults.inject({ fault: { cut: 'after the work' }, on: /POST/, times: 1 });
		const { good, received } = await run('setDefault', [SMS]);
		expect(good).toMatchObject([{ changed: true }]);
		expect(received.filter(changing)).toHaveLength(2);
	});
});

describe('Rename', () => {
	it('gives the device another nickname', async () => {
		const { good, received } = await run('rename', [SMS]);
		expect(good).toMatchObject([
			{ success: true, changed: true, deviceId: janes('SMS'), type: 'SMS', name: 'Work phone' },
		]);
		expect(devices().get(janes('SMS'))).toMatchObject({ nickname: 'Work phone' });
		expect(received.map(({ method }) => method)).toEqual(['GET', 'GET', 'PUT']);
	});

	it('renames each device of several items, in their order', async () => {
		const second = { ...SMS, nickname: 'Second' };
		const { good } = await run('rename', [SMS, { ...JANE, deviceId: janes('TOTP') }, second]);
		expect(good.map(({ type, name }) => [type, name])).toEqual([
			['SMS', 'Work phone'],
			['TOTP', 'Work phone'],
			['SMS', 'Second'],
		]);
		expect(devices().get(janes('SMS'))).toMatchObject({ nickname: 'Second' });
	});

	it('sends nothing if the device has this nickname', async () => {
		devices().get(janes('SMS'))!.nickname = 'Work phone';
		const { good, received } = await run('rename', [SMS]);
		expect(good).toMatchObject([{ changed: false, name: 'Work phone' }]);
		expect(received.filter(changing)).toEqual([]);
	});

	it.each([204, 200])(
		'reads the device where the response does not show it: %i',
		async (status) => {
			devices().get(janes('SMS'))!.nickname = 'Old';
			const { received } = fixture.simulator;
			const push = received.push.bind(received);
			received.push = (request) => {
				if (changing(request)) devices().get(janes('SMS'))!.nickname = 'Work phone';
				return push(request);
			};
			respondWith(fixture, /PUT/, status, status === 204 ? '' : { nickname: 'Work phone' });
			const { good } = await run('rename', [SMS]);
			expect(received.at(-1)).toMatchObject({ method: 'GET' });
			expect(good).toMatchObject([{ changed: true, name: 'Work phone' }]);
		},
	);

	it('fails if PingOne does not show the nickname', async () => {
		respondWith(fixture, /PUT/, 200, { _links: {}, id: janes('SMS'), nickname: 'Old' });
		const { good, bad } = await run('rename', [SMS]);
		expect(good).toEqual([]);
		expect(bad[0].error).toContain('does not show its result');
	});

	it.each(['', '{{ $json.name }}', 'x'.repeat(101)])(
		'sends nothing with the nickname %j',
		async (nickname) => {
			const { bad, received } = await run('rename', [{ ...SMS, nickname }]);
			expect(received).toEqual([]);
			expect(bad[0].error).toMatch(/^'Nickname' is /);
		},
	);
});

describe('Unlock', () => {
	it('unlocks the devices that PingOne has locked, and no others', async () => {
		devices().get(janes('SMS'))!.isLocked = true;
		devices().get(janes('TOTP'))!.isBlocked = true;
		const { good, received } = await run('unlock', [{ ...JANE, devices: 'all' }]);
		expect(good).toMatchObject([{ success: true, changed: true }]);
		const results = JANES_TYPES.map((type) => (type === 'SMS' ? 'unlocked' : 'alreadyUnlocked'));
		expect((good[0].devices as IDataObject[]).map(({ result }) => result)).toEqual(results);
		expect(received.filter(changing)).toMatchObject([
			{
				bodyLength: 0,
				headers: { 'content-type': 'application/vnd.pingidentity.device.unlock+json' },
			},
		]);
		expect(devices().get(janes('SMS'))).toMatchObject({ isLocked: false });
		expect(devices().get(janes('TOTP'))).toMatchObject({ isBlocked: true });
	});

	it('works where PingOne does not return the lock', async () => {
		const listed = [{ id: janes('SMS') }];
		respondWith(fixture, /GET.*devices$/, 200, { _links: {}, _embedded: { devices: listed } });
		const { good } = await run('unlock', [SMS]);
		expect(good).toMatchObject([{ changed: true, devices: [{ result: 'unlocked' }] }]);
	});

	it('fails if PingOne still shows the device as locked', async () => {
		devices().get(janes('SMS'))!.isLocked = true;
		respondWith(fixture, /POST/, 204, '');
		const { good, bad } = await run('unlock', [SMS]);
		expect(good).toEqual([]);
		expect(bad[0].error).toContain('does not show it as unlocked');
	});

	it('helps after wrong codes: the device can be activated again', async () => {
		const device = devices().get(janes('SMS'))!;
		Object.assign(device, { status: 'ACTIVATION_REQUIRED', code: '654321' });
		for (let attempt = 0; attempt < 3; attempt++) await run('activate', [SMS]);
		expect(device.isLocked).toBe(true);
		device.code = '123456';
		expect((await run('activate', [SMS])).bad[0].error).toContain('DEVICE_LOCKED');
		await run('unlock', [SMS]);
		expect((await run('activate', [SMS])).good).toMatchObject([{ changed: true }]);
	});
});
