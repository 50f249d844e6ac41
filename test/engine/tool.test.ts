import { NodeConnectionTypes, type IDataObject, type INodeType } from 'n8n-workflow';
import { Engine } from '../../sandbox/engine';
import { adminGrants, seededSessionId, WORKFORCE_ID } from '../../sandbox/seed';
import { StandIn } from '../../sandbox/standIn';

const JANE = seededSessionId('jane.doe');

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
		const answer = await tool.invoke(json).catch(({ message }: Error) => `failed: ${message}`);
		return [[{ json: { name, description, valid, answer }, pairedItem: { item: 0 } }]];
	},
};

let standIn: StandIn;

beforeEach(async () => {
	standIn = await StandIn.start();
});

afterEach(async () => await standIn.stop());

async function callTool(call: IDataObject): Promise<IDataObject> {
	const engine = await Engine.start({ 'test.agent': AGENT });
	const main = NodeConnectionTypes.Main;
	const run = await engine.run({
		workflow: {
			name: 'Agent',
			nodes: [
				{
					id: '1',
					name: 'Start',
					type: 'test.start',
					typeVersion: 1,
					position: [0, 0],
					parameters: {},
				},
				{
					id: '2',
					name: 'Agent',
					type: 'test.agent',
					typeVersion: 1,
					position: [0, 0],
					parameters: {},
				},
				{
					id: '3',
					name: 'End PingOne session',
					type: 'n8n-nodes-pingone.pingOneSessionTool',
					typeVersion: 1,
					position: [0, 0],
					parameters: {
						descriptionType: 'manual',
						toolDescription: 'Ends one session',
						authentication: 'accessToken',
						operation: 'reset',
						environmentId: { __rl: true, mode: 'list', value: WORKFORCE_ID },
						sessionId: "={{ $fromAI('session_id', 'The ID of the session', 'string') }}",
						options: {},
					},
				},
			],
			connections: {
				Start: { main: [[{ node: 'Agent', type: main, index: 0 }]] },
				'End PingOne session': {
					ai_tool: [[{ node: 'Agent', type: NodeConnectionTypes.AiTool, index: 0 }]],
				},
			},
			settings: { executionOrder: 'v1' },
		},
		items: [call],
		credentials: {
			pingOneApi: {
				apiPath: standIn.apiPath,
				accessToken: standIn.tenant.issueToken(adminGrants(standIn.tenant)),
			},
		},
	});
	const { error, runData } = run.data.resultData;
	if (error) throw error;
	return runData.Agent[0].data!.main[0]![0].json;
}

describe('the node as a tool of an AI agent', () => {
	it('ends the session that the model names, and tells it so', async () => {
		const { name, valid, answer } = await callTool({ session_id: JANE });
		expect(name).toBe('End_PingOne_session');
		expect(valid).toBe(true);
		expect(JSON.parse(String(answer))).toEqual([
			expect.objectContaining({ success: true, sessionId: JANE, alreadyEnded: false }),
		]);
		expect(standIn.tenant.sessions.has(JANE)).toBe(false);
	});

	it('asks the model for the session', async () => {
		expect((await callTool({})).valid).toBe(false);
	});

	it('tells the model what it got wrong, and sends nothing', async () => {
		const { answer } = await callTool({ session_id: 'me' });
		expect(answer).toContain("'Session ID' is not an ID of PingOne's: \"me\"");
		expect(answer).toContain('takes a UUID');
		expect(standIn.received).toEqual([]);
	});
});
