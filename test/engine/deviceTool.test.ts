import { NodeConnectionTypes, type IDataObject, type INodeParameters } from 'n8n-workflow';
import { tokenData } from '../../sandbox/n8n/credentialData';
import { Engine } from '../../sandbox/n8n/engine';
import { seededId, WORKFORCE_ID } from '../../sandbox/pingone/seededIds';
import { PingOneSimulator } from '../../sandbox/pingone/simulator';
import { AGENT } from './agent';
import { janes, JANES_TYPES, MFA_DEVICE } from './deviceRuns';
import { link, node } from './workflow';

const JANE = 'jane.doe@acme.example';

let simulator: PingOneSimulator;

beforeEach(async () => {
	simulator = await PingOneSimulator.start();
});

afterEach(async () => await simulator.stop());

const USER = {
	userId: {
		__rl: true,
		mode: 'email',
		value: "={{ $fromAI('email', 'The email address of the person', 'string') }}",
	},
};

const ONE = {
	...USER,
	deviceId: {
		__rl: true,
		mode: 'id',
		value: "={{ $fromAI('device_id', 'The ID of the device', 'string') }}",
	},
};

/** What the tool tells the model that calls it so. */
async function callTool(call: IDataObject, parameters: INodeParameters): Promise<string> {
	const engine = await Engine.start({ 'test.agent': AGENT });
	const run = await engine.run({
		workflow: {
			name: 'Agent',
			nodes: [
				node('Start', 'test.start'),
				node('Agent', 'test.agent'),
				node('MFA devices', `${MFA_DEVICE}Tool`, {
					descriptionType: 'manual',
					toolDescription: 'Acts on the MFA devices of a person',
					authentication: 'accessToken',
					environmentId: { __rl: true, mode: 'list', value: WORKFORCE_ID },
					options: {},
					...parameters,
				}),
			],
			connections: {
				Start: { main: [[link('Agent')]] },
				'MFA devices': { ai_tool: [[{ ...link('Agent'), type: NodeConnectionTypes.AiTool }]] },
			},
			settings: { executionOrder: 'v1' },
		},
		items: [call],
		credentials: { pingOneApi: tokenData(simulator) },
	});
	const { error, runData } = run.data.resultData;
	if (error) throw error;
	const [[{ json }]] = runData.Agent[0].data!.main as Array<Array<{ json: IDataObject }>>;
	expect(json.valid).toBe(true);
	return String(json.answer);
}

describe('PingOne MFA Device as a tool of an AI agent', () => {
	it('lists the devices of a user from one call', async () => {
		const answer = await callTool({ email: JANE }, { operation: 'getAll', ...USER });
		const devices = JSON.parse(answer) as IDataObject[];
		expect(devices.map(({ type }) => type)).toEqual(JANES_TYPES);
		expect(answer).not.toContain('795550142');
	});

	it.each(['block', 'unblock', 'delete'])('can %s one device from one call', async (operation) => {
		simulator.tenant.devices.get(janes('SMS'))!.isBlocked = operation === 'unblock';
		const call = { email: JANE, device_id: janes('SMS') };
		const answer = await callTool(call, { operation, ...ONE });
		expect(JSON.parse(answer)).toEqual([
			expect.objectContaining({
				success: true,
				changed: true,
				devices: [expect.objectContaining({ deviceId: janes('SMS') })],
			}),
		]);
		expect(simulator.tenant.devices.get(janes('SMS'))?.isBlocked).toBe(
			{ block: true, unblock: false }[operation],
		);
	});

	it.each(['block', 'unblock', 'delete'])('can %s all devices from one call', async (operation) => {
		const answer = await callTool({ email: JANE }, { operation, devices: 'all', ...USER });
		const [{ devices }] = JSON.parse(answer) as IDataObject[];
		expect(devices).toHaveLength(JANES_TYPES.length);
	});

	it('tells the model what it got wrong, and changes nothing', async () => {
		const call = { email: JANE, device_id: seededId('none') };
		const answer = await callTool(call, { operation: 'delete', ...ONE });
		expect(answer).toContain("'Device' is none of the MFA devices");
		const me = await callTool({ ...call, device_id: 'me' }, { operation: 'delete', ...ONE });
		expect(me).toContain('\'Device\' is not a valid UUID: "me"');
		expect(simulator.received.every(({ method }) => method === 'GET')).toBe(true);
	});
});
