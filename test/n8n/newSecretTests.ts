import { seededWorker } from '../../simulator/seed/seed';
import { outputOf, type N8nSandbox } from '../support/product';
import { callWebhook } from './callWebhook';
import { runSteps } from './userWorkflow';

const TYPE = 'pingOneWorkerApi';
const WEBHOOK = 'Webhook';
const PATH = 'http-request';
const HTTP_REQUEST = 'HTTP Request';

/** Tests that a new client secret takes effect at once, whatever token n8n has stored. */
export function testNewSecret(sandbox: () => N8nSandbox): void {
	const expireAll = () => sandbox().simulator.tenant.tokens.expireAll();

	/** Gives the worker application another secret in PingOne, and saves it as the editor does. */
	async function saveSecret(clientSecret: string): Promise<void> {
		const { client, choices, simulator } = sandbox();
		const { credential } = choices.worker;
		Object.assign(seededWorker(simulator.tenant), { clientSecret });
		const { data } = await client.credentials.get(credential.id);
		await client.credentials.update(credential, { ...data, clientSecret });
	}

	/** Signs a user out, and counts the requests for a token, the refused ones among them. */
	async function signOut(email: string) {
		const { received } = sandbox().simulator;
		const before = received.length;
		const run = await runSteps(sandbox(), [{ operation: 'enable' }, { operation: 'disable' }], {
			email,
		});
		const tokenCalls = received
			.slice(before)
			.filter(({ path }) => path.endsWith('/as/token'))
			.map(({ status }) => status);
		return { disabled: run.output('disable'), tokenCalls };
	}

	const SIGNED_OUT = [{ success: true, enabled: false }];

	it('is used by the HTTP Request node with Never Error before it sends anything', async () => {
		const { client, n8n, choices, simulator } = sandbox();
		const { id, name } = choices.worker.credential;
		const { node, main } = { node: HTTP_REQUEST, main: 'main' as const };
		const position: [number, number] = [0, 0];
		const workflow = await client.workflows.import({
			name: HTTP_REQUEST,
			nodes: [
				{
					...{
						id: WEBHOOK,
						name: WEBHOOK,
						type: 'n8n-nodes-base.webhook',
						typeVersion: 2,
						position,
					},
					parameters: { httpMethod: 'POST', path: PATH, responseMode: 'lastNode', options: {} },
					webhookId: PATH,
				},
				{
					...{
						id: node,
						name: node,
						type: 'n8n-nodes-base.httpRequest',
						typeVersion: 4.2,
						position,
					},
					parameters: {
						url: `${simulator.apiPath}/environments?limit=1`,
						authentication: 'predefinedCredentialType',
						nodeCredentialType: TYPE,
						options: { response: { response: { neverError: true, fullResponse: true } } },
					},
					credentials: { [TYPE]: { id, name } },
				},
			],
			connections: { [WEBHOOK]: { main: [[{ node, type: main, index: 0 }]] } },
			settings: { executionOrder: 'v1' },
		});
		await client.workflows.publish(workflow);
		const get = async () => {
			const before = simulator.received.length;
			await callWebhook(n8n, PATH, {});
			const [item] = outputOf(await client.executions.newest(workflow), node);
			const received = simulator.received.slice(before);
			return { statusCode: item?.json.statusCode, sent: received.map(({ status }) => status) };
		};
		// With Never Error, n8n takes the 401 of an expired token for the response.
		await signOut('tomasz.wisniewski@acme.example');
		expect(await get()).toEqual({ statusCode: 200, sent: [200] });
		await saveSecret('second-secret-0123');
		// The token, then the request with it: none was sent with the old token, or without one.
		expect(await get()).toEqual({ statusCode: 200, sent: [200, 200] });
		await client.workflows.unpublish(workflow);
	});

	it('is used in the middle of an execution, and n8n does not store the old one again', async () => {
		await signOut('tomasz.wisniewski@acme.example');
		let saved: Promise<void> | undefined;
		const test = (request: string) => {
			if (!/^PUT .*\/enabled/.test(request)) return false;
			saved ??= saveSecret('third-secret-0123').then(expireAll);
			return true;
		};
		const { faults } = sandbox().simulator;
		const removeFault = faults.inject({ fault: { lateMs: 5_000 }, on: { test }, times: 1 });
		const { disabled, tokenCalls } = await signOut('tomasz.wisniewski@acme.example');
		removeFault();
		await saved;
		expect(disabled).toMatchObject(SIGNED_OUT);
		expect(tokenCalls).toEqual([200]);

		expireAll();
		const after = await signOut('priya.raghunathan@acme.example');
		expect(after).toMatchObject({ disabled: SIGNED_OUT, tokenCalls: [200] });
	});

	it('is asked for a token again while the token endpoint is down', async () => {
		expireAll();
		const fault = { response: { status: 503, body: '' } };
		sandbox().simulator.faults.inject({ fault, on: /token$/, times: 2 });
		const { disabled, tokenCalls } = await signOut('conor.obrien@acme.example');
		expect(disabled).toMatchObject(SIGNED_OUT);
		expect(tokenCalls).toEqual([503, 503, 200]);
	});
}
