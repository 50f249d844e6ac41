import { NodeConnectionTypes, type IDataObject, type INodeParameters } from 'n8n-workflow';
import { tokenData } from '../../sandbox/n8n/credentialData';
import { Engine } from '../../sandbox/n8n/engine';
import { seededSessionId, WORKFORCE_ID } from '../../sandbox/pingone/seededIds';
import { PingOneSimulator } from '../../sandbox/pingone/simulator';
import { AGENT } from './agent';
import { link, node } from './workflow';

const JANE = seededSessionId('jane.doe');

let simulator: PingOneSimulator;

beforeEach(async () => {
	simulator = await PingOneSimulator.start();
});

afterEach(async () => await simulator.stop());

const BY_SESSION = {
	operation: 'reset',
	sessionId: "={{ $fromAI('session_id', 'The ID of the session', 'string') }}",
};

const BY_EMAIL = {
	operation: 'resetAll',
	userId: {
		__rl: true,
		mode: 'email',
		value: "={{ $fromAI('email', 'The email address of the person', 'string') }}",
	},
};

async function callTool(call: IDataObject, parameters: INodeParameters = BY_SESSION) {
	const engine = await Engine.start({ 'test.agent': AGENT });
	const run = await engine.run({
		workflow: {
			name: 'Agent',
			nodes: [
				node('Start', 'test.start'),
				node('Agent', 'test.agent'),
				node('End PingOne session', 'n8n-nodes-pingone.pingOneSessionTool', {
					descriptionType: 'manual',
					toolDescription: 'Ends one session',
					authentication: 'accessToken',
					...parameters,
					environmentId: { __rl: true, mode: 'list', value: WORKFORCE_ID },
					options: {},
				}),
			],
			connections: {
				Start: { main: [[link('Agent')]] },
				'End PingOne session': {
					ai_tool: [[{ ...link('Agent'), type: NodeConnectionTypes.AiTool }]],
				},
			},
			settings: { executionOrder: 'v1' },
		},
		items: [call],
		credentials: {
			pingOneApi: tokenData(simulator),
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
		expect(simulator.tenant.sessions.has(JANE)).toBe(false);
	});

	it('signs a user out everywhere from one call, and tells the model what happened', async () => {
		const { answer } = await callTool({ email: 'jane.doe@acme.example' }, BY_EMAIL);
		expect(JSON.parse(String(answer))).toEqual([
			expect.objectContaining({ success: true, username: 'jane.doe', sessionsReset: 2 }),
		]);
		expect(simulator.tenant.sessions.has(JANE)).toBe(false);
	});

	it('tells the model where two users have the address that it names', async () => {
		const { answer } = await callTool({ email: 'front.desk@acme.example' }, BY_EMAIL);
		expect(answer).toContain('front.desk, front.desk.2');
		expect(answer).toContain('Nothing was changed');
	});

	it('asks the model for the session', async () => {
		expect((await callTool({})).valid).toBe(false);
	});

	it('tells the model what it got wrong, and sends nothing', async () => {
		const { answer } = await callTool({ session_id: 'me' });
		expect(answer).toContain('\'Session ID\' is not a valid UUID: "me"');
		expect(answer).toContain('takes a UUID');
		expect(simulator.received).toEqual([]);
	});
});
