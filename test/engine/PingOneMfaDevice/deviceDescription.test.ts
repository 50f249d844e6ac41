import { seededDeviceId, seededId } from '../../../simulator/seed/seededIds';
import { janes } from '../../support/engine/deviceRuns';
import { EngineFixture } from '../../support/engine/engineFixture';
import { listDevices } from '../../support/engine/listSearch';

const JANE = { __rl: true, mode: 'list', value: seededId('user jane.doe') };
const BY_ID = "set 'Device' to By ID";

const fixture = EngineFixture.forEachTest();

async function list(userId: object | null | undefined | string = JANE, filter?: string) {
	const { engine, environmentId } = fixture;
	return await listDevices(engine, fixture.credentials(), environmentId, userId as never, filter);
}

describe("the list of 'Device'", () => {
	it('has the devices of the chosen user, with no whole number or address', async () => {
		fixture.simulator.tenant.devices.get(janes('TOTP'))!.isBlocked = true;
		const { results, paginationToken } = await list();
		expect(paginationToken).toBeUndefined();
		expect(results).toEqual([
			{ name: "MOBILE: Jane's phone", value: janes('MOBILE') },
			{ name: 'SMS: ***0142', value: janes('SMS') },
			{ name: 'EMAIL: j***@home.example', value: janes('EMAIL') },
			{ name: 'TOTP: Authenticator app (blocked)', value: janes('TOTP') },
			{ name: 'FIDO2: Blue security key', value: janes('FIDO2') },
		]);
	});

	it('names a device without a name by its ID, and says that one is not activated', async () => {
		const { results } = await list({ __rl: true, mode: 'username', value: 'mei.lin' });
		expect(results[1].name).toBe('VOICE: ***0177 (not activated)');
		const luis = await list({ __rl: true, mode: 'username', value: 'luis.ortega' });
		const id = seededDeviceId('luis.ortega', 'TOTP');
		expect(luis.results[1]).toEqual({ name: `TOTP: ${id} (blocked)`, value: id });
	});

	it.each([
		['email', 'jane.doe@acme.example'],
		['username', 'jane.doe'],
		['id', JANE.value],
	])('finds a user by %s', async (mode, value) => {
		expect((await list({ __rl: true, mode, value })).results).toHaveLength(5);
	});

	it.each([
		['phone', 1],
		[' SMS ', 1],
		['0142', 1],
		['', 5],
		['nothing like it', 0],
	])('shows what has %j in it', async (filter, count) => {
		expect((await list(JANE, filter)).results).toHaveLength(count);
	});

	it('is empty for a user without a device', async () => {
		const { results } = await list({ __rl: true, mode: 'username', value: 'fatima.elsayed' });
		expect(results).toEqual([]);
	});

	it.each([
		{ __rl: true, mode: 'email', value: '={{ $json.email }}' },
		{ __rl: true, mode: 'list', value: '' },
		{ __rl: true, mode: 'email', value: null },
		'={{ $json.user }}',
		null,
		undefined,
	])('says what to do where the user is %j', async (userId) => {
		const { engine, environmentId, simulator } = fixture;
		const listing = listDevices(engine, fixture.credentials(), environmentId, userId as never);
		await expect(listing).rejects.toThrow(BY_ID);
		await expect(listing).rejects.toThrow("'User' is empty or an expression");
		expect(simulator.received).toEqual([]);
	});

	it('names a user who is not there, and one of two', async () => {
		await expect(list({ __rl: true, mode: 'username', value: 'nobody' })).rejects.toThrow(
			'No user',
		);
		await expect(
			list({ __rl: true, mode: 'email', value: 'front.desk@acme.example' }),
		).rejects.toThrow('front.desk, front.desk.2');
	});

	it('tries once, and says what PingOne said', async () => {
		const { faults, received } = fixture.simulator;
		faults.inject({ fault: { response: { status: 503, body: '' } }, on: /devices/ });
		await expect(list()).rejects.toThrow('Try again in a minute');
		expect(received.filter(({ path }) => path.endsWith('/devices'))).toHaveLength(1);
	});
});
