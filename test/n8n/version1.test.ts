import { NEWEST_1_X, outputOf, readExample, readyToRun } from '../support/product';
import { seededSessionId, seededUserId } from '../../simulator/seed/seededIds';
import { callWebhook } from './callWebhook';
import { testNewSecret } from './newSecretTests';
import { sandboxForAll } from './sandboxForAll';
import { runSteps } from './userWorkflow';

const sandbox = sandboxForAll({ version: NEWEST_1_X });

describe(`in n8n ${NEWEST_1_X}, the package`, () => {
	it('is loaded', async () => {
		const types = await sandbox().client.nodeTypes();
		expect(types.map(({ name }) => name)).toEqual(
			expect.arrayContaining([
				'n8n-nodes-pingone.pingOneApplication',
				'n8n-nodes-pingone.pingOneGroup',
				'n8n-nodes-pingone.pingOneMfaDevice',
				'n8n-nodes-pingone.pingOneMfaDeviceTool',
				'n8n-nodes-pingone.pingOneSession',
				'n8n-nodes-pingone.pingOneSessionTool',
				'n8n-nodes-pingone.pingOneUser',
				'n8n-nodes-pingone.pingOneUserTool',
			]),
		);
	});

	it.each([
		['accessToken', 'jane.doe'],
		['worker', 'amara.okafor'],
	] as const)('tests a credential and resets a session, with %s', async (kind, username) => {
		const { client, choices, n8n, simulator } = sandbox();
		const { credential } = choices[kind];
		const { data } = await client.credentials.get(credential.id);
		expect(await client.credentials.test(credential, data)).toMatchObject({ status: 'OK' });

		const file = await readExample('2-ticket.json');
		const workflow = await client.workflows.import(readyToRun(file, choices[kind]));
		await client.workflows.publish(workflow);
		const sessionId = seededSessionId(username);
		const ticket = { ticket: 'INC-4711', sessionId };
		expect((await callWebhook(n8n, 'pingone-ticket', ticket)).status).toBe(200);
		await client.workflows.unpublish(workflow);

		expect(outputOf(await client.executions.newest(workflow), 'End the session')).toMatchObject([
			{ json: { success: true, sessionId, alreadyEnded: false } },
		]);
		expect(simulator.tenant.sessions.has(sessionId)).toBe(false);
	});

	it('disables a user and ends the sessions, by email', async () => {
		const { status, output } = await runSteps(sandbox(), [{ operation: 'disable' }], {
			email: 'luis.ortega@acme.example',
		});
		expect(status).toBe(200);
		expect(output('disable')).toMatchObject([
			{ success: true, username: 'luis.ortega', enabled: false, sessionsReset: 2 },
		]);
		const { sessions, users } = sandbox().simulator.tenant;
		const userId = seededUserId('luis.ortega');
		expect(users.get(userId)?.enabled).toBe(false);
		expect([...sessions.values()].filter((session) => session.userId === userId)).toEqual([]);
	});
});

describe('a new client secret', () => testNewSecret(sandbox));
