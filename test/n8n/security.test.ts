import { randomBytes } from 'node:crypto';
import type { IDataObject, INode } from 'n8n-workflow';
import type { WorkflowFile } from '../support/engine/engine';
import {
	outputOf,
	readyToRun,
	tokenData,
	workerData,
	type Choice,
	type StoredWorkflow,
} from '../support/product';
import { seededSessionId, WORKFORCE_ID } from '../../simulator/seed/seededIds';
import { INVALID_IDS } from '../support/invalidIds';
import { callWebhook } from './callWebhook';
import { filesHolding } from './leaks';
import { RecordingServer } from './recordingServer';
import { sandboxForAll } from './sandboxForAll';

const sandbox = sandboxForAll();

const JANE = seededSessionId('jane.doe');
const PATH = 'security';
const PINGONE = 'PingOne';
const KINDS = ['worker', 'accessToken'] as const;

let recordingServer: RecordingServer;

beforeAll(async () => {
	recordingServer = await RecordingServer.start();
});

afterAll(async () => await recordingServer.stop());

/** A webhook whose items go through an operation; those that fail leave on the error branch. */
function workflowOf(operation: string): WorkflowFile {
	const node = (name: string, type: string, parameters: INode['parameters'], typeVersion = 1) => ({
		...{ id: name, name, type, typeVersion, parameters },
		position: [0, 0] as [number, number],
	});
	const to = (name: string) => ({ main: [[{ node: name, type: 'main' as const, index: 0 }]] });
	const webhook = { httpMethod: 'POST', path: PATH, responseMode: 'lastNode', options: {} };
	return {
		name: operation,
		nodes: [
			{ ...node('Webhook', 'n8n-nodes-base.webhook', webhook, 2.1), webhookId: PATH },
			node('Items', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'body.items', options: {} }),
			{
				...node(PINGONE, 'n8n-nodes-pingone.pingOneSession', {
					operation,
					sessionId: '={{ $json.sessionId }}',
					userId: { __rl: true, mode: 'email', value: '={{ $json.email }}' },
					options: {},
				}),
				onError: 'continueErrorOutput',
			},
		],
		connections: { Webhook: to('Items'), Items: to(PINGONE) },
		settings: { executionOrder: 'v1' },
	};
}

/** Runs items through an operation; gives back what left on each branch, and what PingOne was asked. */
async function run(kind: Choice['authentication'], operation: string, items: IDataObject[]) {
	const { client, n8n, simulator, choices } = sandbox();
	const before = simulator.received.length;
	const workflow: StoredWorkflow = await client.workflows.import(
		readyToRun(workflowOf(operation), choices[kind]),
	);
	await client.workflows.publish(workflow);
	try {
		await callWebhook(n8n, PATH, { items });
		const execution = await client.executions.newest(workflow);
		const branch = (index: number) => outputOf(execution, PINGONE, index).map(({ json }) => json);
		return { good: branch(0), bad: branch(1), received: simulator.received.slice(before) };
	} finally {
		await client.workflows.unpublish(workflow);
	}
}

/** Replaces PingOne's responses during the work. */
async function whileAnswering<T>(
	on: RegExp,
	response: { status: number; headers?: Record<string, string>; body?: string | object },
	work: () => Promise<T>,
): Promise<T> {
	const removeFault = sandbox().simulator.faults.inject({ fault: { response }, on });
	return await work().finally(removeFault);
}

/** Returns the requests of a recording server that contain a secret. */
function secretsTold(): string[] {
	const { tenant } = sandbox().simulator;
	const { clientId, clientSecret } = workerData(sandbox().simulator);
	const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
	const secrets = [clientSecret, basic, ...tenant.tokens.issued];
	return recordingServer.told.filter((request) =>
		secrets.some((secret) => request.includes(secret)),
	);
}

describe('what n8n has written', () => {
	it('is searched where it matters: what an execution gets is found', async () => {
		const planted = randomBytes(48).toString('base64url');
		await run('worker', 'reset', [{ sessionId: planted }]);
		const holding = await filesHolding(sandbox().n8n.userFolder, [planted]);
		expect(holding.join()).toContain('database.sqlite');
	});
});

