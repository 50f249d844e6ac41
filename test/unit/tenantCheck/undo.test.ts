/** What counts as undone: PingOne has to say so, not what stands in front of it. */
import { seededUserId } from '../../../sandbox/pingone/seededIds';
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
