import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { seededSessionId } from '../../sandbox/pingone/seededIds';
import { PingOneSimulator } from '../../sandbox/pingone/simulator';
import { callTool } from './agent';

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

const SESSION_TOOL = {
	name: 'End PingOne session',
	type: 'n8n-nodes-pingone.pingOneSessionTool',
};

async function call(said: IDataObject, parameters: INodeParameters = BY_SESSION) {
	return await callTool(simulator, SESSION_TOOL, said, parameters);
}

describe('the node as a tool of an AI agent', () => {
	it('ends the session that the model names, and tells it so', async () => {
		const { name, valid, response } = await call({ session_id: JANE });
		expect(name).toBe('End_PingOne_session');
		expect(valid).toBe(true);
		expect(JSON.parse(String(response))).toEqual([
			expect.objectContaining({ success: true, sessionId: JANE, alreadyEnded: false }),
		]);
		expect(simulator.tenant.sessions.has(JANE)).toBe(false);
	});

	it('signs a user out everywhere from one call, and tells the model what happened', async () => {
		const { response } = await call({ email: 'jane.doe@acme.example' }, BY_EMAIL);
		expect(JSON.parse(String(response))).toEqual([
			expect.objectContaining({ success: true, username: 'jane.doe', sessionsReset: 2 }),
		]);
		expect(simulator.tenant.sessions.has(JANE)).toBe(false);
	});

	it('tells the model where two users have the address that it names', async () => {
		const { response } = await call({ email: 'front.desk@acme.example' }, BY_EMAIL);
		expect(response).toContain('front.desk, front.desk.2');
		expect(response).toContain('Nothing was changed');
	});

	it('asks the model for the session', async () => {
		expect((await call({})).valid).toBe(false);
	});

	it('tells the model what it got wrong, and sends nothing', async () => {
		const { response } = await call({ session_id: 'me' });
		expect(response).toContain('\'Session ID\' is not a valid UUID: "me"');
		expect(response).toContain('takes a UUID');
		expect(simulator.received).toEqual([]);
	});
});
