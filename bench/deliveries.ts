/** Measures how many deliveries PingOne Trigger accepts in a real n8n, web server included. */
import { Agent } from 'node:http';
import axios from 'axios';
import { N8nSandbox, outputOf } from '../test/support/product';
import { activityJson, newActivity } from '../simulator/events/activity';
import { seededUserId, WORKFORCE_ID } from '../simulator/seed/seededIds';
import { PORTAL } from '../simulator/events/signOnActivities';
import type { Tenant } from '../simulator/tenant';
import { waitUntil } from '../test/support/waitUntil';
import { median, times, type Line, type Measure } from './section';
import {
	EVENT_TYPE,
	publishTrigger,
	publishWebhook,
	TRIGGER,
	unpublishTrigger,
	type Receiver,
	type WebhookSetup,
} from './webhookWorkflows';

/** An address that PingOne would accept; what is sent there comes to loopback. */
const ENV = { WEBHOOK_URL: 'https://n8n.acme.example/' };
const TOGETHER = 500;
const EACH = 200;
/** Deliveries before the measurement, so that hot code is compiled. */
const WARM_UP = 100;
const IN_FLIGHT = 10;
const RUNS = 3;
const ENDED_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 50;

/** n8n's Webhook node in several ways, and the least share of its rate that PingOne Trigger is to hold. */
const WEBHOOKS: Array<{ name: string; setup: WebhookSetup; least?: number }> = [
	{
		name: `${EACH} deliveries of one event, ${IN_FLIGHT} in flight`,
		setup: { typeVersion: 2.1, authentication: 'headerAuth' },
		least: 0.9,
	},
	{
		name: 'the same, beside version 1 of the Webhook node',
		setup: { typeVersion: 1, authentication: 'headerAuth' },
	},
	{
		name: 'the same, beside a Webhook node that checks nothing',
		setup: { typeVersion: 2.1, authentication: 'none' },
	},
];

export const deliveries: Measure = async () => {
	const sandbox = await N8nSandbox.open({ env: ENV });
	try {
		return {
			title: `Deliveries to n8n ${sandbox.n8n.version}, the median of ${RUNS}`,
			head: ['', 'PingOne Trigger', "n8n's Webhook node", 'ratio', 'target'],
			lines: [await together(sandbox), ...(await oneByOne(sandbox))],
		};
	} finally {
		await sandbox.close();
	}
};

/** One delivery of many events, as PingOne sends it. */
async function together(sandbox: N8nSandbox): Promise<Line> {
	const { client, n8n, simulator } = sandbox;
	const { activities, deliveries: sent } = simulator.tenant;
	const trigger = await publishTrigger(sandbox, TOGETHER);
	const ids = repeat(TOGETHER, () => activities.record(signOn(simulator.tenant)).id);
	// Until now they have waited for an address.
	sent.target = n8n.url;
	const execution = await client.executions.newest(trigger.workflow);
	await unpublishTrigger(sandbox, trigger);
	sent.target = undefined;
	const items = outputOf(execution, TRIGGER);
	const inOrder = ids.filter((id, index) => items[index]?.json.eventId === id).length;
	const executions = (await client.executions.ids(trigger.workflow)).length;
	return {
		cells: [
			`one delivery of ${TOGETHER} events: items in order, in one execution`,
			`${inOrder} of ${TOGETHER}`,
			'',
			'',
			`${TOGETHER} of ${TOGETHER}`,
		],
		isMet: inOrder === TOGETHER && items.length === TOGETHER && executions === 1,
	};
}

/** Alternates the variants, so that all run under the same load. */
async function oneByOne(sandbox: N8nSandbox): Promise<Line[]> {
	const trigger = await publishTrigger(sandbox, 1);
	const webhooks: Receiver[] = [];
	for (const { setup } of WEBHOOKS) webhooks.push(await publishWebhook(sandbox, setup));
	const ratesOf = async (count: number) => {
		const rates: number[] = [];
		for (const one of [trigger, ...webhooks]) rates.push(await rateOf(sandbox, one, count));
		return rates;
	};
	await ratesOf(WARM_UP);
	const runs = await times(RUNS, async () => await ratesOf(EACH));
	const [ours, ...theirs] = runs[0].map((_, index) => median(runs.map((rates) => rates[index])));
	return WEBHOOKS.map(({ name, least }, index) => ({
		cells: [
			name,
			perSecond(ours),
			perSecond(theirs[index]),
			(ours / theirs[index]).toFixed(2),
			least?.toFixed(2) ?? '',
		],
		...(least !== undefined && { isMet: ours / theirs[index] >= least }),
	}));
}

/**
 * Measures deliveries per second: each is accepted and starts an execution, and the time ends
 * when the last execution has.
 */
async function rateOf({ client, simulator }: N8nSandbox, receiver: Receiver, count: number) {
	const { workflow, url, headers } = receiver;
	const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
	const event = () => activityJson(newActivity(signOn(simulator.tenant)));
	const bodies = repeat(count, () => JSON.stringify([event()])).values();
	const options = {
		headers: { ...headers, 'Content-Type': 'application/json' },
		httpAgent: agent,
		proxy: false,
		validateStatus: (status: number) => status === 200,
	} as const;
	const ended = async () => await client.executions.count(workflow, 'success');
	const before = await ended();
	const startedAt = performance.now();
	const sendOn = async () => {
		for (const body of bodies) await axios.post(url, body, options);
	};
	await Promise.all(repeat(IN_FLIGHT, sendOn));
	await waitUntil(
		'end of all executions',
		async () => (await ended()) - before >= count,
		ENDED_WITHIN_MS,
		LOOK_EVERY_MS,
	);
	const seconds = (performance.now() - startedAt) / 1000;
	agent.destroy();
	return count / seconds;
}

/** Returns an event of another application. PingOne Trigger has to compare the application with its own. */
function signOn(tenant: Tenant) {
	const user = tenant.users.get(seededUserId('jane.doe'))!;
	const client = { ...PORTAL, environmentId: WORKFORCE_ID };
	const source = { ipAddress: '203.0.113.77', userAgent: 'Mozilla/5.0' };
	return { environmentId: WORKFORCE_ID, type: EVENT_TYPE, user, actor: user, client, source };
}

function repeat<Value>(count: number, make: () => Value): Value[] {
	return Array.from({ length: count }, make);
}

function perSecond(rate: number): string {
	return `${rate.toFixed(rate < 10 ? 1 : 0)} a second`;
}
