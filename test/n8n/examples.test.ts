import axios from 'axios';
import {
	outputOf,
	readExample,
	readyToRun,
	type Execution,
	type StoredWorkflow,
} from '../support/product';
import { seededSessionId } from '../../simulator/seed/seededIds';
import { callWebhook } from './callWebhook';
import { sandboxForAll } from './sandboxForAll';
import { usersIn } from './usersIn';

const sandbox = sandboxForAll();
const { countSessionsOf: sessionsOf, signOn } = usersIn(sandbox);

/** Imports an example, with the worker application's credential and the environment chosen. */
async function imported(file: string): Promise<StoredWorkflow> {
	const { client, choices } = sandbox();
	return await client.workflows.import(readyToRun(await readExample(file), choices.worker));
}

async function published(file: string): Promise<StoredWorkflow> {
	const workflow = await imported(file);
	await sandbox().client.workflows.publish(workflow);
	return workflow;
}

function jsonOf(execution: Execution, node: string, branch?: number) {
	return outputOf(execution, node, branch).map(({ json }) => json);
}

describe('the example for HR, called by its webhook', () => {
	const PATH = 'pingone-hr-offboarding';
	const NODE = 'Disable and sign out';
	let workflow: StoredWorkflow;

	beforeAll(async () => {
		workflow = await published('1-hr-offboarding.json');
	});

	it('disables a leaver, ends all sessions, and answers with the confirmation', async () => {
		const { client, n8n, simulator } = sandbox();
		const ticket = { ticket: 'HR-2041', email: 'jane.doe@acme.example' };
		const { status, data } = await callWebhook(n8n, PATH, ticket);
		expect(status).toBe(200);
		const done = { success: true, username: 'jane.doe', enabled: false, sessionsReset: 2 };
		expect(data).toMatchObject(done);
		expect(sessionsOf('jane.doe')).toBe(0);
		expect(signOn('jane.doe')).toEqual({ refused: 'DISABLED' });

		const execution = await client.executions.newest(workflow);
		expect(execution).toMatchObject({ status: 'success', mode: 'webhook' });
		expect(jsonOf(execution, NODE)).toEqual([data]);
		expect(outputOf(execution, NODE)[0].pairedItem).toEqual({ item: 0 });
		const ended = simulator.received.filter(({ path }) => path.includes('/sessions/'));
		expect(ended.map(({ headers }) => headers['x-ping-external-transaction-id'])).toEqual([
			'HR-2041',
			'HR-2041',
		]);
	});

	it.each([
		['nobody has the email', { email: 'nobody@acme.example' }, /^No user has the email/],
		['two users have the email', { email: 'front.desk@acme.example' }, /front\.desk\.2/],
		['the email is empty', { email: '' }, /^'User' is empty/],
		['the email is missing', {}, /^'User' is empty/],
	])('changes nothing and answers what failed where %s', async (_what, leaver, reason) => {
		const { n8n, simulator } = sandbox();
		const before = simulator.received.length;
		expect(await callWebhook(n8n, PATH, { ticket: 'HR-2042', ...leaver })).toEqual({
			status: 422,
			data: {
				success: false,
				error: expect.stringMatching(reason),
				whatNext: expect.stringContaining('Check the email address'),
			},
		});
		const sent = simulator.received.slice(before);
		expect(sent.filter(({ method, path }) => method !== 'GET' && path.startsWith('/v1/'))).toEqual(
			[],
		);
	});

	it('answers what failed where PingOne does not disable the user', async () => {
		const { client, n8n, simulator } = sandbox();
		const removeFault = simulator.faults.inject({
			fault: { response: { status: 403 } },
			on: /^PUT /,
		});
		const leaver = { email: 'amara.okafor@acme.example' };
		const { status, data } = await callWebhook(n8n, PATH, leaver).finally(removeFault);
		expect(status).toBe(502);
		expect(await client.executions.newest(workflow)).toMatchObject({ status: 'error' });
		expect(data).toMatchObject({ success: false, error: expect.stringContaining('403') });
		expect(signOn('amara.okafor')).not.toEqual({ refused: 'DISABLED' });
	});
});

describe('the example for a ticket, called by its webhook', () => {
	const PATH = 'pingone-ticket';
	const sessionId = seededSessionId('amara.okafor');
	let workflow: StoredWorkflow;

	beforeAll(async () => {
		workflow = await published('2-ticket.json');
	});

	it('ends the session that it names, once, and comments on it each time', async () => {
		const { n8n, simulator } = sandbox();
		const ticket = { ticket: 'INC-4711', sessionId };
		const first = await callWebhook(n8n, PATH, ticket);
		expect(first).toMatchObject({
			status: 200,
			data: {
				ticket: 'INC-4711',
				comment: expect.stringMatching(`^PingOne session ${sessionId} ended at 20`),
			},
		});
		expect(simulator.tenant.sessions.has(sessionId)).toBe(false);

		const second = await callWebhook(n8n, PATH, ticket);
		expect(second.data.comment).toBe(`PingOne session ${sessionId} had already ended.`);
	});

	it('sends nothing, and comments on what failed, where the session is none', async () => {
		const { client, n8n, simulator } = sandbox();
		const before = simulator.received.length;
		const ticket = { ticket: 'INC-4712', sessionId: 'me' };
		expect(await callWebhook(n8n, PATH, ticket)).toEqual({
			status: 200,
			data: {
				ticket: 'INC-4712',
				comment: expect.stringMatching(
					/^The PingOne session may still be active\. 'Session ID' is not a valid UUID: "me".*What to do: check the session ID/,
				),
			},
		});
		expect(jsonOf(await client.executions.newest(workflow), 'Comment')).toEqual([]);
		expect(simulator.received).toHaveLength(before);
	});
});

