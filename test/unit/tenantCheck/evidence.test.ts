/** What the check takes for an observation about PingOne, and what says nothing about it. */
import { WORKFORCE_ID } from '../../../sandbox/pingone/seededIds';
import type { PingOneSimulator } from '../../../sandbox/pingone/simulator';
import type { FactKey, TenantFacts } from '../../../sandbox/pingone/tenantFacts';
import { verdictOf, type Verdict } from '../../../sandbox/tenantCheck/facts';
import { runInSimulator } from './runInSimulator';
import { notSettled } from './seen';
import { DENIES_ENDED } from './tenants';

const READ_ONLY = { act: false };
const WITHOUT_WEBHOOK = { hasWebhook: false };

function denied(detail: string) {
	const details = [{ code: detail, message: 'Denied.' }];
	return { status: 403, body: { id: '1', code: 'ACCESS_FAILED', message: 'Denied.', details } };
}

describe('a 403', () => {
	it('is an observation where the same token may do it to something else', async () => {
		const { facts, exitCode, printed } = await runInSimulator({ like: DENIES_ENDED });
		expect(facts).toEqual(DENIES_ENDED);
		const lines = printed.split('\n').filter((line) => line.endsWith('(differs)'));
		expect(lines).toHaveLength(5);
		expect(exitCode).toBe(1);
	});

	it('says nothing where the token may do it to nothing', async () => {
		const like: TenantFacts = { 'access.reset': 'denied without Identity Data Admin' };
		const { facts, text } = await runInSimulator({ ...WITHOUT_WEBHOOK, like });
		for (const key of ['reset.unknown', 'reset.live', 'reset.expired'] as const) {
			expect(facts[key]).toBeUndefined();
			expect(notSettled(text, key)).toBe('PingOne denies access');
		}
	});

	it('for lack of a license says nothing about the role', async () => {
		const { text, exitCode } = await runInSimulator({
			...READ_ONLY,
			prepare: ({ faults }) => {
				const response = denied('LICENSE_EXCEEDED');
				faults.inject({ fault: { response }, on: /\/subscriptions$/ });
				faults.inject({ fault: { response }, on: /limit=500/ });
			},
		});
		for (const key of ['access.subscriptions', 'activities.limit'] as const) {
			expect(notSettled(text, key)).toBe('the PingOne license does not cover it');
		}
		expect(exitCode).toBe(0);
	});

	it('to everything ends the check: the environment may be the wrong one', async () => {
		const prepare = ({ tenant, faults }: PingOneSimulator) => {
			for (const worker of tenant.workers.values()) {
				worker.hiddenRoles.push('Identity Data Admin', 'Environment Admin');
			}
			const response = denied('INSUFFICIENT_PERMISSIONS');
			faults.inject({ fault: { response }, on: new RegExp(`${WORKFORCE_ID}/`) });
		};
		await expect(runInSimulator({ ...READ_ONLY, prepare })).rejects.toThrow(
			/Check the environment ID, or grant .* Identity Data Admin/,
		);
	});

	it('to users is a difference where the worker has the role', async () => {
		const like: TenantFacts = { 'access.users': 'denied with Identity Data Admin' };
		const { facts, exitCode } = await runInSimulator({ ...READ_ONLY, like });
		expect(facts).toMatchObject(like);
		expect(exitCode).toBe(1);
	});
});

describe('a response that PingOne could not give', () => {
	const unavailable = { response: { status: 503 } };

	it('is asked for again if it only reads', async () => {
		const { facts } = await runInSimulator({
			...READ_ONLY,
			prepare: ({ faults }) =>
				void faults.inject({ fault: unavailable, on: /enabled%20eq/, times: 2 }),
		});
		expect(facts['filter.enabled']).toBe('200 found');
	});

	it('says nothing about PingOne if it does not come', async () => {
		const { facts, text, exitCode } = await runInSimulator({
			...READ_ONLY,
			prepare: ({ faults }) => {
				faults.inject({ fault: unavailable, on: /enabled%20eq|several|limit=500|LOCKED/ });
				// The contrary of a filter.
				faults.inject({ fault: unavailable, on: /name\.given%20co%20%22zzqx/ });
			},
		});
		const unsettled = [
			'filter.enabled',
			'filter.givenNameContains',
			'activities.limit',
			'activities.severalTypes',
		] as const;
		for (const key of unsettled) {
			expect(facts[key]).toBeUndefined();
			expect(notSettled(text, key)).toBe('PingOne returned 503 other');
		}
		expect(facts['filter.population']).toBe('200 found');
		expect(exitCode).toBe(0);
	});

	it('to all that is read is no success of the command', async () => {
		const { facts, printed, exitCode } = await runInSimulator({
			...READ_ONLY,
			prepare: ({ faults }) => void faults.inject({ fault: unavailable, on: /^GET/ }),
		});
		expect(facts).toEqual({});
		expect(printed).toMatch(/\b0 of 51 as assumed, 0 differ, .* 51 not settled/);
		expect(exitCode).toBe(1);
	});

	it('is no observation of a change either, which is not sent again', async () => {
		const { facts, text, simulator } = await runInSimulator({
			...WITHOUT_WEBHOOK,
			prepare: ({ faults }) =>
				void faults.inject({ fault: unavailable, on: /^PUT .*\/password$/, times: 1 }),
		});
		expect(notSettled(text, 'password.set')).toBe('PingOne returned 503 other');
		expect(facts['password.remove']).toBe('200 NO_PASSWORD');
		const sent = simulator.received.filter(
			({ method, path }) => method === 'PUT' && path.endsWith('/password'),
		);
		expect(sent).toHaveLength(2);
	});

	it('says nothing of the acts after a change that it leaves open', async () => {
		const { facts, text } = await runInSimulator({
			...WITHOUT_WEBHOOK,
			prepare: ({ faults }) =>
				void faults.inject({ fault: unavailable, on: /^POST .*\/users\/[^/]+$/, times: 1 }),
		});
		expect(notSettled(text, 'lock.withTime')).toBe('PingOne returned 503 other');
		expect(facts['lock.withoutTime']).toBeUndefined();
	});

	it('leaves open what is so after a change', async () => {
		const failed = { status: 500, body: { code: 'UNEXPECTED_ERROR', message: 'Failed.' } };
		const { text, exitCode } = await runInSimulator({
			...WITHOUT_WEBHOOK,
			prepare: ({ faults }) =>
				void faults.inject({ fault: { response: failed }, on: /^GET .*\/password$/ }),
		});
		for (const key of ['password.forceChange', 'password.remove']) {
			expect(notSettled(text, key)).toBe(
				'the state afterwards could not be read (500 UNEXPECTED_ERROR)',
			);
		}
		expect(exitCode).toBe(0);
	});
});

it.each<[FactKey, string, Verdict]>([
	['password.remove', '200 UNKNOWN', 'different, but the nodes handle it'],
	['device.block', '200 UNKNOWN', 'different, but the nodes handle it'],
	['device.unblock', '200 UNKNOWN', 'different, but the nodes handle it'],
	['lock.unlock', '200 UNKNOWN', 'different, but the nodes handle it'],
	['lock.unlock', '200 LOCKED', 'differs'],
	['lock.unlock', '200 OK, then LOCKED', 'differs'],
	['lock.withTime', '200 LOCKED, ends too early', 'differs'],
	// Whether the other content type works was not seen.
	['password.unlock', '415 INVALID_REQUEST', 'differs'],
	['disable.sessions', 'sessions are hidden', 'differs'],
])('%s: "%s" %s', (key, observed, verdict) => {
	expect(verdictOf(key, observed, { [key]: observed })).toBe(verdict);
});
