/** PingOne Trigger where production webhooks have a process of their own, behind a load balancer. */
import axios from 'axios';
import type { LoopbackServer } from '../../simulator/loopbackServer';
import type { N8n, StoredWorkflow } from '../support/product';
import { startLoadBalancer } from '../support/queue/loadBalancer';
import { QueueMode } from '../support/queue/queueMode';
import { signInCrowd } from '../../simulator/seed/seed';
import { waitUntil } from '../support/waitUntil';
import { webhookSecrets } from '../n8n/leaks';
import { signOutWorkflow } from '../n8n/signOutWorkflow';
import { usersIn } from '../n8n/usersIn';
import { queueLeaks } from './queueLeaks';
import { storedExecutions } from './storedExecutions';
import { idsAfter, started } from './workerLog';

const ENV = {
	WEBHOOK_URL: 'https://n8n.acme.example/',
	N8N_LOG_LEVEL: 'debug',
	// As n8n advises where there are webhook processes.
	N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
};
const PATH = '/webhook/trigger-in-queue/webhook';
/** Log lines of a process for an execution that it enqueues, and for one that it runs itself. */
const HANDED_OVER = 'Enqueued execution';
const RUN_HERE = 'was assigned id';
const CROWD = 50;
/** An installation, where there is none yet. */
const OPENED_WITHIN_MS = 30 * 60_000;
const SOON_MS = 30_000;
const DONE_WITHIN_MS = 120_000;

let queueMode: QueueMode;
let webhookProcess: N8n;
let worker: N8n;
let loadBalancer: LoopbackServer;
let workflow: StoredWorkflow;

const sandbox = () => queueMode.sandbox;
const tenant = () => sandbox().simulator.tenant;
const users = usersIn(sandbox);

beforeAll(async () => {
	queueMode = await QueueMode.open(ENV);
	webhookProcess = await queueMode.addWebhookProcess();
	worker = await queueMode.addWorker();
	const { client, choices, n8n } = sandbox();
	loadBalancer = await startLoadBalancer(n8n, webhookProcess);
	tenant().deliveries.target = loadBalancer.url;
	workflow = await client.workflows.import(signOutWorkflow(choices.worker, 'trigger-in-queue'));
	await client.workflows.publish(workflow);
}, OPENED_WITHIN_MS);

beforeEach(() => {
	tenant().deliveries.attempts.length = 0;
});

// The workflow is still published: the database has what the trigger keeps.
afterAll(async () => {
	const secrets = webhookSecrets(sandbox().simulator);
	const found = await queueLeaks(queueMode).finally(async () => {
		await queueMode.close();
		await loadBalancer.stop();
	});
	expect(secrets.length).toBeGreaterThan(0);
	expect(found).toEqual([]);
}, DONE_WITHIN_MS);

it('a sign-on reaches the webhook process, and a worker ends the sessions, exactly once', async () => {
	const [{ settings }] = tenant().subscriptions.values();
	expect(settings.httpEndpoint.url).toBe(`https://n8n.acme.example${PATH}`);
	const [[eventId], sessionIds] = signOn(['jane.doe']);
	await done([eventId]);
	expect(sessionIds.map(resets)).toEqual(sessionIds.map(() => 1));
	expect(users.countSessionsOf('jane.doe')).toBe(0);

	const [{ id }] = await executionsOf(eventId);
	expect(await started(worker)).toEqual([id]);
	expect(idsAfter(HANDED_OVER, await webhookProcess.log())).toEqual([id]);
	for (const other of [webhookProcess, sandbox().n8n]) {
		expect(idsAfter(RUN_HERE, await other.log())).toEqual([]);
	}
	expect(idsAfter(HANDED_OVER, await sandbox().n8n.log())).toEqual([]);
});

it('the webhook process refuses a wrong secret, and the main process everything', async () => {
	const [{ settings }] = tenant().subscriptions.values();
	const { Authorization: right } = settings.httpEndpoint.headers;
	const before = (await executions()).length;
	const send = async (n8n: N8n, method: string, authorization?: string) => {
		const headers = authorization === undefined ? {} : { authorization };
		const request = { method, url: `${n8n.url}${PATH}`, headers };
		return (await axios.request({ ...request, proxy: false, validateStatus: () => true })).status;
	};
	expect(await send(webhookProcess, 'POST', 'Bearer wrong')).toBe(401);
	expect(await send(webhookProcess, 'POST')).toBe(401);
	expect(await send(webhookProcess, 'POST', right)).toBe(200);
	expect(await send(webhookProcess, 'HEAD')).toBe(200);
	expect(await send(sandbox().n8n, 'POST', right)).toBe(404);
	expect(await executions()).toHaveLength(before);
});

