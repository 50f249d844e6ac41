import { seededUserId } from '../../../simulator/seed/seededIds';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { EngineFixture } from '../../support/engine/engineFixture';
import {
	CHANGED_JANE,
	respondWith,
	changesIn,
	changeUser,
	JANE,
	LUIS,
	runUserOperation,
	sessionsOf,
	userIn,
} from '../../support/engine/pingOneUser';

const ID = seededUserId('jane.doe');
const ACCOUNT_ONLY = { endSessions: false };
const UNTIL = '2031-06-07T23:59:59Z';
const LOCKED_UNTIL = { options: { unlockAt: UNTIL }, ...ACCOUNT_ONLY };
const LOCK = { lockedAt: new Date(), unlockAt: new Date('2031-06-07T23:59:59Z') };

const fixture = EngineFixture.forEachTest();

accelerateClock();

describe('Disable', () => {
	it('disables the account with the one documented call, and says so', async () => {
		const { good, received } = await runUserOperation(fixture, 'disable', [JANE], ACCOUNT_ONLY);
		expect(changesIn(received)).toEqual([
			`PUT users/${ID}/enabled application/json {"enabled":false}`,
		]);
		expect(good).toEqual([
			{
				...CHANGED_JANE,
				enabled: false,
				pairedWith: 0,
			},
		]);
		expect(userIn(fixture, 'jane.doe').enabled).toBe(false);
	});

	it('of a user who was disabled already is a success that changed nothing', async () => {
		changeUser(fixture, 'jane.doe', { enabled: false });
		const { good } = await runUserOperation(fixture, 'disable', [JANE, LUIS], ACCOUNT_ONLY);
		expect(good).toMatchObject([
			{ username: 'jane.doe', changed: false, enabled: false, pairedWith: 0 },
			{ username: 'luis.ortega', changed: true, enabled: false, pairedWith: 1 },
		]);
	});

	it.each([
		['nothing', ''],
		['that the user is enabled', { enabled: true }],
	])('fails where PingOne answers 200 and says %s', async (_what, body) => {
		respondWith(fixture, /^PUT/, 200, body);
		const { bad } = await runUserOperation(fixture, 'disable', [JANE], ACCOUNT_ONLY);
		expect(bad[0].error).toContain(
			'PingOne accepted the request, but does not show user "jane.doe" as disabled',
		);
	});
});

it.each(['disable', 'lock'])(
	'%s does not say that nothing was changed where the user cannot be read afterwards',
	async (operation) => {
		let isSent = false;
		const change = { test: (request: string) => !request.startsWith('GET') && (isSent = true) };
		fixture.simulator.faults.inject({ fault: { response: { status: 204 } }, on: change });
		const reads = { test: (request: string) => isSent && request.startsWith('GET') };
		const body = { code: 'UNEXPECTED_ERROR' };
		fixture.simulator.faults.inject({ fault: { response: { status: 500, body } }, on: reads });
		const { bad } = await runUserOperation(fixture, operation, [JANE], ACCOUNT_ONLY);
		expect(bad[0].error).toContain('could not be read to check the result');
		expect(bad[0].error).not.toContain('Nothing was changed');
	},
);

it('what was done comes first in the output, and IDs come last', async () => {
	const { good } = await runUserOperation(fixture, 'disable', [JANE]);
	const { pairedWith: _item, ...output } = good[0];
	const names = Object.keys(output);
	expect(names.slice(0, 2)).toEqual(['success', 'changed']);
	expect(names.slice(-2).sort()).toEqual(['environmentId', 'userId']);
});

describe('Disable and Lock, where the response says nothing of the account', () => {
	it('look at the user: what is shown there counts', async () => {
		respondWith(fixture, /^(PUT|POST)/, 204, '');
		changeUser(fixture, 'jane.doe', { enabled: false, lock: LOCK });
		const disabled = await runUserOperation(fixture, 'disable', [JANE], ACCOUNT_ONLY);
		expect(disabled.good).toMatchObject([{ enabled: false, changed: false }]);
		const locked = await runUserOperation(fixture, 'lock', [JANE], LOCKED_UNTIL);
		expect(locked.good).toMatchObject([{ accountStatus: 'LOCKED', changed: false }]);
	});
});

