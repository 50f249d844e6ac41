import { NodeConnectionTypes, type INodeType } from 'n8n-workflow';

interface Tool {
	name: string;
	description: string;
	schema: { safeParse(value: unknown): { success: boolean } };
	invoke(value: unknown): Promise<string>;
}

/** An agent without a model: it calls the one tool it has with what its item says. */
export const AGENT: INodeType = {
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
		const answer = await tool.invoke(json).catch(({ message }: Error) => `failed: ${message}`);
		return [[{ json: { name, description, valid, answer }, pairedItem: { item: 0 } }]];
	},
};
