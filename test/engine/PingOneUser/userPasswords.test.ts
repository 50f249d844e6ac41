import type { INodeParameters } from 'n8n-workflow';
import { seededPassword } from '../../../simulator/seed/seed';
import { seededUserId } from '../../../simulator/seed/seededIds';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { EngineFixture } from '../../support/engine/engineFixture';
import {
	CHANGED_JANE,
	respondWith,
	changesIn,
	changeUser,
	JANE,
	runUserOperation,
	userIn,
} from '../../support/engine/pingOneUser';

const ID = seededUserId('jane.doe');
const PATH = `users/${ID}/password`;
const TYPE = 'application/vnd.pingidentity.password.';
const NEW = 'Correct-Horse-7';
const KOFI = { email: 'kofi.mensah@acme.example' };
const OPERATIONS = [
	'setPassword',
	'removePassword',
	'forcePasswordChange',
	'unlockPassword',
	'sendRecoveryCode',
];

const fixture = EngineFixture.forEachTest();

accelerateClock();

async function run(operation: string, parameters: INodeParameters = {}, item = JANE) {
	return await runUserOperation(fixture, operation, [item], {
		password: NEW,
		endSessions: false,
		...parameters,
	});
}

function signOn(password: string) {
	const { environmentId, simulator } = fixture;
	return simulator.tenant.signOn({ environmentId, username: 'jane.doe', password });
}

/** Locks Jane's password by failed sign-ons. */
function lockPassword(): void {
	for (let count = 0; count < 5; count++) signOn('wrong');
}

describe('Set Password', () => {
	it('sets it with the one documented call, and has the user change it by default', async () => {
		const { good, received } = await run('setPassword');
		expect(changesIn(received)).toEqual([
			`PUT ${PATH} ${TYPE}set+json {"value":"${NEW}","forceChange":true}`,
		]);
		expect(good).toEqual([
			{
				...CHANGED_JANE,
				passwordStatus: 'MUST_CHANGE_PASSWORD',
				forceChange: true,
				pairedWith: 0,
			},
		]);
		expect(signOn(NEW)).toEqual({ refused: 'MUST_CHANGE_PASSWORD' });
	});

	it.each([false, '={{ "false" }}'])(
		'leaves the user with the password where Force Change is %j',
		async (forceChange) => {
			const { good } = await run('setPassword', { forceChange });
			expect(good).toMatchObject([{ passwordStatus: 'OK', forceChange: false, changed: true }]);
			expect(signOn(NEW)).toHaveProperty('session');
		},
	);

	it('sends each character of the password as it is', async () => {
		const password = ' "späces" \\ <and> \u20ac ';
		await run('setPassword', { password, forceChange: false });
		expect(signOn(password)).toHaveProperty('session');
	});

	it.each([
		[true, 204, '', 'OK'],
		[true, 200, { _links: {}, status: 'OK' }, 'OK'],
		[false, 200, { _links: {}, status: 'NO_PASSWORD' }, 'NO_PASSWORD'],
		[true, 200, { _links: {}, status: '<b>OK</b>' }, '‹b›OK‹/b›'],
	])(
		'fails where the status does not fit: Force Change %j, response %i %j',
		async (forceChange, status, body, shown) => {
			respondWith(fixture, /^PUT/, status, body);
			const { good, bad } = await run('setPassword', { forceChange });
			expect(good).toEqual([]);
			expect(bad[0].error).toContain(
				`PingOne accepted the password of user "jane.doe", but shows its status as ${shown}`,
			);
		},
	);

	it("shows PingOne's reason where the policy refuses the password", async () => {
		const { bad } = await run('setPassword', { password: 'shrt' });
		expect(bad[0].error).toContain('PingOne refused \'Password\' for user "jane.doe" (400)');
		expect(bad[0].error).toContain('choose another one');
		expect(bad[0].error).toContain('The password must have at least 8 characters');
	});

	it.each([
		'={{ "" }}',
		'  ',
		'={{ $json.nothing }}',
		'={{ null }}',
		'={{ 12345678 }}',
		'{{ $json.word }}',
	])('sends nothing where the password is %j', async (password) => {
		const { bad, received } = await run('setPassword', { password });
		expect(received).toEqual([]);
		expect(bad[0].error).toMatch(/'Password' is (empty|not a text|not a value|an expression)/);
	});

	it('sends nothing where Force Change is neither on nor off', async () => {
		const { bad, received } = await run('setPassword', { forceChange: '={{ "maybe" }}' });
		expect(received).toEqual([]);
		expect(bad[0].error).toContain('\'Force Change\' is neither true nor false: "maybe"');
	});
});

