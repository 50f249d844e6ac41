import { seededUserId } from '../../simulator/seed/seededIds';
import { sandboxForAll } from './sandboxForAll';
import { usersIn } from './usersIn';
import { runSteps } from './userWorkflow';

const sandbox = sandboxForAll();
const { sessionsOf, signOn } = usersIn(sandbox);

const HOUR_MS = 3_600_000;
/** The number of wrong passwords that lock a password in the simulator. */
const WRONG_PASSWORDS = 5;

/** A password that is created while the node runs, so that no item or parameter contains it. */
const RANDOM_PASSWORD =
	'={{ [1, 2, 3].map(() => Math.random().toString(36).slice(2, 10)).join("-") }}';

function directGroupsOf(username: string): string[] {
	const { memberships, users } = sandbox().simulator.tenant;
	const user = users.get(seededUserId(username))!;
	return memberships
		.of(user)
		.filter(({ type }) => type === 'DIRECT')
		.map(({ group }) => group.name);
}

describe("from an email address alone, HR's playbook", () => {
	it('disables a leaver, ends the sessions, replaces and removes the password, and removes the groups', async () => {
		expect(sessionsOf('jane.doe')).toHaveLength(2);
		expect(directGroupsOf('jane.doe').sort()).toEqual(['Finance', 'VPN Users']);

		const { status, output } = await runSteps(
			sandbox(),
			[
				{ operation: 'disable', parameters: { endSessions: true } },
				{ operation: 'setPassword', parameters: { password: RANDOM_PASSWORD } },
				{ operation: 'removePassword' },
				{ operation: 'removeFromGroup', parameters: { groups: 'allDirect' } },
			],
			{ email: 'jane.doe@acme.example' },
		);
		expect(status).toBe(200);
		const done = { success: true, username: 'jane.doe', changed: true };
		expect(output('disable')).toMatchObject([{ ...done, enabled: false, sessionsReset: 2 }]);
		expect(output('setPassword')).toMatchObject([
			{ ...done, passwordStatus: 'MUST_CHANGE_PASSWORD' },
		]);
		expect(output('removePassword')).toMatchObject([{ ...done, passwordStatus: 'NO_PASSWORD' }]);
		expect(output('removeFromGroup')).toMatchObject([
			{
				...done,
				groupsRemoved: expect.arrayContaining([
					expect.objectContaining({ name: 'Finance' }),
					expect.objectContaining({ name: 'VPN Users' }),
				]),
				groupsKept: [expect.objectContaining({ name: 'All Employees' })],
			},
		]);

		expect(sessionsOf('jane.doe')).toEqual([]);
		expect(directGroupsOf('jane.doe')).toEqual([]);
		expect(signOn('jane.doe')).toEqual({ refused: 'DISABLED' });
		// Should somebody enable her again, there is still no password.
		const { users } = sandbox().simulator.tenant;
		users.replace({ ...users.get(seededUserId('jane.doe'))!, enabled: true });
		expect(signOn('jane.doe')).toEqual({ refused: 'NO_PASSWORD' });
	});

	it('ends nothing where the user cannot be disabled, and says so', async () => {
		const { simulator } = sandbox();
		const before = sessionsOf('mei.lin').length;
		const body = { code: 'ACCESS_FAILED', message: 'No access' };
		const removeFault = simulator.faults.inject({
			fault: { response: { status: 403, body } },
			on: /^PUT .*\/enabled/,
		});
		const { status, execution } = await runSteps(sandbox(), [{ operation: 'disable' }], {
			email: 'mei.lin@acme.example',
		}).finally(removeFault);
		expect(status).toBe(500);
		const { error } = execution.data.resultData;
		expect(`${error?.message}. ${error?.description}`).toContain('No session was ended');
		expect(sessionsOf('mei.lin')).toHaveLength(before);
	});
});

describe("from an email address alone, the help desk's playbook", () => {
	it('finds a user, ends the lock of account and password, and sends a recovery code', async () => {
		const { tenant } = sandbox().simulator;
		const id = seededUserId('tomasz.wisniewski');
		for (let time = 1; time <= WRONG_PASSWORDS; time++) signOn('tomasz.wisniewski', 'wrong');
		expect(signOn('tomasz.wisniewski')).toEqual({ refused: 'PASSWORD_LOCKED' });
		const lock = { lockedAt: new Date(), unlockAt: new Date(Date.now() + HOUR_MS) };
		tenant.users.replace({ ...tenant.users.get(id)!, lock });
		expect(signOn('tomasz.wisniewski')).toEqual({ refused: 'LOCKED' });

		const { status, output } = await runSteps(
			sandbox(),
			[
				{ operation: 'get', parameters: { include: ['groups'] } },
				{ operation: 'unlock' },
				{ operation: 'unlockPassword' },
				{ operation: 'sendRecoveryCode' },
			],
			{ email: 'tomasz.wisniewski@acme.example' },
		);
		expect(status).toBe(200);
		expect(output('get')).toMatchObject([
			{ id, username: 'tomasz.wisniewski', enabled: true, groups: [{ name: 'All Employees' }] },
		]);
		const done = { success: true, userId: id, changed: true };
		expect(output('unlock')).toMatchObject([{ ...done, accountStatus: 'OK' }]);
		expect(output('unlockPassword')).toMatchObject([{ ...done, passwordStatus: 'OK' }]);
		expect(output('sendRecoveryCode')).toMatchObject([{ ...done, codeSent: true }]);
		expect(tenant.passwords.recoveryCodesSentTo).toEqual([id]);
		expect(signOn('tomasz.wisniewski')).toMatchObject({ session: { userId: id } });
	});
});

describe('from an email address alone, the playbook for a lost phone', () => {
	const type = 'n8n-nodes-pingone.pingOneMfaDevice';

	it('locks the user, ends the sessions, and blocks all devices', async () => {
		const { tenant } = sandbox().simulator;
		const id = seededUserId('luis.ortega');
		const { status, output } = await runSteps(
			sandbox(),
			[
				{ operation: 'lock', parameters: { lockFor: 2, lockUnit: 'days' } },
				{ operation: 'block', type, parameters: { devices: 'all' } },
			],
			{ email: 'luis.ortega@acme.example' },
		);
		expect(status).toBe(200);
		expect(output('lock')).toMatchObject([
			{ success: true, changed: true, accountStatus: 'LOCKED', sessionsReset: 2 },
		]);
		expect(output('block')).toMatchObject([
			{
				success: true,
				changed: true,
				devices: [
					{ type: 'SMS', name: '***5019', result: 'blocked' },
					{ type: 'TOTP', result: 'alreadyBlocked' },
				],
			},
		]);
		expect(tenant.devices.ofUser(id).every(({ isBlocked }) => isBlocked)).toBe(true);
		expect(signOn('luis.ortega')).toEqual({ refused: 'LOCKED' });
	});
});
