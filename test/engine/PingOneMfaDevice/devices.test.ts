import type { IDataObject } from 'n8n-workflow';
import { seededDeviceId, seededId } from '../../../simulator/seed/seededIds';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import {
	BLOCK_TYPE,
	JANES_TYPES,
	janes,
	runDevices,
	UNBLOCK_TYPE,
} from '../../support/engine/deviceRuns';
import { EngineFixture, type RunOptions } from '../../support/engine/engineFixture';
import { respondWith } from '../../support/engine/pingOneUser';

const JANE = { email: 'jane.doe@acme.example' };
const LUIS = { email: 'luis.ortega@acme.example' };
const FATIMA = { email: 'fatima.elsayed@acme.example' };
const JANE_ID = seededId('user jane.doe');
const ALL = { devices: 'all' };
const ACTIONS = ['block', 'unblock', 'delete'];

const fixture = EngineFixture.forEachTest();

accelerateClock();

async function run(operation: string, items: IDataObject[], options: RunOptions = {}) {
	return await runDevices(fixture, operation, items, options);
}

const devices = () => fixture.simulator.tenant.devices;
const blockedOfJane = () =>
	devices()
		.ofUser(JANE_ID)
		.flatMap(({ type, isBlocked }) => (isBlocked ? type : []));
const changing = ({ method }: { method: string }) => method !== 'GET';
/** Returns type and result of each device of the first output item. */
const resultsOf = ([item]: IDataObject[]) =>
	(item.devices as IDataObject[]).map(({ type, result }) => [type, result]);

describe('getting many MFA devices', () => {
	const getAll = async (items: IDataObject[], parameters = {}) =>
		await run('getAll', items, {
			parameters: { returnAll: true, simplify: true, ...parameters },
		});

	it('outputs one flat item for each, paired with its input item', async () => {
		const { good, received } = await getAll([LUIS, JANE]);
		expect(good.map(({ pairedWith, type }) => [pairedWith, type])).toEqual([
			[0, 'SMS'],
			[0, 'TOTP'],
			...JANES_TYPES.map((type) => [1, type]),
		]);
		expect(good[2]).toEqual({
			id: janes('MOBILE'),
			userId: JANE_ID,
			username: 'jane.doe',
			type: 'MOBILE',
			name: "Jane's phone",
			status: 'ACTIVE',
			blocked: false,
			locked: false,
			createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
			updatedAt: expect.stringMatching(/^\d{4}-.*Z$/),
			pairedWith: 1,
		});
		expect(good[1]).toMatchObject({ blocked: true });
		expect(received.every(({ method }) => method === 'GET')).toBe(true);
	});

	it('shows no whole phone number or address', async () => {
		const { good } = await getAll([JANE]);
		expect(good.map(({ name }) => name).slice(1, 3)).toEqual(['***0142', 'j***@home.example']);
		expect(JSON.stringify(good)).not.toMatch(/795550142|jane\.doe@home/);
	});

	it("gives PingOne's own, where it is not to simplify", async () => {
		const { good } = await getAll([JANE], { simplify: false });
		expect(good[1]).toMatchObject({
			_links: { self: { href: expect.any(String) } },
			id: janes('SMS'),
			user: { id: JANE_ID },
			phone: '+41.795550142',
			block: { status: 'UNBLOCKED' },
		});
		expect(good[1]).not.toHaveProperty('blocked');
	});

	it('has null for what PingOne leaves out', async () => {
		respondWith(fixture, /devices$/, 200, { _links: {}, _embedded: { devices: [{ id: 'x' }] } });
		const { good } = await getAll([JANE]);
		const { id, userId, username, pairedWith: _pairedWith, ...rest } = good[0];
		expect([id, userId, username]).toEqual(['x', JANE_ID, 'jane.doe']);
		expect(new Set(Object.values(rest))).toEqual(new Set([null]));
	});

	it('keeps to the limit, item by item', async () => {
		const items = [1, 2, 50].map((limit) => ({ ...LUIS, limit }));
		const { good, received } = await getAll(items, {
			returnAll: false,
			limit: '={{ $json.limit }}',
		});
		expect(good.map(({ pairedWith }) => pairedWith)).toEqual([0, 1, 1, 2, 2]);
		expect(received).toHaveLength(2);
	});

	it('puts out nothing for a user without a device', async () => {
		const { run: finished, good, bad } = await getAll([FATIMA]);
		expect(finished.status).toBe('success');
		expect([...good, ...bad]).toEqual([]);
	});
});

