/** Whatever happens, the check leaves a tenant as it was, or says what it could not undo. */
import { seededDeviceId, seededUserId, WORKFORCE_ID } from '../../../sandbox/pingone/seededIds';
import type { PingOneSimulator } from '../../../sandbox/pingone/simulator';
import { settingsFrom } from '../../../sandbox/pingone/subscription';
import { OWN_USER } from '../../../sandbox/tenantCheck/steps/ownUser';
import { runInSimulator, whenDisabled } from './runInSimulator';

const JANE = seededUserId('jane.doe');
const ENABLE = /^PUT .*\/enabled$/;

function ownUsers({ tenant }: PingOneSimulator): string[] {
	const names = [...tenant.users.values()].map(({ username }) => username);
	return names.filter((name) => name.startsWith(OWN_USER));
}

function isJaneEnabled({ tenant }: PingOneSimulator): boolean | undefined {
	return tenant.users.get(JANE)?.enabled;
}

it('leaves webhooks of others, whatever their names are', async () => {
	const { simulator } = await runInSimulator({
		prepare: ({ tenant }) => {
			const now = new Date();
			const settings = settingsFrom({
				name: 'n8n check:tenant',
				enabled: true,
				verifyTlsCertificates: true,
				httpEndpoint: { url: 'https://colleague.example/hook' },
				filterOptions: { includedActionTypes: ['USER.LOCKED'] },
			});
			const other = { id: 'other', environmentId: WORKFORCE_ID, settings };
			tenant.subscriptions.set('other', { ...other, createdAt: now, updatedAt: now });
		},
	});
	expect([...simulator.tenant.subscriptions.keys()]).toEqual(['other']);
});

describe('its user', () => {
	it('is deleted also if the response to its creation is lost', async () => {
		const { simulator, facts } = await runInSimulator({
			prepare: ({ faults }) =>
				void faults.inject({ fault: { cut: 'after the work' }, on: /^POST .*\/users$/, times: 1 }),
		});
		expect(ownUsers(simulator)).toEqual([]);
		expect(facts['user.create']).toBeUndefined();
	});

	it('is deleted by its ID, also if PingOne does not find its name yet', async () => {
		const { simulator, printed, exitCode } = await runInSimulator({
			prepare: ({ faults }) => {
				const busy = {
					fault: { response: { status: 503 } },
					on: /^DELETE .*\/users\/[^/]+$/,
					times: 3,
				};
				faults.inject(busy);
				const empty = { status: 200, body: { _embedded: { users: [] } } };
				faults.inject({ fault: { response: empty }, on: /username%20eq%20%22n8n-check/ });
			},
		});
		expect([ownUsers(simulator), exitCode]).toEqual([[], 0]);
		expect(printed).not.toContain('Please do it yourself');
	});

	it('is named if it may be there and is not found', async () => {
		const { printed, exitCode } = await runInSimulator({
			prepare: ({ faults }) => {
				faults.inject({ fault: { cut: 'after the work' }, on: /^POST .*\/users$/, times: 1 });
				const empty = { status: 200, body: { _embedded: { users: [] } } };
				faults.inject({ fault: { response: empty }, on: /username%20eq%20%22n8n-check/ });
			},
		});
		expect(printed).toMatch(/Please do it yourself: Delete the user n8n-check-[\da-f]{12}/);
		expect(exitCode).toBe(1);
	});

	it('is no matter where PingOne refuses to create it', async () => {
		const { printed, facts, text } = await runInSimulator({
			like: { 'user.create': '409 CONFLICT' },
		});
		expect(facts['user.create']).toBe('409 CONFLICT');
		expect(printed).not.toContain('Please do it yourself');
		expect(JSON.parse(text).facts['lock.withTime']).toEqual({ notSettled: 'no user was created' });
	});

	it('is named if PingOne does not delete it', async () => {
		const { printed, exitCode } = await runInSimulator({ like: { 'user.delete': '409 CONFLICT' } });
		expect(printed).toMatch(/Please do it yourself: Delete the user n8n-check-[\da-f]{12}/);
		expect(exitCode).toBe(1);
	});

	it.each([
		['the lock', /Lock and unlock/],
		['the passwords', /Set, unlock and remove/],
		['the sessions', /delete the second-newest session/],
	])(
		'is deleted if the check is stopped before %s, of which nothing is done',
		async (_what, at) => {
			const stop = new AbortController();
			let before = 0;
			const run = await runInSimulator({
				stop,
				prepare: ({ received }) => void (before = received.length),
				answer: (asked, { received }) => {
					if (at.test(asked)) {
						stop.abort();
						before = received.length;
					}
					return 'y';
				},
			});
			expect(run.exitCode).toBe(130);
			expect(ownUsers(run.simulator)).toEqual([]);
			expect(run.facts['user.create']).toBe('201');
			expect(run.facts['disable.sessions']).toBeUndefined();
			const after = run.simulator.received.slice(before).map(({ method }) => method);
			expect(after).toEqual(['DELETE']);
		},
	);
});

