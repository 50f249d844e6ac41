import type { INode, INodeParameters } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import type { WorkflowFile } from '../support/engine/engine';
import {
	outputOf,
	readyToRun,
	type Choice,
	type Execution,
	type N8nSandbox,
} from '../support/product';
import { callWebhook } from './callWebhook';

/** A node that runs an operation of PingOne User, unless another type is given. */
export interface Step {
	/** Also the node's name. */
	operation: string;
	type?: string;
	parameters?: INodeParameters;
	onError?: INode['onError'];
}

export interface WebhookRun {
	status: number;
	execution: Execution;
	/** Returns the output of an operation's node. */
	output(operation: string, branch?: number): unknown[];
}

const WEBHOOK = 'Webhook';
const PATH = 'pingone-user';
const PINGONE_USER = 'n8n-nodes-pingone.pingOneUser';

/** The User field: each step gets only the email that the webhook received. */
const USER = { __rl: true, mode: 'email', value: `={{ $('${WEBHOOK}').item.json.body.email }}` };

/** Sends this to a webhook, after which the steps run one after another, and gives what came of it. */
export async function runSteps(
	{ client, n8n, choices }: N8nSandbox,
	steps: Step[],
	body: object,
	kind: Choice['authentication'] = 'worker',
): Promise<WebhookRun> {
	const file = readyToRun(workflowOf(steps), choices[kind]);
	const workflow = await client.workflows.import(file);
	await client.workflows.publish(workflow);
	try {
		const { status } = await callWebhook(n8n, PATH, body);
		const execution = await client.executions.newest(workflow);
		const output = (operation: string, branch?: number) =>
			outputOf(execution, operation, branch).map(({ json }) => json);
		return { status, execution, output };
	} finally {
		await client.workflows.unpublish(workflow);
	}
}

function workflowOf(steps: Step[]): WorkflowFile {
	const names = [WEBHOOK, ...steps.map(({ operation }) => operation)];
	return {
		name: names.join(', '),
		nodes: [
			{
				...nodeOf(WEBHOOK, 'n8n-nodes-base.webhook', 2.1, {
					...{ httpMethod: 'POST', path: PATH, responseMode: 'lastNode', options: {} },
				}),
				webhookId: PATH,
			},
			...steps.map(({ operation, type = PINGONE_USER, parameters, onError }) => ({
				...nodeOf(operation, type, 1, {
					...{ operation, userId: USER, options: {} },
					...parameters,
				}),
				...(onError && { onError }),
			})),
		],
		connections: Object.fromEntries(
			names.slice(0, -1).map((name, index) => {
				const next = { node: names[index + 1], type: NodeConnectionTypes.Main, index: 0 };
				return [name, { main: [[next]] }];
			}),
		),
		settings: { executionOrder: 'v1' },
	};
}

function nodeOf(
	name: string,
	type: string,
	typeVersion: number,
	parameters: INodeParameters,
): INode {
	return { id: name, name, type, typeVersion, position: [0, 0], parameters };
}