describe('the example for an incident, called by its webhook', () => {
	const PATH = 'pingone-incident';
	const ALERT = { alert: 'ALERT-17', email: 'luis.ortega@acme.example', allowedCountry: 'ES' };
	let workflow: StoredWorkflow;

	beforeAll(async () => {
		workflow = await published('3-incident.json');
	});

	it('ends the sessions from elsewhere, and no other', async () => {
		const { client, n8n, simulator } = sandbox();
		const { status, data } = await callWebhook(n8n, PATH, ALERT);
		expect(status).toBe(200);
		expect(data).toMatchObject([{ success: true, alreadyEnded: false }]);
		const left = [1, 2].map((count) => seededSessionId('luis.ortega', count));
		expect(left.filter((id) => simulator.tenant.sessions.has(id))).toHaveLength(1);
		expect(simulator.tenant.sessions.has(data[0].sessionId)).toBe(false);

		const execution = await client.executions.newest(workflow);
		const countries = jsonOf(execution, 'List sessions').map(({ country }) => country);
		expect(countries.sort()).toEqual(['ES', 'NG']);
		const kept = simulator.tenant.sessions.get(
			left.find((id) => simulator.tenant.sessions.has(id))!,
		);
		expect(kept?.country).toBe('ES');
	});

	it('answers with an empty list where nothing is suspicious', async () => {
		const { n8n } = sandbox();
		expect(await callWebhook(n8n, PATH, ALERT)).toEqual({ status: 200, data: [] });
		expect(sessionsOf('luis.ortega')).toBe(1);
	});

	it('says of each suspicious session whether it ended', async () => {
		const { n8n, simulator } = sandbox();
		expect(signOn('jane.doerr')).not.toHaveProperty('refused');
		const kept = seededSessionId('jane.doerr');
		const removeFault = simulator.faults.inject({
			fault: { response: { status: 403 } },
			on: new RegExp(`^POST .*${kept}`),
		});
		const alert = { ...ALERT, email: 'jane.doerr@acme.example', allowedCountry: 'none' };
		const { data } = await callWebhook(n8n, PATH, alert);
		removeFault();
		expect(data).toHaveLength(2);
		expect(data).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ success: true, alreadyEnded: false, whatNext: '' }),
				{
					success: false,
					sessionId: kept,
					error: expect.stringContaining('403'),
					whatNext: expect.stringContaining('may still be active'),
				},
			]),
		);
	});

	it.each([
		['two users have the email', 'front.desk@acme.example', /front\.desk\.2/],
		['nobody has the email', 'nobody@acme.example', /^No user in environment/],
		['the email is empty', '', /^'User' is empty/],
	])('answers what failed, not an empty list, where %s', async (_what, email, reason) => {
		expect(await callWebhook(sandbox().n8n, PATH, { ...ALERT, email })).toEqual({
			status: 200,
			data: [
				{
					success: false,
					error: expect.stringMatching(reason),
					whatNext: expect.stringMatching(/^No session was ended\. /),
				},
			],
		});
	});
});

describe('the example for a list of users, called by its form', () => {
	it('signs each user out, and makes a file of those who could not be', async () => {
		const { client, n8n } = sandbox();
		const workflow = await published('4-mass-sign-out.json');
		const emails = ['mei.lin', 'nobody', 'soren.akesson', 'front.desk'];
		const rows = ['email', ...emails.map((name) => `${name}@acme.example`)];
		const form = new FormData();
		form.append('field-0', new Blob([rows.join('\n')], { type: 'text/csv' }), 'leavers.csv');
		const address = `${n8n.url}/form/pingone-mass-sign-out`;
		const page = await axios.get<string>(address, { proxy: false });
		expect(page.data).toContain('Sign users out of PingOne');
		expect(page.data).toContain('field-0');
		const { status } = await axios.post(address, form, { proxy: false });
		expect(status).toBe(200);

		const execution = await client.executions.newest(workflow);
		expect(execution.status).toBe('success');
		expect(jsonOf(execution, 'Done')).toEqual([
			{ email: 'mei.lin@acme.example', sessionsReset: 1 },
			{ email: 'soren.akesson@acme.example', sessionsReset: 1 },
		]);
		expect(jsonOf(execution, 'Sign out each user', 1)).toMatchObject([
			{ email: 'nobody@acme.example', error: expect.stringContaining('No user in environment') },
			{ email: 'front.desk@acme.example', error: expect.stringContaining('front.desk.2') },
		]);
		expect(['mei.lin', 'soren.akesson', 'front.desk'].map(sessionsOf)).toEqual([0, 0, 1]);

		const [{ binary }] = outputOf(execution, 'Failed');
		expect(binary?.data).toMatchObject({ fileName: 'failed.csv', mimeType: 'text/csv' });
		const { text } = await client.file(
			`/rest/binary-data?action=download&id=${encodeURIComponent(binary!.data.id!)}`,
		);
		const [heads, ...failed] = text.replace('\ufeff', '').trim().split('\n');
		expect(heads).toBe('email,error');
		expect(failed).toEqual([
			expect.stringMatching(/^nobody@acme\.example,"?No user in environment/),
			expect.stringMatching(/^front\.desk@acme\.example,.*front\.desk\.2/),
		]);
	});
});
