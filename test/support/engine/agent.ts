import {
	NodeConnectionTypes,
	type IDataObject,
	type INodeParameters,
	type INodeType,
} from 'n8n-workflow';
import { workerData } from './credentialData';
import { Engine } from './engine';
import { WORKFORCE_ID } from '../../../simulator/seed/seededIds';
import type { PingOneSimulator } from '../../../simulator/simulator';
import { link, node } from './workflow';

interface Tool {
	name: string;
	description: string;
	schema: { safeParse(value: unknown): { success: boolean } };
	invoke(value: unknown): Promise<string>;
}

/** An agent without a model: it calls the one tool it has with what its item says. */
const AGENT: INodeType = {
	description: {
		displayName: 'Agent',
		name: 'agent',
		group: ['transform'],
		version: 1,
		description: 'Calls its tool',
		defaults: {},
		inputs: [NodeConnectionTypes.Main, { type: NodeConnectionTypes.AiTool, maxConnections: 1 }],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	async execute() {
		const [{ json }] = this.getInputData();
		const tool = (await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0)) as Tool;
		const { name, description, schema } = tool;
		const valid = schema.safeParse(json).success;
		const response = await tool.invoke(json).catch(({ message }: Error) => `failed: ${message}`);
		return [[{ json: { name, description, valid, response }, pairedItem: { item: 0 } }]];
	},
};

/**
 * Has the agent call a node of this package as its tool, once.
 *
 * @param tool the name and the type of the node.
 * @param call what the model says.
 * @returns what the model is told, with how the tool is described to it.
 */
export async function callTool(
	simulator: PingOneSimulator,
	tool: { name: string; type: string },
	call: IDataObject,
	parameters: INodeParameters,
): Promise<IDataObject> {
	const engine = await Engine.start({ 'test.agent': AGENT });
	const run = await engine.run({
		workflow: {
			name: 'Agent',
			nodes: [
				node('Start', 'test.start'),
				node('Agent', 'test.agent'),
				node(tool.name, tool.type, {
					descriptionType: 'manual',
					toolDescription: 'Does what it is told',
					authentication: 'worker',
					options: {},
					...parameters,
					environmentId: { __rl: true, mode: 'list', value: WORKFORCE_ID },
				}),
			],
			connections: {
				Start: { main: [[link('Agent')]] },
				[tool.name]: { ai_tool: [[{ ...link('Agent'), type: NodeConnectionTypes.AiTool }]] },
			},
			settings: { executionOrder: 'v1' },
		},
		items: [call],
		credentials: { pingOneWorkerApi: workerData(simulator) },
	});
	const { error, runData } = run.data.resultData;
	if (error) throw error;
	return runData.Agent[0].data!.main[0]![0].json;
}
