/** A user gets a new device: Add, Activate, Create Pairing Key. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Fault } from '../../../simulator/faults';
import { seededId } from '../../../simulator/seed/seededIds';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { runDevices } from '../../support/engine/deviceRuns';
import { EngineFixture, type RunOptions } from '../../support/engine/engineFixture';
import { respondWith } from '../../support/engine/pingOneUser';

const FATIMA = { email: 'fatima.elsayed@acme.example' };
const FATIMA_ID = seededId('user fatima.elsayed');
const NEW = 'fatima@home.example';
/** Parameters of Add that are read from the item. */
const NEW_DEVICE = {
	deviceType: "={{ $json.type ?? 'EMAIL' }}",
	address: '={{ $json.address }}',
	options: {},
};

const fixture = EngineFixture.forEachTest();

accelerateClock();

async function run(operation: string, items: IDataObject[], options: RunOptions = {}) {
	return await runDevices(fixture, operation, items, {
		...options,
		parameters: { ...NEW_DEVICE, code: '={{ $json.code }}', ...options.parameters },
	});
}

const add = async (item: IDataObject = {}, options: INodeParameters = {}) =>
	await run('add', [{ ...FATIMA, address: NEW, ...item }], { parameters: { options } });

const devices = () => fixture.simulator.tenant.devices;
const changing = ({ method }: { method: string }) => method !== 'GET';

/** Adds a device that waits for its code, and returns it. */
async function addInactive() {
	await add();
	const [device] = devices().ofUser(FATIMA_ID);
	return { device, item: { ...FATIMA, deviceId: device.id, code: device.code } };
}

const LOST: Fault[] = [
	{ cut: 'after the work' },
	{ replacedBy: { status: 504, body: '<html>' } },
	{ response: { status: 500, body: { code: 'UNEXPECTED_ERROR' } } },
];
/** Responses that do not come from PingOne, or show nothing. */
const SHOWING_NOTHING = [
	[200, '<html>Sign in</html>'],
	[200, { status: 'ok' }],
	[202, ''],
	[201, { _links: {}, type: 'SMS', id: FATIMA_ID }],
] as const;

describe('Add', () => {
	it.each([
		['EMAIL', NEW, { email: NEW }, 'f***@home.example'],
		['SMS', '+41 79 555 01-42', { phone: '+41795550142' }, '***0142'],
		['VOICE', '+1 (512) 555.1234', { phone: '+15125551234' }, '***1234'],
		['WHATSAPP', ' +15125551234 ', { phone: '+15125551234' }, '***1234'],
	])('adds %s %s, which the user has to activate', async (type, address, contact, name) => {
		const { good, received } = await add({ type, address });
		expect(good).toEqual([
			{
				success: true,
				environmentId: fixture.environmentId,
				userId: FATIMA_ID,
				username: 'fatima.elsayed',
				email: FATIMA.email,
				changed: true,
				deviceId: expect.any(String),
				type,
				name,
				status: 'ACTIVATION_REQUIRED',
				pairedWith: 0,
			},
		]);
		expect(devices().ofUser(FATIMA_ID)).toMatchObject([
			{ id: good[0].deviceId, type, ...contact, code: expect.stringMatching(/^\d{6}$/) },
		]);
		expect(received.map(({ method }) => method)).toEqual(['GET', 'POST']);
	});

	it('adds an active device only if Status says so', async () => {
		devices().createdStatus = 200;
		const { good } = await add({}, { status: 'ACTIVE', nickname: 'New phone' });
		expect(good).toMatchObject([{ status: 'ACTIVE', name: 'New phone' }]);
		expect(devices().ofUser(FATIMA_ID)[0].code).toBeUndefined();
	});

	it('adds one device where items are equal', async () => {
		const { good } = await run(
			'add',
			[1, 2].map(() => ({ ...FATIMA, address: NEW })),
		);
		expect(good).toHaveLength(2);
		expect(devices().ofUser(FATIMA_ID)).toHaveLength(1);
	});

	it('fails if the device is active although the user has proved nothing', async () => {
		const id = seededId('device');
		for (const status of ['ACTIVE', undefined]) {
			respondWith(fixture, /POST/, 201, { _links: {}, id, type: 'EMAIL', status }, 1);
			const { good, bad } = await add();
			expect(good).toEqual([]);
			expect(bad[0].error).toContain(
				`EMAIL device ${id} of "fatima.elsayed", but shows its status`,
			);
			expect(bad[0].error).toContain('Block or delete it.');
		}
	});

	it('fails if the response shows a device of another type', async () => {
		const body = { _links: {}, id: seededId('device'), type: 'SMS', status: 'ACTIVE' };
		respondWith(fixture, /POST/, 201, body);
		expect((await add({}, { status: 'ACTIVE' })).good).toEqual([]);
	});

	it.each([
		[{ type: 'MOBILE' }, {}, '\'Device Type\' is none of EMAIL, SMS, VOICE, WHATSAPP: "MOBILE"'],
		[{ address: 'jane' }, {}, '\'Address\' is not an email address: "jane"'],
		[{ type: 'SMS' }, {}, "'Address' is not a phone number with its country code"],
		[{ type: 'SMS', address: '079 555 01 42' }, {}, "'Address' is not a phone number"],
		[{ type: 'SMS', address: '{{ $json.phone }}' }, {}, "'Address' is an expression"],
		[{ address: null }, {}, "'Address' is empty"],
		[{}, { status: 'BLOCKED' }, "'Status' is none of ACTIVATION_REQUIRED, ACTIVE"],
		[{}, { nickname: 'x'.repeat(101) }, "'Nickname' is too long"],
	])('sends nothing for %j with %j', async (item, options, message) => {
		const { bad, received } = await add(item, options);
		expect(received).toEqual([]);
		expect(bad[0].error).toContain(message);
	});

	it('says what PingOne refuses', async () => {
		devices().maxAllowedDevices = 0;
		const { bad } = await add();
		expect(bad[0].error).toContain('a new EMAIL device of user "fatima.elsayed"');
		expect(bad[0].error).toContain('LIMIT_EXCEEDED');
	});
});

