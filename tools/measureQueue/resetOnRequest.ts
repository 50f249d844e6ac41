import axios from 'axios';
import { NodeConnectionTypes } from 'n8n-workflow';
import type { WorkflowFile } from '../../test/support/engine/engine';
import type { StoredChoice, N8nSandbox } from '../../test/support/product/n8nSandbox';

const PATH = 'pingone-reset';
/** The number of concurrent requests. */
const SENT_AT_ONCE = 10;

/** The workflow in an n8n, published. */
export class ResetOnRequest {
	private constructor(private readonly address: string) {}

	static async publish({ client, choices, n8n }: N8nSandbox): Promise<ResetOnRequest> {
		await client.workflows.publish(await client.workflows.import(resetOnRequest(choices.worker)));
		return new ResetOnRequest(`${n8n.url}/webhook/${PATH}`);
	}

	/**
	 * Has sessions reset, all by one execution.
	 *
	 * @returns the execution's ID, as soon as n8n has accepted the request.
	 */
	async send(sessionIds: string[]): Promise<string> {
		const { data } = await axios.post(this.address, { sessionIds }, { proxy: false });
		return String(data);
	}

	/**
	 * Has each session reset by an execution of its own.
	 *
	 * @returns the execution's ID for each session.
	 */
	async sendEach(sessionIds: string[]): Promise<Map<string, string>> {
		const executions = new Map<string, string>();
		const waiting = sessionIds.values();
		const sendOn = async () => {
			for (const id of waiting) executions.set(id, await this.send([id]));
		};
		await Promise.all(Array.from({ length: SENT_AT_ONCE }, sendOn));
		return executions;
	}
}

/**
 * Resets the sessions that are posted to it (`{ "sessionIds": […] }`), an item each. It answers at
 * once with the execution's ID, by which a sender can ask n8n later what came of it.
 */
function resetOnRequest({ credential, environmentId, authentication }: StoredChoice): WorkflowFile {
	return {
		name: 'Reset on request',
		nodes: [
			{
				id: 'request',
				name: 'Request',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2.1,
				position: [0, 0],
				webhookId: PATH,
				parameters: {
					httpMethod: 'POST',
					path: PATH,
					responseMode: 'onReceived',
					options: { responseData: '={{ $execution.id }}' },
				},
			},
			{
				id: 'sessions',
				name: 'Sessions',
				type: 'n8n-nodes-base.splitOut',
				typeVersion: 1,
				position: [260, 0],
				parameters: {
					fieldToSplitOut: 'body.sessionIds',
					options: { destinationFieldName: 'sessionId' },
				},
			},
			{
				id: 'reset',
				name: 'Reset',
				type: 'n8n-nodes-pingone.pingOneSession',
				typeVersion: 1,
				position: [520, 0],
				credentials: { [credential.type]: { id: credential.id, name: credential.name } },
				parameters: {
					authentication,
					operation: 'reset',
					environmentId: { __rl: true, mode: 'id', value: environmentId },
					sessionId: '={{ $json.sessionId }}',
					// A request that is sent again finds what it has ended before.
					options: { notFound: 'succeed' },
				},
			},
		],
		connections: { Request: toNext('Sessions'), Sessions: toNext('Reset') },
		settings: { executionOrder: 'v1' },
	};
}

function toNext(node: string) {
	return { main: [[{ node, type: NodeConnectionTypes.Main, index: 0 }]] };
}