describe('Enable', () => {
	it('enables a disabled account, and says that it changed something', async () => {
		changeUser(fixture, 'jane.doe', { enabled: false });
		const { good, received } = await runUserOperation(fixture, 'enable', [JANE, LUIS]);
		expect(changesIn(received)[0]).toBe(
			`PUT users/${ID}/enabled application/json {"enabled":true}`,
		);
		expect(good).toMatchObject([
			{ username: 'jane.doe', enabled: true, changed: true },
			{ username: 'luis.ortega', enabled: true, changed: false },
		]);
		expect(userIn(fixture, 'jane.doe').enabled).toBe(true);
	});

	it('fails where PingOne answers 200 and says that the user is disabled', async () => {
		respondWith(fixture, /^PUT/, 200, { enabled: false });
		const { bad } = await runUserOperation(fixture, 'enable', [JANE]);
		expect(bad[0].error).toContain('does not show user "jane.doe" as enabled');
	});
});

describe('Lock', () => {
	it('locks the account until a time with the one documented call, and says so', async () => {
		const { good, received } = await runUserOperation(fixture, 'lock', [JANE], LOCKED_UNTIL);
		expect(changesIn(received)).toEqual([
			`POST users/${ID} application/vnd.pingidentity.account.lock+json {"unlockAt":"${UNTIL}"}`,
		]);
		expect(good).toMatchObject([
			{
				userId: ID,
				accountStatus: 'LOCKED',
				unlockAt: '2031-06-07T23:59:59.000Z',
				changed: true,
				pairedWith: 0,
			},
		]);
	});

	it('until the time that the account was locked until already changed nothing', async () => {
		changeUser(fixture, 'jane.doe', { lock: LOCK });
		const { good } = await runUserOperation(fixture, 'lock', [JANE], LOCKED_UNTIL);
		expect(good).toMatchObject([{ accountStatus: 'LOCKED', changed: false }]);
	});

	it('until another time than before changed something', async () => {
		changeUser(fixture, 'jane.doe', { lock: LOCK });
		const { good } = await runUserOperation(fixture, 'lock', [JANE], {
			lockFor: 3,
			...ACCOUNT_ONLY,
		});
		expect(good).toMatchObject([{ accountStatus: 'LOCKED', changed: true }]);
	});

	it.each([
		['OK', { account: { status: 'OK', canAuthenticate: true } }],
		['nothing of the account', { id: ID }],
		['nothing', ''],
	])('fails where PingOne answers 200 and says %s: nobody is locked', async (_what, body) => {
		respondWith(fixture, /^POST/, 200, body);
		const { good, bad } = await runUserOperation(fixture, 'lock', [JANE], LOCKED_UNTIL);
		expect(good).toEqual([]);
		expect(bad[0].error).toContain(
			'PingOne accepted the request, but did not lock user "jane.doe"',
		);
		expect(bad[0].error).toContain(`the requested time was ${UNTIL}`);
	});

	it('fails if the account is locked for less than the requested time', async () => {
		respondWith(fixture, /^POST/, 200, {
			account: { status: 'LOCKED', unlockAt: '2031-06-07T23:00:00Z' },
		});
		const { bad } = await runUserOperation(fixture, 'lock', [JANE], LOCKED_UNTIL);
		expect(bad[0].error).toContain('locks user "jane.doe" only until "2031-06-07T23:00:00Z"');
	});

	it('that PingOne refuses is not explained by a missing end', async () => {
		respondWith(fixture, /^POST/, 400, { code: 'INVALID_DATA', message: 'Not now' });
		const { bad } = await runUserOperation(fixture, 'lock', [JANE], LOCKED_UNTIL);
		expect(bad[0].error).toContain('Not now');
		expect(bad[0].error).not.toContain('requires an end time');
	});

	it.each([
		['none', {}],
		['one that is not a text', { unlockAt: 4102444800 }],
	])('has no time of its end where PingOne gives %s', async (_what, end) => {
		respondWith(fixture, /^POST/, 200, { account: { status: 'LOCKED', ...end } });
		const { good } = await runUserOperation(fixture, 'lock', [JANE], LOCKED_UNTIL);
		expect(good).toMatchObject([{ accountStatus: 'LOCKED', unlockAt: null, changed: true }]);
	});
});