describe.each(KINDS)('with %s', (kind) => {
	it('an ID that is none ends in a sentence, and nothing is sent', async () => {
		const items = INVALID_IDS.map((sessionId) => ({ sessionId: sessionId ?? null }) as IDataObject);
		const { good, bad, received } = await run(kind, 'reset', items);
		expect(good).toEqual([]);
		expect(bad).toHaveLength(items.length);
		for (const { error } of bad) {
			expect(error).toMatch(
				/^'Session ID' is (empty|not a (valid UUID|text|value)|an expression that was not resolved): .*\[item \d+\]\. /u,
			);
		}
		expect(received).toEqual([]);
	});

	it.each([301, 302, 307, 308])(
		'a PingOne that redirects with %i is not followed',
		async (status) => {
			const headers = { Location: `${recordingServer.url}/v1/` };
			const { good, bad } = await whileAnswering(/sessions/, { status, headers }, async () =>
				run(kind, 'reset', [{ sessionId: JANE }]),
			);
			expect(good).toEqual([]);
			expect(bad).toMatchObject([{ error: expect.stringContaining('redirects are not followed') }]);
			expect(recordingServer.told).toEqual([]);
		},
	);

	it.each([
		['a web page', { status: 200, body: '<html><title>Sign in</title></html>' }],
		['a success without the work', { status: 200, body: {} }],
		['another success', { status: 202, body: '' }],
	])('%s instead of PingOne is not taken for a reset', async (_what, response) => {
		const { good, bad } = await whileAnswering(/sessions/, response, async () =>
			run(kind, 'reset', [{ sessionId: JANE }]),
		);
		expect(good).toEqual([]);
		expect(bad).toMatchObject([{ error: expect.any(String) }]);
		expect(sandbox().simulator.tenant.sessions.has(JANE)).toBe(true);
	});

	it('a next page that is elsewhere is not asked for', async () => {
		const { client, choices } = sandbox();
		const { id, name, type } = choices[kind].credential;
		const body = {
			_links: { next: { href: `${recordingServer.url}/v1/environments?cursor=2` } },
			_embedded: { environments: [{ id: WORKFORCE_ID, name: 'Acme Workforce' }] },
		};
		const listing = whileAnswering(/environments/, { status: 200, body }, async () =>
			client.list('searchEnvironments', {
				nodeType: 'n8n-nodes-pingone.pingOneSession',
				field: 'environmentId',
				parameters: { authentication: kind },
				credentials: { [type]: { id, name } },
			}),
		);
		await expect(listing).rejects.toThrow('next page points to another host, API or environment');
		expect(recordingServer.told).toEqual([]);
	});

	it('saving a credential of a PingOne that redirects follows nothing', async () => {
		const { client, choices, simulator } = sandbox();
		const data = kind === 'worker' ? workerData(simulator) : tokenData(simulator);
		const headers = { Location: recordingServer.url };
		for (const on of [/environments/, /token|environments/]) {
			const result = await whileAnswering(on, { status: 307, headers }, async () =>
				client.credentials.test(choices[kind].credential, data),
			);
			expect(result.status).toBe('Error');
			expect(result.message).toContain('(307)');
		}
		expect(recordingServer.told).toEqual([]);
	});
});

describe('a token endpoint that redirects in an execution is not followed, and', () => {
	/** Fetches a token, as before the first use of a credential. */
	async function fetchRedirected(status: number, authentication: string) {
		const { client, choices, simulator } = sandbox();
		const data = { ...workerData(simulator), authentication };
		await client.credentials.update(choices.worker.credential, data);
		simulator.tenant.tokens.expireAll();
		const headers = { Location: `${recordingServer.url}/as/token` };
		return await whileAnswering(/as\/token/, { status, headers }, async () =>
			run('worker', 'reset', [{ sessionId: JANE }]),
		);
	}

	it.each([
		[302, 'header'],
		[307, 'header'],
		[302, 'body'],
		[307, 'body'],
	])('with %i tells the other server no secret that is sent in the %s', async (...redirect) => {
		const { good, bad } = await fetchRedirected(...redirect);
		expect(good).toEqual([]);
		expect(bad).toMatchObject([{ error: expect.stringContaining('No access token: ') }]);
		expect(secretsTold()).toEqual([]);
	});
});
