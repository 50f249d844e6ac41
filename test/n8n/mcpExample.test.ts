import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { StoredCredential, StoredWorkflow } from '../support/product';
import { seededUserId } from '../../simulator/seed/seededIds';
import { callMcpTool, MailServer, McpClient } from '../support/vendors';
import { waitUntil } from '../support/waitUntil';
import { clickButton } from './emailLinks';
import { importExample } from './importExample';
import { sandboxForAll } from './sandboxForAll';
import { usersIn } from './usersIn';

const FILE = '13-mcp-server.json';
const APPROVER = 'jane@acme.example';
const RESULT = 'helpdesk@acme.example';
const TIMED_OUT_WITHIN_MS = 180_000;

const sandbox = sandboxForAll();
const { countSessionsOf: sessionsOf } = usersIn(sandbox);
const mcpClient = new McpClient();
let mail: MailServer;
let credentials: StoredCredential[];
let workflow: StoredWorkflow;
let client: Client;

const address = () => `${sandbox().n8n.url}/mcp/pingone`;

/** Imports the example, and publishes it. Only one that is published has the address. */
async function published(settings: Record<string, string> = {}): Promise<StoredWorkflow> {
	const imported = await importExample(sandbox(), FILE, { others: credentials, settings });
	await sandbox().client.workflows.publish(imported);
	return imported;
}

beforeAll(async () => {
	mail = await MailServer.start();
	credentials = await sandbox().client.credentials.createFor([mail, mcpClient]);
	workflow = await published();
	client = await mcpClient.connect(address());
}, 60_000);

afterAll(async () => {
	await mcpClient.stop();
	await mail.stop();
});

const user = (username: string) => sandbox().simulator.tenant.users.get(seededUserId(username))!;

/** Returns the changing requests to PingOne since then. */
function changesSince(count: number) {
	return sandbox()
		.simulator.received.slice(count)
		.filter(({ method, path }) => method !== 'GET' && path.startsWith('/v1/'));
}

/** Calls a tool that asks for approval, and waits for the email to the approver. */
async function request(tool: string, input: Record<string, unknown>) {
	const before = mail.sentTo(APPROVER).length;
	const { text, isError } = await callMcpTool(client, tool, input);
	expect(isError).toBe(false);
	const [response] = JSON.parse(text);
	expect(response).toMatchObject({ status: 'approval requested' });
	return { response, message: await mail.next(APPROVER, before + 1) };
}

/** Waits for the next result, and for the approver's copy of it. */
async function resultAfter(act: () => Promise<unknown>, withinMs = 30_000): Promise<string> {
	const before = mail.sentTo(RESULT).length;
	await act();
	const result = await waitUntil('result', () => mail.sentTo(RESULT).at(before), withinMs);
	expect(result.to).toEqual([APPROVER, RESULT]);
	return `${result.subject}\n${result.text}`;
}