describe('one device of a user', () => {
	it.each([
		['block', BLOCK_TYPE, 'blocked', 'BLOCKED'],
		['unblock', UNBLOCK_TYPE, 'unblocked', 'UNBLOCKED'],
	])('can be changed by %s, which is confirmed', async (operation, mediaType, result) => {
		devices().get(janes('MOBILE'))!.isBlocked = operation === 'unblock';
		const { good, received } = await run(operation, [{ ...JANE, deviceId: janes('MOBILE') }]);
		expect(good).toEqual([
			{
				success: true,
				environmentId: fixture.environmentId,
				userId: JANE_ID,
				username: 'jane.doe',
				email: 'jane.doe@acme.example',
				changed: true,
				devices: [
					{
						deviceId: janes('MOBILE'),
						type: 'MOBILE',
						name: "Jane's phone",
						status: 'ACTIVE',
						result,
					},
				],
				pairedWith: 0,
			},
		]);
		expect(blockedOfJane()).toEqual(operation === 'block' ? ['MOBILE'] : []);
		expect(received.map(({ method }) => method)).toEqual(['GET', 'GET', 'POST', 'GET']);
		expect(received[2]).toMatchObject({
			path: `/v1/environments/${fixture.environmentId}/users/${JANE_ID}/devices/${janes('MOBILE')}`,
			bodyLength: 0,
			headers: { 'content-type': mediaType },
		});
	});

	it('can be deleted', async () => {
		const { good, received } = await run('delete', [{ ...JANE, deviceId: janes('MOBILE') }]);
		expect(good).toMatchObject([{ success: true, changed: true, pairedWith: 0 }]);
		expect(resultsOf(good)).toEqual([['MOBILE', 'deleted']]);
		expect(received.map(({ method }) => method)).toEqual(['GET', 'GET', 'DELETE']);
		expect(devices().ofUser(JANE_ID)).toHaveLength(4);
	});

	it('is found however its ID is written', async () => {
		const { good } = await run('block', [{ ...JANE, deviceId: ` ${janes('SMS').toUpperCase()} ` }]);
		expect(resultsOf(good)).toEqual([['SMS', 'blocked']]);
	});

	it('can be picked from the list', async () => {
		const { good } = await run('block', [JANE], {
			parameters: { deviceId: { __rl: true, mode: 'list', value: janes('SMS') } },
		});
		expect(resultsOf(good)).toEqual([['SMS', 'blocked']]);
	});

	it.each([
		['block', true, 'alreadyBlocked'],
		['unblock', false, 'alreadyUnblocked'],
	])('is not changed by %s if it is so already', async (operation, isBlocked, result) => {
		devices().get(janes('SMS'))!.isBlocked = isBlocked;
		const { good, received } = await run(operation, [{ ...JANE, deviceId: janes('SMS') }]);
		expect(good).toMatchObject([{ success: true, changed: false }]);
		expect(resultsOf(good)).toEqual([['SMS', result]]);
		expect(received.filter(changing)).toEqual([]);
	});

	it.each(ACTIONS)('that the user does not have fails, by %s', async (operation) => {
		const deviceId = seededDeviceId('luis.ortega', 'SMS');
		const { good, bad, received } = await run(operation, [{ ...JANE, deviceId }]);
		expect(good).toEqual([]);
		expect(bad[0].error).toContain(`'Device' is not an MFA device of "jane.doe": "${deviceId}"`);
		expect(received.filter(changing)).toEqual([]);
	});

	it('that two items delete is gone for both', async () => {
		const item = { ...JANE, deviceId: janes('SMS') };
		const { good, received } = await run(
			'delete',
			['INC-1', 'INC-2'].map((ticket) => ({ ...item, ticket })),
			{ parameters: { options: { transactionId: '={{ $json.ticket }}' } } },
		);
		expect(good.map(({ changed, pairedWith }) => [changed, pairedWith])).toEqual([
			[true, 0],
			[false, 1],
		]);
		expect(resultsOf(good.slice(1))).toEqual([['SMS', 'alreadyDeleted']]);
		expect(received.filter(changing)).toHaveLength(1);
	});

	it('that an item deleted is not taken for one of another user', async () => {
		// The other user is found when the device has gone.
		fixture.simulator.faults.inject({ fault: { lateMs: 300 }, on: /luis/ });
		const { good, bad, received } = await run(
			'delete',
			[JANE, LUIS].map((user) => ({ ...user, deviceId: janes('SMS') })),
		);
		expect(received.findIndex(changing)).toBeLessThan(received.length - 1);
		expect(good).toMatchObject([{ pairedWith: 0 }]);
		expect(bad).toMatchObject([{ pairedWith: 1 }]);
	});
});