it('a test event goes to the main process, and beside it to the published workflow', async () => {
	await sandbox().client.workflows.listenForTest(workflow, 'Trigger');
	expect(tenant().subscriptions.size).toBe(2);
	const [[eventId]] = signOn(['amara.okafor']);
	await waitUntil('end of listening', () => tenant().subscriptions.size === 1, SOON_MS);
	const both = await waitUntil(
		'two executions',
		async () => {
			const found = await executionsOf(eventId);
			return found.filter(({ status }) => status === 'success').length === 2 && found;
		},
		SOON_MS,
	);
	const idOf = (mode: string) => both.filter((one) => one.mode === mode).map(({ id }) => id);
	expect(idsAfter(RUN_HERE, await sandbox().n8n.log())).toEqual(idOf('manual'));
	expect(await started(worker)).toEqual(expect.arrayContaining(idOf('webhook')));
	expect(users.countSessionsOf('amara.okafor')).toBe(0);
});

it(`${CROWD} sign-ons, delivered one by one, sign each user out exactly once`, async () => {
	const [eventIds, sessionIds] = signOnCrowd();
	await done(eventIds);
	const { attempts } = tenant().deliveries;
	// PingOne also sends its delivery test and what publishing and unpublishing caused.
	const crowd = attempts.filter(({ eventIds: [id] }) => eventIds.includes(id));
	expect(crowd.map(({ eventIds: [id], status }) => [id, status])).toEqual(
		eventIds.map((id) => [id, 200]),
	);
	expect((await executionCounts(eventIds)).filter((count) => count !== 1)).toEqual([]);
	expect(sessionIds.map(resets)).toEqual(sessionIds.map(() => 1));
});

it('the webhook process is killed while PingOne delivers: PingOne repeats, and nothing is lost', async () => {
	const { attempts } = tenant().deliveries;
	const refused = () => attempts.filter(({ status }) => status !== 200);
	const [eventIds, sessionIds] = signOnCrowd();
	await waitUntil('ten deliveries', () => attempts.length >= 10, SOON_MS, 1);
	await webhookProcess.kill();
	await waitUntil('repeated delivery', () => refused().length >= 3, SOON_MS);
	expect(attempts.length).toBeLessThan(CROWD);
	await webhookProcess.startAgain();
	await done(eventIds);

	// In order, each taken once, and one repeated until it was. PingOne's delivery test may come between.
	const taken = attempts.filter(({ status }) => status === 200).flatMap((one) => one.eventIds);
	expect(taken.filter((id) => eventIds.includes(id))).toEqual(eventIds);
	const refusedIds = refused().flatMap((attempt) => attempt.eventIds);
	const [repeated, ...others] = new Set(refusedIds.filter((id) => eventIds.includes(id)));
	expect(others).toEqual([]);
	expect(sessionIds.filter((id) => tenant().sessions.has(id))).toEqual([]);

	// n8n may have stored, or even run, the delivery whose answer it could not give any more.
	const counts = await executionCounts(eventIds);
	expect(counts[eventIds.indexOf(repeated)]).toBeLessThanOrEqual(2);
	expect(counts.filter((count, index) => count !== 1 && eventIds[index] !== repeated)).toEqual([]);
});

/** Signs users on. @returns the events that PingOne reports, and all sessions that the users have now. */
function signOn(usernames: string[]): [eventIds: string[], sessionIds: string[]] {
	const before = tenant().activities.list.length;
	for (const username of usernames) expect(users.signOn(username)).toHaveProperty('session');
	const happened = tenant().activities.list.slice(before);
	const signOns = happened.filter(({ type }) => type === 'USER.ACCESS_ALLOWED');
	const sessions = usernames.flatMap((username) => users.sessionsOf(username));
	return [signOns.map(({ id }) => id), sessions.map(({ id }) => id)];
}

function signOnCrowd() {
	signInCrowd(tenant(), CROWD);
	return signOn(Array.from({ length: CROWD }, (_, index) => `crowd.${index + 1}`));
}

/** Waits until every event has been taken, and has had an execution that succeeded. */
async function done(eventIds: string[]): Promise<void> {
	await waitUntil(
		'success of every event',
		async () => {
			const succeeded = (await executions()).filter(({ status }) => status === 'success');
			return eventIds.every((id) => succeeded.some(({ data }) => data.includes(id)));
		},
		DONE_WITHIN_MS,
	);
}

function resets(sessionId: string): number {
	const { received } = sandbox().simulator;
	return received.filter(({ path }) => path.endsWith(`/sessions/${sessionId}`)).length;
}

async function executionsOf(eventId: string) {
	return (await executions()).filter(({ data }) => data.includes(eventId));
}

/** Counts the executions that each event has started. */
async function executionCounts(eventIds: string[]): Promise<number[]> {
	const all = await executions();
	return eventIds.map((id) => all.filter(({ data }) => data.includes(id)).length);
}

async function executions() {
	return await storedExecutions(queueMode.postgres);
}
