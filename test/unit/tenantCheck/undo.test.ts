/** What counts as undone: PingOne has to say so, not what stands in front of it. */
import { seededDeviceId, seededUserId } from '../../../sandbox/pingone/seededIds';
import { runInSimulator, whenDisabled } from './runInSimulator';
import { sent } from './seen';

const PAGE = '<html><body>Sign on</body></html>';

it.each([
	['a 404 of a proxy', 404],
	['a sign-on page', 200],
])('its user counts as left where %s answers the delete', async (_what, status) => {
	const { printed, exitCode } = await runInSimulator({
		hasWebhook: false,
		prepare: ({ faults }) =>
			void faults.inject({
				fault: { response: { status, body: PAGE } },
				on: /^DELETE .*\/users\/[^/]+$/,
			}),
	});
	expect(printed).toMatch(/Please do it yourself: Delete the user n8n-check-/);
	expect(exitCode).toBe(1);
});

it('the test user counts as disabled where a sign-on page answers, and is enabled at the end', async () => {
	const { printed, simulator } = await runInSimulator({
		hasWebhook: false,
		prepare: (opened) => {
			const page = { response: { status: 200, body: PAGE } };
			const on = /^PUT .*\/enabled$/;
			whenDisabled(opened, () => void opened.faults.inject({ fault: page, on, times: 1 }));
		},
	});
	expect(printed).toContain('tried again at the end: Enable the user "jane.doe"');
	expect(printed).not.toContain('Please do it yourself');
	expect(simulator.tenant.users.get(seededUserId('jane.doe'))?.enabled).toBe(true);
});

it('its user does not count as left where PingOne has deleted it and denies access to who is gone', async () => {
	let deletions = 0;
	const run = await runInSimulator({
		hasWebhook: false,
		prepare: ({ faults }) => {
			const body = { id: '1', code: 'ACCESS_FAILED', message: 'Denied.' };
			const isRepeated = (request: string) =>
				/^DELETE .*\/users\/[^/]+$/.test(request) && ++deletions > 1;
			faults.inject({ fault: { response: { status: 403, body } }, on: { test: isRepeated } });
		},
	});
	expect(run.facts['user.delete']).toBe('204');
	expect(run.printed).not.toMatch(/could not be undone|do it yourself/);
	expect(run.exitCode).toBe(0);
	expect(sent(run, 'DELETE', /\/users\/[^/]+$/)).toBe(1);
});

describe('a device', () => {
	const PHONE = seededDeviceId('jane.doe', 'MOBILE');
	const NAMED = /Please do it yourself: Unblock the MFA device "Jane's phone"/;

	it.each([
		['200 BLOCKED', '200 BLOCKED'],
		['200 BLOCKED', '415 INVALID_REQUEST'],
		['415 INVALID_REQUEST', '204 BLOCKED'],
	])(
		'counts as blocked as long as PingOne shows it so, whatever it answers: %s, %s',
		async (json, plain) => {
			const like = { 'device.unblock': json, 'device.unblockPlain': plain };
			const { simulator, facts, printed, exitCode } = await runInSimulator({
				hasWebhook: false,
				like,
			});
			expect(facts).toMatchObject(like);
			expect(simulator.tenant.devices.get(PHONE)?.isBlocked).toBe(true);
			expect(printed).toMatch(/tried again at the end: Unblock/);
			expect(printed).toMatch(NAMED);
			expect(exitCode).toBe(1);
		},
	);

	it('counts as unblocked where PingOne accepts it and shows no block any more', async () => {
		const { simulator, printed } = await runInSimulator({
			hasWebhook: false,
			like: { 'device.unblock': '200 UNKNOWN', 'device.unblockPlain': '200 UNKNOWN' },
		});
		expect(simulator.tenant.devices.get(PHONE)?.isBlocked).toBe(false);
		expect(printed).not.toMatch(/could not be undone|do it yourself/);
	});

	it('counts as blocked as long as it cannot be read', async () => {
		const { printed } = await runInSimulator({
			hasWebhook: false,
			prepare: ({ faults, received }) => {
				const isAfterBlock = (request: string) =>
					request.startsWith('GET') &&
					request.endsWith(PHONE) &&
					received.some(({ method, path }) => method === 'POST' && path.endsWith(PHONE));
				const unavailable = { response: { status: 503 } };
				faults.inject({ fault: unavailable, on: { test: isAfterBlock } });
			},
		});
		expect(printed).toMatch(NAMED);
	});
});