describe('the test user is enabled again', () => {
	it('if the check is stopped meanwhile', async () => {
		const stop = new AbortController();
		const { exitCode, simulator } = await runInSimulator({
			stop,
			prepare: (opened) => whenDisabled(opened, () => stop.abort()),
		});
		expect(exitCode).toBe(130);
		expect(isJaneEnabled(simulator)).toBe(true);
		expect(ownUsers(simulator)).toEqual([]);
	});

	it.each([
		['the response is lost', { cut: 'after the work' } as const, 1],
		['PingOne answers 503 for a while', { response: { status: 503 } }, 4],
		['PingOne answers 408', { response: { status: 408 } }, 1],
	])('if %s', async (_what, fault, times) => {
		const { simulator, printed } = await runInSimulator({
			hasWebhook: false,
			prepare: (opened) =>
				whenDisabled(opened, () => void opened.faults.inject({ fault, on: ENABLE, times })),
		});
		expect(isJaneEnabled(simulator)).toBe(true);
		expect(printed).not.toContain('could not be undone yet');
		expect(printed).not.toContain('Please do it yourself');
	});

	it('if the token expires meanwhile', async () => {
		const { simulator, exitCode } = await runInSimulator({
			prepare: (opened) => whenDisabled(opened, () => opened.tenant.tokens.expireAll()),
		});
		expect(isJaneEnabled(simulator)).toBe(true);
		expect(exitCode).toBe(0);
	});

	it('before the next question', async () => {
		const states: Array<boolean | undefined> = [];
		await runInSimulator({
			hasWebhook: false,
			rate: true,
			prepare: (opened) => {
				const lost = { fault: { cut: 'after the work' } as const, on: ENABLE, times: 1 };
				whenDisabled(opened, () => void opened.faults.inject(lost));
			},
			answer: (question, simulator) => {
				states.push(isJaneEnabled(simulator));
				return question.includes('times a second') ? 'n' : 'y';
			},
		});
		expect(new Set(states)).toEqual(new Set([true]));
	});

	it('and if that fails, it is told at once, and at the end', async () => {
		let wasTold = false;
		const { printed, exitCode } = await runInSimulator({
			hasWebhook: false,
			rate: true,
			prepare: (opened) => {
				const broken = { fault: { response: { status: 503 } }, on: ENABLE };
				whenDisabled(opened, () => void opened.faults.inject(broken));
			},
			answer: (question, _simulator, printedSoFar) => {
				if (!question.includes('times a second')) return 'y';
				wasTold = printedSoFar.includes('could not be undone yet');
				return 'n';
			},
		});
		expect(wasTold).toBe(true);
		expect(printed).toContain('Please do it yourself: Enable the user "jane.doe"');
		expect(exitCode).toBe(1);
	}, 60_000);

	it('and is not disabled if the user is so already', async () => {
		const { simulator, text } = await runInSimulator({
			prepare: ({ tenant }) => {
				tenant.users.replace({ ...tenant.users.get(JANE)!, enabled: false });
			},
		});
		const sent = simulator.received.filter(({ path }) => path.endsWith(`${JANE}/enabled`));
		expect(sent).toEqual([]);
		expect(JSON.parse(text).facts['disable.sessions']).toEqual({
			notSettled: 'the test user is disabled',
		});
	});
});

it('a device that cannot be unblocked is named at once, and at the end', async () => {
	const { printed, exitCode, simulator } = await runInSimulator({
		like: { 'device.unblock': '415 INVALID_REQUEST', 'device.unblockPlain': '415 INVALID_REQUEST' },
	});
	expect(printed).toContain('could not be undone yet, and is tried again at the end: Unblock');
	expect(printed).toContain('Please do it yourself: Unblock the MFA device "Jane\'s phone"');
	const device = simulator.tenant.devices.get(seededDeviceId('jane.doe', 'MOBILE'));
	expect(device?.isBlocked).toBe(true);
	expect(exitCode).toBe(1);
});
