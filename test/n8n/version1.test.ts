import { NEWEST_1_X, outputOf, readExample, readyToRun } from '../../sandbox/n8n/product';
import { seededSessionId } from '../../sandbox/pingone/seededIds';
import { callWebhook } from './callWebhook';
import { sandboxForAll } from './sandboxForAll';

const sandbox = sandboxForAll({ version: NEWEST_1_X });

describe(`in n8n ${NEWEST_1_X}, the package`, () => {
	it('is loaded', async () => {
		const types = await sandbox().client.nodeTypes();
		expect(types.map(({ name }) => name)).toEqual(
			expect.arrayContaining([
				'n8n-nodes-pingone.pingOneSession',
				'n8n-nodes-pingone.pingOneSessionTool',
			]),
		);
	});

	it.each([
		['accessToken', 'jane.doe'],
		['worker', 'amara.okafor'],
	] as const)('tests a credential and resets a session, with %s', async (kind, username) => {
		const { client, choices, n8n, simulator } = sandbox();
		const { credential } = choices[kind];
		const { data } = await client.credential(credential.id);
		expect(await client.testCredential(credential, data)).toMatchObject({ status: 'OK' });

		const file = await readExample('2-ticket.json');
		const workflow = await client.importWorkflow(readyToRun(file, choices[kind]));
		await client.publish(workflow);
		const sessionId = seededSessionId(username);
		const ticket = { ticket: 'INC-4711', sessionId };
		expect((await callWebhook(n8n, 'pingone-ticket', ticket)).status).toBe(200);
		await client.unpublish(workflow);

		expect(outputOf(await client.newestExecution(workflow), 'End the session')).toMatchObject([
			{ json: { success: true, sessionId, alreadyEnded: false } },
		]);
		expect(simulator.tenant.sessions.has(sessionId)).toBe(false);
	});
});
