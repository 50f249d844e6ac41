import type { INodeParameters } from 'n8n-workflow';
import {
	CONTRACTORS_ID,
	seededGroupId,
	seededId,
	seededSessionId,
} from '../../simulator/seed/seededIds';
import { accelerateClock } from '../support/engine/acceleratedClock';
import { janes, MFA_DEVICE } from '../support/engine/deviceRuns';
import { EngineFixture } from '../support/engine/engineFixture';
import { listUsers } from '../support/engine/listSearch';
import { respondWith, changeUser, inList, PINGONE_USER } from '../support/engine/pingOneUser';

const JANE = seededId('user jane.doe');
const PINGONE_SESSION = 'n8n-nodes-pingone.pingOneSession';
const BY_ID = { userId: { __rl: true, mode: 'id', value: JANE } };

const fixture = EngineFixture.forEachTest();

accelerateClock();

describe('an object that is no list is not taken for an empty one', () => {
	it.each(['getAll', 'resetAll'])('by the operation %s', async (operation) => {
		respondWith(fixture, /\/sessions$/, 200, { ok: true });
		const { run, bad } = await fixture.run(operation, [{}], {
			onError: 'continueErrorOutput',
			parameters: { ...BY_ID, returnAll: true },
		});
		expect(run.data.resultData.runData.Node[0].data?.main[0]).toEqual([]);
		expect(bad).toHaveLength(1);
		expect(bad[0].error).toContain(`the sessions of user ${JANE}`);
		expect(bad[0].error).toContain('(200)');
	});

	it('by the list in the panel', async () => {
		fixture.simulator.faults.inject({ fault: { response: { status: 200, body: { ok: true } } } });
		await expect(
			listUsers(fixture.engine, fixture.credentials(), fixture.environmentId),
		).rejects.toThrow('(200)');
	});
});

it('a user with another ID than the requested one is not changed', async () => {
	const { faults, received } = fixture.simulator;
	faults.inject({ fault: { response: { status: 200, body: { id: seededId('request') } } } });
	const { bad } = await change({ operation: 'delete' });
	expect(bad[0].error).toContain(`instead of PingOne's response about user ${JANE}`);
	expect(received.map(({ method }) => method)).toEqual(['GET']);
});

describe('the search for users by the start of a name', () => {
	it.each([
		[401, { code: 'ACCESS_FAILED' }],
		[403, { code: 'ACCESS_FAILED' }],
		[404, { code: 'NOT_FOUND' }],
		[200, '<html>Sign in</html>'],
	])('is not tried in another way after %i %j', async (status, body) => {
		const { faults, received } = fixture.simulator;
		faults.inject({ fault: { response: { status, body } }, times: 1 });
		const searching = listUsers(
			fixture.engine,
			fixture.credentials(),
			fixture.environmentId,
			'jane.doe',
		);
		await expect(searching).rejects.toThrow(`(${status})`);
		expect(received).toHaveLength(1);
	});
});

/** Responses of a gateway that replace PingOne's own. */
const GATEWAY: Array<{ status: number; body: string | object }> = [
	{ status: 202, body: {} },
	{ status: 200, body: {} },
	{ status: 200, body: '' },
	{ status: 200, body: { status: 'ok' } },
	// The ID of its request.
	{ status: 200, body: { id: seededId('request') } },
];
const NOT_CLAIMED =
	/It is not known whether|PingOne accepted the request, but|PingOne accepted the password of user/;

interface ChangingOperation {
	operation: string;
	node?: string;
	parameters?: INodeParameters;
	/** Makes the change possible. */
	before?: (fixture: EngineFixture) => void;
}

const SMS = { devices: 'one', deviceId: { __rl: true, mode: 'id', value: janes('SMS') } };
const SESSION = { sessionId: seededSessionId('jane.doe') };
const TEAM = { groupId: inList(seededGroupId('Engineering')) };
const FINANCE = { groupId: inList(seededGroupId('Finance')) };
const lock = (fixture: EngineFixture) =>
	changeUser(fixture, 'jane.doe', { lock: { lockedAt: new Date() } });