describe('all devices of a user', () => {
	it.each([
		['block', ['blocked', 'alreadyBlocked', 'blocked', 'blocked', 'blocked'], JANES_TYPES],
		[
			'unblock',
			['alreadyUnblocked', 'unblocked', 'alreadyUnblocked', 'alreadyUnblocked', 'alreadyUnblocked'],
			[],
		],
	])('are changed by %s, except those that are so', async (operation, results, blocked) => {
		devices().get(janes('SMS'))!.isBlocked = true;
		const { good, received } = await run(operation, [{ ...JANE, ...ALL }]);
		expect(good).toMatchObject([{ success: true, changed: true, pairedWith: 0 }]);
		expect(resultsOf(good)).toEqual(JANES_TYPES.map((type, index) => [type, results[index]]));
		expect(received.filter(changing)).toHaveLength(
			results.filter((result) => !result.startsWith('already')).length,
		);
		expect(blockedOfJane()).toEqual(blocked);
	});

	it('are deleted, and nobody else has lost one', async () => {
		const count = devices().size;
		const { good } = await run('delete', [{ ...JANE, ...ALL }]);
		expect(resultsOf(good)).toEqual(JANES_TYPES.map((type) => [type, 'deleted']));
		expect(devices().ofUser(JANE_ID)).toEqual([]);
		expect(devices().size).toBe(count - JANES_TYPES.length);
	});

	it.each(ACTIONS)('are none for a user without a device: a success, by %s', async (operation) => {
		const { good, received } = await run(operation, [{ ...FATIMA, ...ALL }]);
		expect(good).toMatchObject([{ success: true, changed: false, devices: [] }]);
		expect(received).toHaveLength(2);
	});

	it('are changed at the same time', async () => {
		const { faults, received } = fixture.simulator;
		faults.latencyMs = 50;
		let mostInFlight = 0;
		const push = received.push.bind(received);
		received.push = (request) => {
			const count = push(request);
			const inFlight = received.filter((one) => changing(one) && one.status === undefined);
			mostInFlight = Math.max(mostInFlight, inFlight.length);
			return count;
		};
		await run('block', [{ ...JANE, ...ALL }]);
		expect(mostInFlight).toBe(5);
	});

	it('show no whole phone number or address', async () => {
		const { good } = await run('block', [{ ...JANE, ...ALL }]);
		expect(JSON.stringify(good)).toContain('***0142');
		expect(JSON.stringify(good)).not.toMatch(/795550142|jane\.doe@home/);
	});

	it('of one user are changed in input order', async () => {
		const { good } = await run('block', [
			{ ...JANE, deviceId: janes('SMS') },
			{ ...JANE, ...ALL },
		]);
		expect(good.map(({ pairedWith }) => pairedWith)).toEqual([0, 1]);
		expect(resultsOf(good.slice(1))[1]).toEqual(['SMS', 'alreadyBlocked']);
	});
});

