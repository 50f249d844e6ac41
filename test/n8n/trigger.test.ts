import { DEFAULT_VERSION, NEWEST_1_X, outputOf, type StoredWorkflow } from '../support/product';
import { waitUntil } from '../support/waitUntil';
import { filesHolding, webhookSecrets } from './leaks';
import { sandboxForAll } from './sandboxForAll';
import { signOutWorkflow } from './signOutWorkflow';
import { usersIn } from './usersIn';

const PUBLIC_URL = 'https://n8n.acme.example';
const ENV = { WEBHOOK_URL: `${PUBLIC_URL}/` };
const DONE_WITHIN_MS = 1_000;
const SOON_MS = 30_000;
/** The time to wait before concluding that no execution will start. */
const QUIET_MS = 1_000;

describe.each([process.env.N8N_VERSION || DEFAULT_VERSION, NEWEST_1_X])('in n8n %s', (version) => {
	const sandbox = sandboxForAll({ version, env: ENV });
	const users = usersIn(sandbox);
	const tenant = () => sandbox().simulator.tenant;
	let ids = 0;

	beforeEach(() => {
		tenant().deliveries.target = sandbox().n8n.url;
		tenant().deliveries.attempts.length = 0;
	});

	async function published(): Promise<StoredWorkflow> {
		const { client, choices } = sandbox();
		const file = signOutWorkflow(choices.worker, `trigger-${++ids}`);
		const workflow = await client.workflows.import(file);
		await client.workflows.publish(workflow);
		return workflow;
	}

	async function unpublished(workflow: StoredWorkflow) {
		await sandbox().client.workflows.unpublish(workflow);
		await waitUntil('end of all webhooks', () => tenant().subscriptions.size === 0, SOON_MS);
	}

	function signOn(username: string): void {
		expect(users.signOn(username)).toHaveProperty('session');
	}

	const isSignedOut = (username: string) => () => users.countSessionsOf(username) === 0;
	const quiet = async () => await new Promise((resolve) => setTimeout(resolve, QUIET_MS));

	it('a sign-on ends the sessions of the user within a second, exactly once', async () => {
		const { client, n8n } = sandbox();
		const workflow = await published();
		const [{ id, settings }] = tenant().subscriptions.values();
		expect(settings).toMatchObject({
			name: `n8n: ${workflow.name} / Trigger (n8n.acme.example/workflow/${workflow.id})`,
			httpEndpoint: { url: `${PUBLIC_URL}/webhook/trigger-${ids}/webhook` },
		});
		expect(await tenant().deliveries.test(tenant().subscriptions.get(id)!)).toEqual([200, 200]);

		const tookMs: number[] = [];
		// The machine may be busy at one moment, but hardly at three.
		do {
			const signedOnAt = performance.now();
			signOn('jane.doe');
			await waitUntil('sign-out', isSignedOut('jane.doe'), SOON_MS, 10);
			tookMs.push(performance.now() - signedOnAt);
		} while (tookMs.length < 3 && Math.min(...tookMs) > DONE_WITHIN_MS);
		expect(Math.min(...tookMs)).toBeLessThan(DONE_WITHIN_MS);
		await quiet();
		expect(await client.executions.ids(workflow)).toHaveLength(tookMs.length);
		const posts = tenant().deliveries.attempts.filter(({ method }) => method === 'POST');
		expect(posts.map(({ status }) => status)).toEqual([200, ...tookMs.map(() => 200)]);
		const execution = await client.executions.newest(workflow);
		expect(outputOf(execution, 'Trigger')).toMatchObject([{ json: { username: 'jane.doe' } }]);
		expect(execution).toMatchObject({ mode: 'webhook', status: 'success' });

		const secrets = webhookSecrets(sandbox().simulator);
		expect(secrets.length).toBeGreaterThan(0);
		const shown = JSON.stringify(await client.publicWorkflow(workflow.id));
		expect(shown).toMatch(/"secretHash":"[\da-f]{64}"/);
		expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
		expect(await filesHolding(n8n.userFolder, secrets)).toEqual([]);
		await unpublished(workflow);
	});

	it('listening for a test event shows the next one, beside the published workflow', async () => {
		const { client } = sandbox();
		const workflow = await published();
		await client.workflows.listenForTest(workflow, 'Trigger');
		const names = [...tenant().subscriptions.values()].map(({ settings }) => settings.name);
		expect(names.map((name) => name.split(':')[0])).toEqual(['n8n', 'n8n test']);
		signOn('amara.okafor');
		await waitUntil('end of listening', () => tenant().subscriptions.size === 1, SOON_MS);
		await waitUntil('sign-out', isSignedOut('amara.okafor'), SOON_MS);
		const modes = async () => {
			const found = await client.executions.ids(workflow);
			const executions = await Promise.all(found.map((id) => client.executions.get(id)));
			return executions
				.map(({ mode }) => mode)
				.sort()
				.join();
		};
		await waitUntil('both', async () => (await modes()) === 'manual,webhook', SOON_MS);
		await unpublished(workflow);
	});

	it('a workflow is unpublished also while PingOne is down, and what is left is used again', async () => {
		const { client, simulator } = sandbox();
		const workflow = await published();
		const [left] = tenant().subscriptions.keys();
		const fault = { cut: 'before the work' } as const;
		const removeFault = simulator.faults.inject({ fault, on: /^DELETE .*subscriptions/ });
		await client.workflows.unpublish(workflow);
		await waitUntil(
			'error in the log',
			async () => (await sandbox().n8n.log()).includes('PingOne may still have the webhook'),
			SOON_MS,
		);
		removeFault();
		await client.workflows.publish(workflow);
		expect([...tenant().subscriptions.keys()]).toEqual([left]);
		signOn('mei.lin');
		await waitUntil('sign-out', isSignedOut('mei.lin'), SOON_MS);
		await unpublished(workflow);
	});

	it('a secret that only PingOne has stored starts the workflow', async () => {
		const workflow = await published();
		const [{ settings }] = tenant().subscriptions.values();
		settings.httpEndpoint.headers.Authorization = 'Bearer changed';
		signOn('mei.lin');
		await waitUntil('sign-out', isSignedOut('mei.lin'), SOON_MS);
		await unpublished(workflow);
	});

	it('a copy with the same webhook ID is not published, and the first goes on', async () => {
		const { client, choices } = sandbox();
		const workflow = await published();
		const [{ id }] = tenant().subscriptions.values();
		const file = signOutWorkflow(choices.worker, `trigger-${ids}`);
		const copy = await client.workflows.import(file);
		await expect(client.workflows.publish(copy)).rejects.toThrow();
		expect([...tenant().subscriptions.keys()]).toEqual([id]);
		signOn('luis.ortega');
		await waitUntil('sign-out', isSignedOut('luis.ortega'), SOON_MS);
		await unpublished(workflow);
	});

	it('is there for PingOne as soon as its webhook is made', async () => {
		tenant().subscriptions.asksOnCreation = 'HEAD';
		const workflow = await published().finally(
			() => (tenant().subscriptions.asksOnCreation = undefined),
		);
		const { attempts } = tenant().deliveries;
		await waitUntil('request', () => attempts.length > 0, SOON_MS);
		expect(attempts).toMatchObject([{ method: 'HEAD', status: 200 }]);
		await unpublished(workflow);
	});

	it('killed while published and listening, it goes on where it was', async () => {
		const { client, n8n, simulator } = sandbox();
		const workflow = await published();
		await client.workflows.listenForTest(workflow, 'Trigger');
		expect(tenant().subscriptions.size).toBe(2);
		await n8n.kill();
		// While it starts, n8n answers 200 to everything for a moment (docs/trigger.md): nothing may reach it.
		tenant().deliveries.target = undefined;
		signOn('jane.doe');
		// n8n 1.x asks whether the webhook is there, and would have it deleted.
		const fault = { response: { status: 403, body: { code: 'ACCESS_FAILED' } } };
		const removeFault = simulator.faults.inject({ fault, on: /^GET .*subscriptions/ });
		await n8n.startAgain();
		removeFault();
		tenant().deliveries.target = n8n.url;
		await waitUntil('sign-out', isSignedOut('jane.doe'), SOON_MS);
		await quiet();
		expect(await client.executions.ids(workflow)).toHaveLength(1);
		// The one of the test is still there, and is replaced by the next.
		expect(tenant().subscriptions.size).toBe(2);
		await client.workflows.listenForTest(workflow, 'Trigger');
		expect(tenant().subscriptions.size).toBe(2);
		signOn('mei.lin');
		await waitUntil('end of listening', () => tenant().subscriptions.size === 1, SOON_MS);
		await unpublished(workflow);
	});
});