const disable = (fixture: EngineFixture) => changeUser(fixture, 'jane.doe', { enabled: false });
const lockPassword = ({ simulator: { tenant } }: EngineFixture) => {
	for (let count = 0; count < 5; count++) tenant.passwords.count(JANE, false);
};
const blockAll = ({ simulator: { tenant } }: EngineFixture) => {
	for (const device of tenant.devices.ofUser(JANE)) device.isBlocked = true;
};
const NEW_USER = { username: 'new.one', email: 'new@acme.example' };

const CHANGING: ChangingOperation[] = [
	{ operation: 'disable' },
	{ operation: 'enable', before: disable },
	{ operation: 'lock' },
	{ operation: 'lock', parameters: { lockUnit: 'untilUnlocked' } },
	{ operation: 'unlock', before: lock },
	{ operation: 'delete' },
	{ operation: 'setPassword', parameters: { password: 'Correct-Horse-7' } },
	{ operation: 'setPassword', parameters: { password: 'Correct-Horse-7', forceChange: false } },
	{ operation: 'removePassword' },
	{ operation: 'forcePasswordChange' },
	{ operation: 'unlockPassword', before: lockPassword },
	{ operation: 'sendRecoveryCode' },
	{ operation: 'addToGroup', parameters: TEAM },
	{ operation: 'removeFromGroup', parameters: FINANCE },
	{ operation: 'removeFromGroup', parameters: { groups: 'allDirect' } },
	{ operation: 'update', parameters: { updateFields: { title: 'Boss' } } },
	{ operation: 'update', parameters: { updateFields: { populationId: inList(CONTRACTORS_ID) } } },
	{ operation: 'create', parameters: { ...NEW_USER, populationId: inList(CONTRACTORS_ID) } },
	{ operation: 'block', node: MFA_DEVICE, parameters: SMS },
	{ operation: 'unblock', node: MFA_DEVICE, parameters: SMS, before: blockAll },
	{ operation: 'delete', node: MFA_DEVICE, parameters: SMS },
	{ operation: 'reset', node: PINGONE_SESSION, parameters: SESSION },
	{ operation: 'delete', node: PINGONE_SESSION, parameters: SESSION },
	{ operation: 'resetAll', node: PINGONE_SESSION },
];
const NAMED = CHANGING.map((changing, index) => ({
	...changing,
	index,
	name: `${changing.node ?? 'User'} ${changing.operation} ${JSON.stringify(changing.parameters ?? {})}`,
}));

async function change({ operation, node = PINGONE_USER, parameters }: ChangingOperation) {
	return await fixture.run(operation, [{}], {
		type: node,
		onError: 'continueErrorOutput',
		parameters: { ...BY_ID, endSessions: false, ...parameters },
	});
}

describe.each(NAMED)('$name', ({ index, ...changing }) => {
	it('is no success if a gateway responds in place of PingOne', async () => {
		changing.before?.(fixture);
		for (const response of GATEWAY) {
			const restore = fixture.simulator.faults.inject({
				fault: { response },
				on: /^(POST|PUT|PATCH|DELETE)/,
			});
			const { good, bad } = await change(changing);
			restore();
			expect(good).toEqual([]);
			expect(bad[0].error).toMatch(NOT_CLAIMED);
		}
	});

	it('is a success if PingOne shows it, whatever a gateway makes of the response', async () => {
		changing.before?.(fixture);
		fixture.simulator.faults.inject({
			fault: { replacedBy: GATEWAY[index % GATEWAY.length] },
			on: /^(POST|PUT|PATCH|DELETE)/,
		});
		const { good, bad } = await change(changing);
		if (changing.operation === 'sendRecoveryCode') {
			expect(bad[0].error).toContain('It is not known whether PingOne sent the code.');
			return;
		}
		expect(bad).toEqual([]);
		const { changed = true } = good[0];
		expect(changed).toBe(true);
		if (changing.node === undefined && changing.operation !== 'delete') {
			expect(good[0].username).toEqual(expect.any(String));
		}
	});
});

it('a block is no success where PingOne shows no blocks, and a gateway responds', async () => {
	fixture.simulator.tenant.devices.showsBlock = false;
	for (const operation of ['block', 'unblock']) {
		for (const response of GATEWAY) {
			fixture.simulator.faults.inject({ fault: { response }, on: /^POST/, times: 1 });
			const { good, bad } = await change({ operation, node: MFA_DEVICE, parameters: SMS });
			expect(good).toEqual([]);
			expect(bad[0].error).toContain('It is not known whether PingOne has carried it out');
		}
	}
});