describe('where PingOne says no more than IDs', () => {
	const BY_ID = { userId: { __rl: true, mode: 'id', value: JANE_ID }, devices: 'all' };

	beforeEach(() => {
		const answers: Array<[RegExp, object]> = [
			[/users\/[^/]+$/, { id: JANE_ID }],
			[/devices$/, { _links: {}, _embedded: { devices: [{ id: janes('SMS') }] } }],
		];
		for (const [on, body] of answers) {
			fixture.simulator.faults.inject({ fault: { response: { status: 200, body } }, on });
		}
	});

	it('the rest is null', async () => {
		const { good } = await run('block', [{}], { parameters: BY_ID });
		expect(good).toMatchObject([{ success: true, username: null, email: null, changed: true }]);
		expect(good[0].devices).toEqual([
			{ deviceId: janes('SMS'), type: null, name: null, status: null, result: 'blocked' },
		]);
		const many = await run('getAll', [{}], { parameters: { ...BY_ID, simplify: true } });
		expect(many.good).toMatchObject([{ id: janes('SMS'), userId: JANE_ID, username: null }]);
	});

	it('an error names user and device by their IDs', async () => {
		const fault = { response: { status: 400, body: { code: 'INVALID_DATA' } } };
		fixture.simulator.faults.inject({ fault, on: /POST/ });
		const { bad } = await run('block', [{}], { parameters: BY_ID });
		expect(bad[0].error).toContain(`1 of 1 MFA devices of ${JANE_ID}`);
		expect(bad[0].error).toContain(`Not blocked: ${janes('SMS')}: PingOne refused`);
	});
});

describe('what PingOne does not document', () => {
	it.each(
		[200, 204].flatMap((status) =>
			[true, false].flatMap((shows) =>
				['block', 'unblock'].map((operation) => ({ operation, status, shows })),
			),
		),
	)('changes nothing about the result: %j', async ({ operation, status, shows }) => {
		Object.assign(devices(), { actionStatus: status, showsBlock: shows });
		devices().get(janes('SMS'))!.isBlocked = operation === 'unblock';
		const { good } = await run(operation, [{ ...JANE, deviceId: janes('SMS') }]);
		expect(good).toMatchObject([{ success: true, changed: true }]);
		expect(resultsOf(good)).toEqual([['SMS', `${operation}ed`]]);
		expect(blockedOfJane()).toEqual(operation === 'block' ? ['SMS'] : []);
	});

	it('is how the media type of an unblock is spelled', async () => {
		devices().unblockMediaType = UNBLOCK_TYPE.replace('+json', '');
		devices().get(janes('SMS'))!.isBlocked = true;
		const { good, received } = await run('unblock', [{ ...JANE, deviceId: janes('SMS') }]);
		expect(resultsOf(good)).toEqual([['SMS', 'unblocked']]);
		expect(received.filter(changing).map(({ status }) => status)).toEqual([415, 200]);
		expect(blockedOfJane()).toEqual([]);
	});

	it('makes an unblock fail if both spellings are refused', async () => {
		devices().unblockMediaType = 'application/vnd.pingidentity.device.other+json';
		devices().get(janes('SMS'))!.isBlocked = true;
		const { good, bad } = await run('unblock', [{ ...JANE, deviceId: janes('SMS') }]);
		expect(good).toEqual([]);
		expect(bad[0].error).toContain('(415)');
	});
});

it('items that name one user in several ways are run one after another', async () => {
	fixture.simulator.faults.latencyMs = 5;
	const names = [
		{ by: 'email', user: 'jane.doe@acme.example', devices: 'all' },
		{ by: 'username', user: 'jane.doe', devices: 'all' },
	];
	const { good } = await runDevices(fixture, 'block', names, {
		parameters: { userId: '={{ { mode: $json.by, value: $json.user } }}' },
	});
	expect(good.map(({ changed }) => changed)).toEqual([true, false]);
});
