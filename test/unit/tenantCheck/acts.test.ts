/** What the check does to accounts and devices, and what it concludes from it. */
import { ApiError } from '../../../sandbox/pingone/apiErrors';
import { seededDeviceId, seededUserId } from '../../../sandbox/pingone/seededIds';
import type { PingOneSimulator } from '../../../sandbox/pingone/simulator';
import type { TenantFacts } from '../../../sandbox/pingone/tenantFacts';
import { runInSimulator, type Circumstances } from './runInSimulator';
import { notSettled, sent } from './seen';

const JANE = seededUserId('jane.doe');
const PHONE = seededDeviceId('jane.doe', 'MOBILE');
const MINUTE_MS = 60_000;

const run = async (circumstances: Circumstances = {}) =>
	await runInSimulator({ hasWebhook: false, ...circumstances });

/** Does something when a question is asked that has this in it. */
function at(part: string, happens: (simulator: PingOneSimulator) => void): Circumstances['answer'] {
	return (question, simulator) => {
		if (question.includes(part)) happens(simulator);
		return 'y';
	};
}

describe('a user or device that somebody else has changed while the question waited', () => {
	it('stays disabled', async () => {
		const disable = ({ tenant: { users } }: PingOneSimulator) =>
			void users.replace({ ...users.get(JANE)!, enabled: false });
		const ended = await run({ answer: at('Disable "jane', disable) });
		expect(ended.simulator.tenant.users.get(JANE)?.enabled).toBe(false);
		expect(notSettled(ended.text, 'disable.sessions')).toBe('the test user is disabled');
	});

	it('stays blocked', async () => {
		const block = ({ tenant }: PingOneSimulator) => {
			tenant.devices.get(PHONE)!.isBlocked = true;
		};
		const ended = await run({ answer: at('Block the MFA device', block) });
		expect(ended.simulator.tenant.devices.get(PHONE)?.isBlocked).toBe(true);
		expect(sent(ended, 'POST', /\/devices\//)).toBe(0);
	});

	it('is not blocked where PingOne does not say whether it is', async () => {
		const ended = await run({ prepare: ({ tenant }) => void (tenant.devices.showsBlock = false) });
		expect(sent(ended, 'POST', /\/devices\//)).toBe(0);
		expect(notSettled(ended.text, 'device.block')).toMatch(/no MFA device of the test user/);
		expect(ended.questions.join()).not.toContain('Block the MFA device');
	});
});

describe('nothing is said to be left', () => {
	it('where PingOne refuses to disable the user', async () => {
		const ended = await run({
			prepare: ({ faults }) =>
				void faults.inject({
					fault: { response: { status: 409 } },
					on: new RegExp(`PUT .*${JANE}/enabled`),
				}),
		});
		expect(ended.printed).not.toMatch(/could not be undone|do it yourself/);
		expect(sent(ended, 'PUT', new RegExp(`${JANE}/enabled`))).toBe(1);
	});

	it('where PingOne refuses to block the device', async () => {
		const ended = await run({ like: { 'device.block': '409 CONFLICT' } });
		expect(ended.printed).not.toMatch(/could not be undone|do it yourself/);
		expect(sent(ended, 'POST', /\/devices\//)).toBe(1);
		expect(notSettled(ended.text, 'device.unblock')).toBe('the device was not blocked');
	});

	it.each([
		['disable the user', 'PUT', new RegExp(`/${JANE}/enabled$`)],
		['block the device', 'POST', new RegExp(`/devices/${PHONE}$`)],
	])('where PingOne accepts no request to %s', async (_what, method, path) => {
		const ended = await run({
			prepare: ({ faults }) => {
				const response = { status: 429, headers: { 'Retry-After': '90' } };
				faults.inject({ fault: { response }, on: new RegExp(`^${method} .*${path.source}`) });
			},
		});
		expect(ended.printed).not.toMatch(/could not be undone|do it yourself/);
		expect(sent(ended, method, path)).toBe(1);
	});

	it.each([['415 INVALID_REQUEST'], ['200 UNBLOCKED']])(
		'where PingOne refuses to unblock a device that is not blocked, and the other type gets %s',
		async (plain) => {
			const { facts, printed } = await run({
				like: { 'device.unblockPlain': plain },
				prepare: ({ tenant }) => {
					const { grantsOf } = tenant.tokens;
					tenant.tokens.grantsOf = (request) => {
						const isUnblock = /device\.unblock/.test(request.headers['content-type'] ?? '');
						if (isUnblock && tenant.devices.get(PHONE)?.isBlocked === false) {
							throw new ApiError(400, 'REQUEST_FAILED', 'It is not blocked.');
						}
						return grantsOf.call(tenant.tokens, request);
					};
				},
			});
			expect(facts['device.unblock']).toBe('200 UNBLOCKED');
			expect(facts['device.unblockPlain']).toBe(plain);
			expect(printed).not.toMatch(/could not be undone|do it yourself/);
		},
	);
});

describe('the lock of an account', () => {
	it.each<[string, TenantFacts, string, RegExp]>([
		[
			'that was refused is not unlocked',
			{ 'lock.withTime': '400 INVALID_DATA' },
			'lock.unlock',
			/^no lock had locked the account$/,
		],
		[
			'that stays says nothing of another lock',
			{ 'lock.unlock': '200 LOCKED' },
			'lock.withoutTime',
			/^the account stayed locked after another lock$/,
		],
	])('%s', async (_what, like, key, reason) => {
		const { facts, text } = await run({ like });
		expect(facts).toMatchObject(like);
		expect(notSettled(text, key)).toMatch(reason);
	});

	it('is taken as the response shows it, and as it is read', async () => {
		const { facts, text } = await run({
			prepare: ({ faults }) => {
				const body = { account: { status: 'LOCKED' } };
				const fault = { response: { status: 200, body } };
				faults.inject({ fault, on: /^POST .*\/users\/[^/]+$/, times: 1 });
			},
		});
		expect(facts['lock.withTime']).toBe('200 LOCKED, then OK');
		expect(notSettled(text, 'lock.unlock')).toBe('no lock had locked the account');
	});

	it('that ends too early is told', async () => {
		const { facts } = await run({
			prepare: ({ tenant }) => {
				const { replace } = tenant.users;
				tenant.users.replace = (user) => {
					const unlockAt = new Date(Date.now() + MINUTE_MS);
					const lock = user.lock && { ...user.lock, unlockAt };
					return replace.call(tenant.users, { ...user, lock });
				};
			},
		});
		expect(facts).toMatchObject({
			'lock.withTime': '200 LOCKED, ends too early',
			'lock.unlock': '200 OK',
		});
	});
});