describe('Remove Password', () => {
	it('removes it with the one documented call, after a look at what was there', async () => {
		const { good, received } = await run('removePassword');
		expect(received.map(({ method }) => method)).toEqual(['GET', 'GET', 'PUT']);
		expect(changesIn(received)).toEqual([`PUT ${PATH} ${TYPE}setValue+json {}`]);
		expect(good).toMatchObject([{ userId: ID, passwordStatus: 'NO_PASSWORD', changed: true }]);
		expect(signOn(seededPassword(fixture.simulator.tenant, 'jane.doe'))).toEqual({
			refused: 'NO_PASSWORD',
		});
	});

	it('of a user without one changed nothing', async () => {
		fixture.simulator.tenant.passwords.delete(ID);
		const { good } = await run('removePassword');
		expect(good).toMatchObject([{ passwordStatus: 'NO_PASSWORD', changed: false }]);
	});

	it('fails where PingOne shows a password afterwards', async () => {
		respondWith(fixture, /^PUT/, 200, { _links: {}, status: '<OK>' });
		const { bad } = await run('removePassword');
		expect(bad[0].error).toContain('but user "jane.doe" still has a password (‹OK›)');
	});

	it('looks at the password where the response says nothing of it', async () => {
		respondWith(fixture, /^PUT/, 204, '');
		const { bad } = await run('removePassword');
		expect(bad[0].error).toContain('but user "jane.doe" still has a password (OK)');
		fixture.simulator.tenant.passwords.delete(ID);
		const { good } = await run('removePassword');
		expect(good).toMatchObject([{ passwordStatus: 'NO_PASSWORD', changed: false }]);
	});
});

describe('Force Password Change', () => {
	it.each([200, 204] as const)('is done, and confirmed, if PingOne responds %i', async (status) => {
		const passwordStatus = 'MUST_CHANGE_PASSWORD';
		fixture.simulator.tenant.passwords.forceChangeStatus = status;
		const { good, received } = await run('forcePasswordChange');
		expect(changesIn(received)).toEqual([`POST ${PATH} ${TYPE}forceChange`]);
		expect(good).toMatchObject([{ userId: ID, passwordStatus, changed: true }]);
		expect(signOn(seededPassword(fixture.simulator.tenant, 'jane.doe'))).toEqual({
			refused: 'MUST_CHANGE_PASSWORD',
		});
	});

	it.each([
		['the response', 200, { _links: {}, status: '<i>OK' }, '‹i›OK'],
		['the password afterwards', 204, '', 'OK'],
	])('fails where %s shows another status', async (_what, status, body, shown) => {
		respondWith(fixture, /^POST/, status, body);
		const { good, bad } = await run('forcePasswordChange');
		expect(good).toEqual([]);
		expect(bad[0].error).toContain(
			`does not show that user "jane.doe" must change the password (${shown})`,
		);
	});

	it('of a user who must change the password already changed nothing', async () => {
		await run('forcePasswordChange');
		const { good } = await run('forcePasswordChange');
		expect(good).toMatchObject([{ changed: false }]);
	});
});