describe('Lock, Until Unlocked', () => {
	const UNTIL_UNLOCKED = { lockUnit: 'untilUnlocked', ...ACCOUNT_ONLY };
	const lock = async () => await runUserOperation(fixture, 'lock', [JANE], UNTIL_UNLOCKED);

	it('sends no body, and shows no end', async () => {
		const { good, received } = await lock();
		expect(changesIn(received)).toEqual([
			`POST users/${ID} application/vnd.pingidentity.account.lock+json`,
		]);
		expect(good).toMatchObject([{ accountStatus: 'LOCKED', unlockAt: null, changed: true }]);
		expect((await lock()).good).toMatchObject([{ accountStatus: 'LOCKED', changed: false }]);
	});

	it('takes the place of a lock that has an end', async () => {
		changeUser(fixture, 'jane.doe', { lock: LOCK });
		const { good } = await lock();
		expect(good).toMatchObject([{ accountStatus: 'LOCKED', unlockAt: null, changed: true }]);
	});

	it.each([
		['locks nobody', {}, 'did not lock user "jane.doe"'],
		['leaves an end', { lock: LOCK }, `locks user "jane.doe" only until "2031-06-07T23:59:59`],
	])('fails where PingOne %s, and says that it wants an end', async (_what, change, sentence) => {
		fixture.simulator.tenant.users.locksWithoutEnd = false;
		changeUser(fixture, 'jane.doe', change);
		const { good, bad } = await lock();
		expect(good).toEqual([]);
		expect(bad[0].error).toContain(sentence);
		expect(bad[0].error).toContain('PingOne requires an end time for the lock');
	});

	it('says that PingOne wants an end where it refuses the request', async () => {
		respondWith(fixture, /^POST/, 400, { code: 'INVALID_DATA', message: 'unlockAt is required' });
		const { bad } = await lock();
		expect(bad[0].error).toContain('PingOne requires an end time for the lock');
		expect(bad[0].error).toContain('unlockAt is required');
	});
});

describe('Unlock', () => {
	it('ends the lock with the one documented call, and leaves a disabled user disabled', async () => {
		changeUser(fixture, 'jane.doe', { lock: LOCK, enabled: false });
		const { good, received } = await runUserOperation(fixture, 'unlock', [JANE]);
		expect(changesIn(received)).toEqual([
			`POST users/${ID} application/vnd.pingidentity.account.unlock+json`,
		]);
		expect(good).toMatchObject([{ userId: ID, accountStatus: 'OK', changed: true }]);
		expect(userIn(fixture, 'jane.doe')).toMatchObject({ lock: undefined, enabled: false });
	});

	it('of an account that is not locked is a success that changed nothing', async () => {
		const { good } = await runUserOperation(fixture, 'unlock', [JANE]);
		expect(good).toMatchObject([{ accountStatus: 'OK', changed: false }]);
	});

	it('looks at the user where the response says nothing of the account', async () => {
		respondWith(fixture, /^POST/, 204, '');
		const { good } = await runUserOperation(fixture, 'unlock', [JANE]);
		expect(good).toMatchObject([{ success: true, accountStatus: 'OK', changed: false }]);
		changeUser(fixture, 'jane.doe', { lock: LOCK });
		const { bad } = await runUserOperation(fixture, 'unlock', [JANE]);
		expect(bad[0].error).toContain('but user "jane.doe" is still locked');
	});

	it('is no success where PingOne does not tell the state', async () => {
		respondWith(fixture, /^(POST|PUT)/, 204, '');
		const { id, username, email } = userIn(fixture, 'jane.doe');
		respondWith(fixture, /^GET.*users/, 200, {
			_links: {},
			...{ id, username, email },
			_embedded: { users: [{ id, username, email }] },
		});
		for (const operation of ['unlock', 'enable', 'disable']) {
			const { good, bad } = await runUserOperation(fixture, operation, [JANE], ACCOUNT_ONLY);
			expect(good).toEqual([]);
			expect(bad[0].error).toContain('PingOne accepted the request for user "jane.doe"');
			expect(bad[0].error).toContain('It is not known whether PingOne');
		}
	});

	it('fails where PingOne shows the account as locked afterwards', async () => {
		respondWith(fixture, /^POST/, 200, { account: { status: 'LOCKED' } });
		const { bad } = await runUserOperation(fixture, 'unlock', [JANE]);
		expect(bad[0].error).toContain('but user "jane.doe" is still locked');
	});
});

it.each(['disable', 'enable', 'lock', 'unlock'])(
	'%s ends no session without End Sessions, and sends no PUT to the user itself',
	async (operation) => {
		const { received } = await runUserOperation(fixture, operation, [JANE], ACCOUNT_ONLY);
		expect(received.some(({ path }) => path.includes('/sessions'))).toBe(false);
		expect(received.some(({ method, path }) => method === 'PUT' && path.endsWith(ID))).toBe(false);
		expect(sessionsOf(fixture, 'jane.doe')).toBe(2);
	},
);