describe('Activate', () => {
	it('activates a device with its code, however that is written', async () => {
		const { device, item } = await addInactive();
		const code = `${device.code?.slice(0, 3)}-${device.code?.slice(3)} `;
		const { good, received } = await run('activate', [{ ...item, code }]);
		expect(good).toMatchObject([
			{ success: true, changed: true, deviceId: device.id, type: 'EMAIL', status: 'ACTIVE' },
		]);
		expect(devices().ofUser(FATIMA_ID)).toMatchObject([{ status: 'ACTIVE' }]);
		expect(received.map(({ method }) => method)).toEqual(['GET', 'GET', 'POST']);
	});

	it('reads the device where the response does not show it', async () => {
		devices().actionStatus = 204;
		const { item } = await addInactive();
		const { good, received } = await run('activate', [item]);
		expect(good).toMatchObject([{ changed: true, status: 'ACTIVE' }]);
		expect(received.map(({ method }) => method)).toEqual(['GET', 'GET', 'POST', 'GET']);
	});

	it('sends nothing for a device that is active', async () => {
		await add({}, { status: 'ACTIVE' });
		const [{ id: deviceId }] = devices().ofUser(FATIMA_ID);
		const { good, received } = await run('activate', [{ ...FATIMA, deviceId, code: 123456 }]);
		expect(good).toMatchObject([{ changed: false, status: 'ACTIVE' }]);
		expect(received.filter(changing)).toEqual([]);
	});

	it('fails with a wrong code, which is in no error', async () => {
		const { device, item } = await addInactive();
		const code = device.code === '314159' ? '271828' : '314159';
		const {
			good,
			bad,
			run: ended,
		} = await run('activate', [{ ...item, code: null }], {
			parameters: { code: `={{ String(${Number(code) - 1} + 1) }}` },
		});
		expect(good).toEqual([]);
		expect(bad[0].error).toContain(`PingOne refused 'Code' for device ${device.id}`);
		expect(bad[0].error).toContain('It may be wrong, used or expired.');
		expect(bad[0].error).toContain('INVALID_OTP');
		expect(JSON.stringify(ended.data.resultData.runData.Node)).not.toContain(code);
		expect(devices().ofUser(FATIMA_ID)[0].status).toBe('ACTIVATION_REQUIRED');
	});

	it.each([
		[400, 'INVALID_DATA'],
		[500, 'UNEXPECTED_ERROR'],
		[400, 'UNEXPECTED_ERROR'],
	])("hides the code in PingOne's message: %i %s", async (status, code) => {
		const { item } = await addInactive();
		const message = `The passcode ${item.code} is not valid`;
		respondWith(fixture, /POST/, status, { code, message });
		const { bad } = await run('activate', [item]);
		expect(bad[0].error).not.toContain(item.code);
		expect(bad[0].error).toContain('because it may contain the code');
		expect(String(bad[0].error).includes("refused 'Code'")).toBe(code === 'INVALID_DATA');
	});

	it("hides a long code in PingOne's message, which is shown", async () => {
		const { item } = await addInactive();
		respondWith(fixture, /POST/, 400, { code: 'INVALID_DATA', message: 'No: 12345678' });
		const { bad } = await run('activate', [{ ...item, code: '1234 5678' }]);
		expect(bad[0].error).toContain('INVALID_DATA – No: [hidden]');
	});

	it.each(['12345', '12345678901', '12345a', 12345, {}, null, '{{ $json.code }}'])(
		'sends nothing with the code %j, which is in no error',
		async (code) => {
			const { bad, received } = await run('activate', [
				{ ...FATIMA, deviceId: seededId('device'), code } as IDataObject,
			]);
			expect(received).toEqual([]);
			expect(bad[0].error).toMatch(/^'Code' is (not a|empty|an expression)/);
			expect(bad[0].error).not.toContain('12345');
		},
	);

	it('fails if PingOne does not show the device as active', async () => {
		const { device, item } = await addInactive();
		for (const shown of [
			{ id: device.id, status: 'ACTIVATION_REQUIRED' },
			{ id: seededId('another device'), status: 'ACTIVE' },
		]) {
			respondWith(fixture, /POST/, 200, { _links: {}, ...shown }, 1);
			const { good, bad } = await run('activate', [item]);
			expect(good).toEqual([]);
			expect(bad[0].error).toContain('does not show its result');
		}
	});
});

