/** The nodes in a PingOne that differs from what they assume, as `npm run check:tenant` may find one. */
import type { INodeParameters } from 'n8n-workflow';
import { behaveLike } from '../../sandbox/pingone/likeTenant';
import { seededPassword } from '../../sandbox/pingone/seed';
import { WORKFORCE_ID } from '../../sandbox/pingone/seededIds';
import { AS_ASSUMED, COPED_WITH } from '../unit/tenantCheck/tenants';
import { accelerateClock } from './acceleratedClock';
import { janes, runDevices } from './deviceRuns';
import { EngineFixture } from './engineFixture';
import { JANE, NOBODY, runUserOperation, userIn } from './pingOneUser';

let fixture: EngineFixture;
accelerateClock();
afterEach(async () => await fixture.close());

describe.each([
	['as assumed', AS_ASSUMED],
	['otherwise, in all that the nodes cope with', COPED_WITH],
])('in a PingOne that is %s', (_how, like) => {
	beforeEach(async () => {
		fixture = await EngineFixture.open();
		behaveLike(fixture.simulator, like);
	});

	const run = async (operation: string, item = JANE, parameters: INodeParameters = {}) =>
		await runUserOperation(fixture, operation, [item], { options: {}, ...parameters });

	async function succeeds(operation: string, parameters: INodeParameters = {}) {
		const { good, bad } = await run(operation, JANE, parameters);
		expect(bad).toEqual([]);
		expect(good).toMatchObject([{ success: true }]);
		return good[0];
	}

	it('a user is disabled and signed out, and enabled again', async () => {
		const output = await succeeds('disable', { endSessions: true });
		expect(output).toMatchObject({ enabled: false, changed: true });
		const left = [...fixture.simulator.tenant.sessions.values()];
		expect(left.filter(({ userId }) => userId === userIn(fixture, 'jane.doe').id)).toEqual([]);
		expect(await succeeds('enable')).toMatchObject({ enabled: true });
	});

	it('passwords and devices do what they should', async () => {
		expect(await succeeds('forcePasswordChange')).toMatchObject({
			passwordStatus: 'MUST_CHANGE_PASSWORD',
		});
		const { tenant } = fixture.simulator;
		for (let wrong = 0; wrong < 5; wrong++) {
			const attempt = { environmentId: WORKFORCE_ID, username: 'jane.doe', password: 'wrong' };
			tenant.signOn(attempt);
		}
		const { passwordStatus } = await succeeds('unlockPassword');
		expect(passwordStatus).not.toBe('LOCKED');
		expect(seededPassword(tenant, 'jane.doe')).not.toBe('');
		await succeeds('removePassword', { endSessions: false });

		const device = { ...JANE, deviceId: janes('SMS') };
		for (const [operation, isBlocked] of [
			['block', true],
			['unblock', false],
		] as const) {
			const { good, bad } = await runDevices(fixture, operation, [device]);
			expect(bad).toEqual([]);
			expect(good).toHaveLength(1);
			expect(tenant.devices.get(janes('SMS'))?.isBlocked).toBe(isBlocked);
		}
	});

	it('users are found by filters', async () => {
		const filters = { usernameStartsWith: 'jane', emailStartsWith: 'jane', enabled: true };
		const { good, bad } = await run('getAll', JANE, { returnAll: true, filters });
		expect(bad).toEqual([]);
		expect(good.map(({ username }) => username)).toEqual(['jane.doe', 'jane.doerr']);
	});

	it('what PingOne refuses is refused as before', async () => {
		const { bad } = await run('disable', NOBODY, { endSessions: true });
		expect(bad[0].error).toContain('No user');
		const weak = await run('setPassword', JANE, { password: 'short', endSessions: false });
		expect(weak.bad[0].error).toContain("refused 'Password'");
		const twice = await fixture.run('reset', [{ sessionId: janes('SMS') }], {
			onError: 'continueErrorOutput',
		});
		expect(twice.bad[0].error).toContain('does not know session');
	});
});

it('in a PingOne that denies access, the nodes say so', async () => {
	fixture = await EngineFixture.open();
	behaveLike(fixture.simulator, { 'access.changeUsers': 'denied without Identity Data Admin' });
	const disabled = await runUserOperation(fixture, 'disable', [JANE], { endSessions: false });
	expect(disabled.bad[0].error).toMatch(/denies access .* Identity Data Admin/s);
});
