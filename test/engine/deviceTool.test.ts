import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { seededId } from '../../sandbox/pingone/seededIds';
import { PingOneSimulator } from '../../sandbox/pingone/simulator';
import { callTool as callToolOf } from './agent';
import { janes, JANES_TYPES, MFA_DEVICE } from './deviceRuns';

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
		value: "={{ $fromAI('email', 'The email address of the user', 'string') }}",
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

/** Calls the tool as a model does. Returns the tool's reply. */
async function callTool(call: IDataObject, parameters: INodeParameters): Promise<string> {
	const tool = { name: 'MFA devices', type: `${MFA_DEVICE}Tool` };
	const { valid, response } = await callToolOf(simulator, tool, call, parameters);
	expect(valid).toBe(true);
	return String(response);
}

describe('PingOne MFA Device as a tool of an AI agent', () => {
	it('lists the devices of a user from one call', async () => {
		const response = await callTool({ email: JANE }, { operation: 'getAll', ...USER });
		const devices = JSON.parse(response) as IDataObject[];
		expect(devices.map(({ type }) => type)).toEqual(JANES_TYPES);
		expect(response).not.toContain('795550142');
	});

	it.each(['block', 'unblock', 'delete'])('can %s one device from one call', async (operation) => {
		simulator.tenant.devices.get(janes('SMS'))!.isBlocked = operation === 'unblock';
		const call = { email: JANE, device_id: janes('SMS') };
		const response = await callTool(call, { operation, ...ONE });
		expect(JSON.parse(response)).toEqual([
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
		const response = await callTool({ email: JANE }, { operation, devices: 'all', ...USER });
		const [{ devices }] = JSON.parse(response) as IDataObject[];
		expect(devices).toHaveLength(JANES_TYPES.length);
	});

	it('tells the model what it got wrong, and changes nothing', async () => {
		const call = { email: JANE, device_id: seededId('none') };
		const response = await callTool(call, { operation: 'delete', ...ONE });
		expect(response).toContain("'Device' is not an MFA device");
		const me = await callTool({ ...call, device_id: 'me' }, { operation: 'delete', ...ONE });
		expect(me).toContain('\'Device\' is not a valid UUID: "me"');
		expect(simulator.received.every(({ method }) => method === 'GET')).toBe(true);
	});
});