describe('Create Pairing Key', () => {
	it('outputs the code, and when it expires', async () => {
		const { good, received } = await run('createPairingKey', [FATIMA]);
		const [key] = fixture.simulator.tenant.pairingKeys.values();
		expect(good).toEqual([
			{
				success: true,
				environmentId: fixture.environmentId,
				userId: FATIMA_ID,
				username: 'fatima.elsayed',
				email: FATIMA.email,
				changed: true,
				pairingKeyId: key.id,
				code: key.code,
				expiresAt: new Date(key.createdAt.getTime() + 600_000).toISOString(),
				pairedWith: 0,
			},
		]);
		expect(received.map(({ method }) => method)).toEqual(['GET', 'POST']);
	});

	it('has null for an end that PingOne does not return', async () => {
		fixture.simulator.tenant.pairingKeys.showsEnd = false;
		const { good } = await run('createPairingKey', [FATIMA]);
		expect(good).toMatchObject([{ code: expect.any(String), expiresAt: null }]);
	});

	it.each([
		{ code: 'SECRET-CODE' },
		{ _links: {}, id: FATIMA_ID, code: '' },
		{ id: 'me', code: 'SECRET-CODE' },
	])('fails without a whole key, and shows no code: %j', async (body) => {
		respondWith(fixture, /POST/, 201, body);
		const { good, bad } = await run('createPairingKey', [FATIMA]);
		expect(good).toEqual([]);
		expect(bad[0].error).not.toContain('SECRET-CODE');
	});
});

describe('if it is not known what PingOne has done', () => {
	const OPERATIONS = ['add', 'activate', 'createPairingKey'];
	const ADVICE =
		/Look at the devices of the user|if the device is active, nothing is sent|nobody has the code/;

	it.each(OPERATIONS.flatMap((operation) => LOST.map((fault) => ({ operation, fault }))))(
		'$operation is not repeated, and says what to do: $fault',
		async ({ operation, fault }) => {
			const { item } = await addInactive();
			fixture.simulator.faults.inject({ fault, on: /POST/, times: 1 });
			const { good, bad, received } = await run(operation, [{ ...item, address: NEW }]);
			expect(received.filter(changing)).toHaveLength(1);
			expect(good).toEqual([]);
			expect(bad[0].error).toMatch(ADVICE);
		},
	);

	it.each(
		OPERATIONS.flatMap((operation) =>
			SHOWING_NOTHING.map(([status, body]) => ({ operation, status, body })),
		),
	)('$operation does not succeed: $status $body', async ({ operation, status, body }) => {
		const { item } = await addInactive();
		respondWith(fixture, /POST/, status, body);
		const { good, received } = await run(operation, [{ ...item, address: NEW }]);
		expect(good).toEqual([]);
		expect(received.filter(changing)).toHaveLength(1);
	});
});