describe('Unlock Password', () => {
	it.each([
		[false, [`${TYPE}unlock+json`]],
		[true, [`${TYPE}unlock+json`, `${TYPE}unlock`]],
	])('is done, where PingOne takes the type without +json only: %j', async (isPlain, types) => {
		fixture.simulator.tenant.passwords.unlocksWithoutJsonSuffixOnly = isPlain;
		lockPassword();
		expect(signOn('wrong')).toEqual({ refused: 'PASSWORD_LOCKED' });
		const { good, received } = await run('unlockPassword');
		expect(changesIn(received)).toEqual(types.map((type) => `POST ${PATH} ${type}`));
		expect(good).toMatchObject([{ userId: ID, passwordStatus: 'OK', changed: true }]);
		expect(signOn('wrong')).toEqual({ refused: 'WRONG_PASSWORD' });
	});

	it.each([400, 406])('is done, where PingOne answers %i to the other type', async (status) => {
		lockPassword();
		respondWith(fixture, /^POST/, status, { code: 'INVALID_REQUEST' }, 1);
		const { good, received } = await run('unlockPassword');
		expect(changesIn(received)).toHaveLength(2);
		expect(good).toMatchObject([{ passwordStatus: 'OK', changed: true }]);
	});

	it('says what PingOne said first, where both types are refused', async () => {
		respondWith(fixture, /^POST/, 400, { code: 'INVALID_REQUEST', message: 'the first' }, 1);
		respondWith(fixture, /^POST/, 415, { code: 'INVALID_REQUEST', message: 'the second' });
		const { bad } = await run('unlockPassword');
		expect(bad[0].error).toContain('the first');
	});

	it('does not claim that it was refused where the other type may have been carried out', async () => {
		respondWith(fixture, /^POST/, 400, { code: 'INVALID_REQUEST', message: 'the first' }, 1);
		respondWith(fixture, /^POST/, 500, { code: 'UNEXPECTED_ERROR' });
		const { bad } = await run('unlockPassword');
		expect(bad[0].error).toContain('It is not known whether PingOne changed the password');
	});

	it('fails where the password is still locked afterwards', async () => {
		respondWith(fixture, /^POST/, 200, { _links: {}, status: '<PASSWORD_LOCKED>' });
		const { bad } = await run('unlockPassword');
		expect(bad[0].error).toContain('is still locked (‹PASSWORD_LOCKED›)');
	});

	it('of a password that is not locked changed nothing', async () => {
		const { good } = await run('unlockPassword');
		expect(good).toMatchObject([{ passwordStatus: 'OK', changed: false }]);
	});

	it.each([
		['removePassword', {}],
		['forcePasswordChange', { status: 'ok' }],
		['unlockPassword', { _links: {} }],
	])('is not sent by %s where the status is not told before: %j', async (operation, body) => {
		respondWith(fixture, /^GET.*password/, 200, body);
		const { bad, received } = await run(operation);
		expect(bad[0].error).toContain('Received an unexpected response instead of');
		expect(changesIn(received)).toEqual([]);
	});

	it.each(['removePassword', 'forcePasswordChange', 'unlockPassword'])(
		'is no success of %s either where PingOne does not tell the status afterwards',
		async (operation) => {
			let reads = 0;
			const on = { test: (request: string) => /^GET.*password/.test(request) && ++reads > 1 };
			fixture.simulator.faults.inject({ fault: { response: { status: 200, body: {} } }, on });
			respondWith(fixture, /^(PUT|POST)/, 204, '');
			const { good, bad } = await run(operation);
			expect(good).toEqual([]);
			expect(bad[0].error).toContain('but does not show its result');
		},
	);
});

describe('Send Password Recovery Code', () => {
	it('has PingOne send one, with the one documented call', async () => {
		const { good, received } = await run('sendRecoveryCode');
		expect(changesIn(received)).toEqual([`POST ${PATH} ${TYPE}sendRecoveryCode+json`]);
		expect(good).toMatchObject([{ userId: ID, codeSent: true, changed: true }]);
		expect(fixture.simulator.tenant.passwords.recoveryCodesSentTo).toEqual([ID]);
	});

	it("fails with PingOne's reason for a disabled user", async () => {
		changeUser(fixture, 'jane.doe', { enabled: false });
		const { bad } = await run('sendRecoveryCode');
		expect(bad[0].error).toContain('The user is disabled');
		expect(fixture.simulator.tenant.passwords.recoveryCodesSentTo).toEqual([]);
	});
});

describe.each(OPERATIONS)('%s', (operation) => {
	it('says the same if only the error shows that the user is external', async () => {
		const { identityProvider: _type, ...user } = userIn(fixture, 'jane.doe');
		const details = [{ code: 'INVALID_VALUE', message: 'The state of the password is EXTERNAL' }];
		respondWith(fixture, /^(PUT|POST)/, 400, { code: 'REQUEST_FAILED', details });
		respondWith(fixture, /^GET.*filter/, 200, { _links: {}, _embedded: { users: [user] } });
		const { bad } = await run(operation);
		expect(bad[0].error).toContain('User "jane.doe" has no password in PingOne');
	});

	it('says of a user of another identity provider that there is no password here', async () => {
		const { bad, received } = await run(operation, {}, KOFI);
		expect(received.map(({ method }) => method)).toEqual(['GET']);
		expect(bad[0].error).toContain(
			'User "kofi.mensah" has no password in PingOne: the user signs on with another identity provider ("SAML")',
		);
	});

	it('tries where PingOne does not tell the identity provider', async () => {
		const user = { id: ID, username: 'jane.doe' };
		respondWith(fixture, /^GET.*\/users\/[^/]+$/, 200, user);
		const userId = { __rl: true, mode: 'id', value: ID };
		expect((await run(operation, { userId })).good).toMatchObject([{ success: true, email: null }]);
	});

	it('names the role that is missing', async () => {
		const accessToken = fixture.simulator.tenant.tokens.issue([]);
		const { bad } = await runUserOperation(
			fixture,
			operation,
			[JANE],
			{ password: NEW },
			{ credential: { accessToken } },
		);
		expect(bad[0].error).toContain('(403)');
		expect(bad[0].error).toContain('the role Identity Data Admin');
	});
});
