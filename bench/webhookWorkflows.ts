/** Workflows that only receive deliveries: with PingOne Trigger, and with n8n's Webhook node. */
import { randomBytes } from 'node:crypto';
import type { INode } from 'n8n-workflow';
import { readyToRun, type N8nSandbox, type StoredWorkflow } from '../test/support/product';
import { waitUntil } from '../test/support/waitUntil';
import { link, node } from '../test/support/engine/workflow';

/** A published workflow, and the address and headers of accepted deliveries. */
export interface Receiver {
	workflow: StoredWorkflow;
	/** The address on loopback. */
	url: string;
	headers: Record<string, string>;
}

/** The node that each workflow starts with. */
export const TRIGGER = 'Trigger';
/** The event that PingOne Trigger waits for. */
export const EVENT_TYPE = 'USER.ACCESS_ALLOWED';
const UNREGISTERED_WITHIN_MS = 30_000;

/** @param eventsPerDelivery how many events PingOne may send at once. */
export async function publishTrigger(
	sandbox: N8nSandbox,
	eventsPerDelivery: number,
): Promise<Receiver> {
	const trigger = {
		...node(TRIGGER, 'n8n-nodes-pingone.pingOneTrigger', {
			events: [EVENT_TYPE],
			options: { eventsPerDelivery },
		}),
		webhookId: `trigger-${eventsPerDelivery}`,
	};
	const workflow = await publish(sandbox, trigger);
	const [{ settings }] = sandbox.simulator.tenant.subscriptions.values();
	const { url, headers } = settings.httpEndpoint;
	return { workflow, url: `${sandbox.n8n.url}${new URL(url).pathname}`, headers };
}

/** Waits until PingOne has forgotten it, too. */
export async function unpublishTrigger(sandbox: N8nSandbox, { workflow }: Receiver): Promise<void> {
	const { subscriptions } = sandbox.simulator.tenant;
	await sandbox.client.workflows.unpublish(workflow);
	await waitUntil('end of webhook', () => subscriptions.size === 0, UNREGISTERED_WITHIN_MS);
}

/** The settings of n8n's Webhook node. */
export interface WebhookSetup {
	/** The version of the node; 2.1 is the current one. */
	typeVersion: 1 | 2.1;
	/** With `headerAuth`, it requires a secret in a header, as PingOne Trigger does. */
	authentication: 'headerAuth' | 'none';
}

/** n8n's own Webhook node, which responds at once. */
export async function publishWebhook(
	sandbox: N8nSandbox,
	{ typeVersion, authentication }: WebhookSetup,
): Promise<Receiver> {
	const path = `webhook-${typeVersion}-${authentication}`;
	const parameters = { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} };
	const header = {
		name: 'Authorization',
		value: `Bearer ${randomBytes(32).toString('base64url')}`,
	};
	const credential = await sandbox.client.credentials.create('httpHeaderAuth', path, header);
	const workflow = await publish(sandbox, {
		...node(TRIGGER, 'n8n-nodes-base.webhook', { ...parameters, authentication }),
		typeVersion,
		webhookId: path,
		...(authentication === 'headerAuth' && { credentials: { httpHeaderAuth: credential } }),
	});
	const url = `${sandbox.n8n.url}/webhook/${path}`;
	// Who does not ask for the header gets it all the same: the requests are equal.
	return { workflow, url, headers: { [header.name]: header.value } };
}

/** A node behind the trigger that does nothing; n8n saves the executions, as it does by default. */
async function publish({ client, choices }: N8nSandbox, trigger: INode): Promise<StoredWorkflow> {
	const file = {
		name: `Deliveries (${trigger.webhookId})`,
		nodes: [trigger, node('Nothing', 'n8n-nodes-base.noOp')],
		connections: { [TRIGGER]: { main: [[link('Nothing')]] } },
		settings: { executionOrder: 'v1' as const },
	};
	const workflow = await client.workflows.import(readyToRun(file, choices.worker));
	await client.workflows.publish(workflow);
	return workflow;
}