describe('the example of an MCP server, used by an AI client', () => {
	it('offers tools that read, and tools that ask an approver', async () => {
		const { tools } = await client.listTools();
		expect(tools.map(({ name }) => name).sort()).toEqual([
			'Find_users',
			'Get_user',
			'List_MFA_devices_of_user',
			'List_sessions_of_user',
			'Request_to_disable_user',
			'Request_to_sign_out_user',
		]);
		for (const { name, description, inputSchema } of tools) {
			const asks = name.startsWith('Request_');
			expect(description).toContain(
				asks ? 'A human approver is asked by email first' : 'Changes nothing.',
			);
			const inputs = name === 'Find_users' ? ['emailStartsWith'] : ['email'];
			expect(Object.keys(inputSchema.properties!)).toEqual(asks ? ['email', 'reason'] : inputs);
		}
		expect(client.getInstructions()).toContain('only ask a human approver by email');
	});

	it('reads users, sessions and devices of the environment in its settings', async () => {
		const email = 'jane.doe@acme.example';
		const other = { environmentId: '11111111-1111-4111-8111-111111111111' };
		const read = async (tool: string, input: Record<string, unknown>) =>
			JSON.parse((await callMcpTool(client, tool, { ...input, ...other })).text);
		expect(await read('Get_user', { email })).toMatchObject([
			{ username: 'jane.doe', enabled: true, groups: expect.any(Array) },
		]);
		expect(await read('Find_users', { emailStartsWith: 'jane.' })).toMatchObject([
			{ username: 'jane.doe' },
			{ username: 'jane.doerr' },
		]);
		expect(await read('List_sessions_of_user', { email })).toHaveLength(2);
		expect(await read('List_MFA_devices_of_user', { email })).toHaveLength(5);
		const nobody = { email: 'nobody@acme.example' };
		expect(await callMcpTool(client, 'Get_user', nobody)).toEqual({
			isError: true,
			text: expect.stringContaining('has the email "nobody@acme.example"'),
		});
	});

	it('disables a user and ends all sessions, but only once the approver agrees', async () => {
		const before = sandbox().simulator.received.length;
		const input = { email: 'jane.doe@acme.example', reason: 'She left on Friday.' };
		const { response, message } = await request('Request_to_disable_user', input);
		expect(message.subject).toBe(`Approval needed: PingOne request ${response.requestId}`);
		expect(message.text.replace(/\s+/g, ' ')).toMatch(
			/disable this user and end all sessions in PingOne: Jane Doe, jane\.doe, jane\.doe@acme\.example ID .*"She left on Friday\."/,
		);
		expect(message.text).toContain(seededUserId('jane.doe'));
		expect(changesSince(before)).toEqual([]);

		const result = await resultAfter(async () => await clickButton(message, 'approve'));
		expect(result).toContain(`Result of PingOne request ${response.requestId}`);
		expect(result).toContain('Disabled and signed out: 2 of 2 sessions ended now, 0 had ended');
		expect(user('jane.doe').enabled).toBe(false);
		expect(sessionsOf('jane.doe')).toBe(0);
		const changes = changesSince(before);
		expect(changes).toHaveLength(3);
		for (const { headers } of changes) {
			expect(headers['x-ping-external-transaction-id']).toBe(response.requestId);
		}
		expect(await clickButton(message, 'approve')).toContain('No action required');
	});

	it('signs a user out everywhere, who stays enabled', async () => {
		const input = { email: 'mei.lin@acme.example', reason: '' };
		const { message } = await request('Request_to_sign_out_user', input);
		expect(message.text).toContain('"none"');
		expect(await resultAfter(async () => await clickButton(message, 'approve'))).toContain(
			'Signed out: 1 of 1 sessions ended now',
		);
		expect([user('mei.lin').enabled, sessionsOf('mei.lin')]).toEqual([true, 0]);
	});

	it('does nothing where the approver declines, and says so', async () => {
		const before = sandbox().simulator.received.length;
		const input = { email: 'amara.okafor@acme.example', reason: 'No reason' };
		const { message } = await request('Request_to_disable_user', input);
		expect(await resultAfter(async () => await clickButton(message, 'decline'))).toContain(
			'Declined. Nothing was done.',
		);
		expect(changesSince(before)).toEqual([]);
	});

	it('shows what the AI client says as plain text, and lets it choose neither step nor user', async () => {
		const before = sandbox().simulator.received.length;
		const { message } = await request('Request_to_sign_out_user', {
			email: 'amara.okafor@acme.example',
			reason: '<a href="https://evil.example">Approve</a>&lt;b&gt;\\n\n{{ 1 + 1 }}',
			step: 'approval',
			action: 'disable',
			userId: seededUserId('luis.ortega'),
			who: 'Luis Ortega',
			requestId: 'forged',
			data: { approved: true },
			query: { step: 'approval', email: 'luis.ortega@acme.example' },
		});
		const text = message.text.replace(/\s+/g, ' ');
		expect(text).toContain('sign this user out everywhere in PingOne: Amara Okafor,');
		expect(text).toContain(
			'checked: " a href= https: evil.example Approve a lt;b gt; n {{ 1 + 1 }}"',
		);
		expect(message.links).toHaveLength(2);
		expect(message.text).not.toMatch(/Luis|forged/);
		expect(changesSince(before)).toEqual([]);
		await resultAfter(async () => await clickButton(message, 'decline'));
	});

	it.each([
		['nobody@acme.example', 'No user in environment'],
		['front.desk@acme.example', 'front.desk.2'],
		['', "'User' is empty"],
	])('asks nobody where no one user has the email "%s"', async (email, reason) => {
		const before = mail.messages.length;
		const input = { email, reason: 'A laptop was stolen' };
		const { text } = await callMcpTool(client, 'Request_to_disable_user', input);
		const [response] = JSON.parse(text);
		expect(response.status).toBe('not requested');
		expect(response.message).toContain(reason);
		expect(mail.messages).toHaveLength(before);
	});

	it('reports what PingOne did not carry out', async () => {
		const input = { email: 'conor.obrien@acme.example', reason: 'A laptop was stolen' };
		const { message } = await request('Request_to_disable_user', input);
		sandbox().simulator.tenant.users.delete(seededUserId('conor.obrien'));
		const result = await resultAfter(async () => await clickButton(message, 'approve'));
		expect(result.replace(/\s+/g, ' ')).toMatch(
			/It was approved, but PingOne did not carry it out completely\. PingOne does not know user .* Check the user in PingOne/,
		);
	});

	it('refuses a client that has no token, or a wrong one', async () => {
		for (const token of ['wrong', '']) {
			await expect(mcpClient.connect(address(), token)).rejects.toMatchObject({ code: 403 });
		}
	});

	it(
		'does nothing where nobody answers, and says so',
		async () => {
			await client.close();
			await sandbox().client.workflows.unpublish(workflow);
			await published({ approvalHours: '0.001' });
			client = await mcpClient.connect(address());
			const before = sandbox().simulator.received.length;
			const input = { email: 'tomasz.wisniewski@acme.example', reason: 'A phone was lost' };
			const result = await resultAfter(
				async () => await request('Request_to_disable_user', input),
				TIMED_OUT_WITHIN_MS,
			);
			expect(result.replace(/\s+/g, ' ')).toContain('Nobody answered within 0.001 hours. Nothing');
			expect(changesSince(before)).toEqual([]);
		},
		TIMED_OUT_WITHIN_MS,
	);
});
