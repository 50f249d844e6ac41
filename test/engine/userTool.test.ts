import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { CONTRACTORS_ID, seededUserId } from '../../sandbox/pingone/seededIds';
import { PingOneSimulator } from '../../sandbox/pingone/simulator';
import { accelerateClock } from './acceleratedClock';
import { callTool } from './agent';
import { inList } from './pingOneUser';

const TOOL = { name: 'Change PingOne user', type: 'n8n-nodes-pingone.pingOneUserTool' };
const PASSWORD = 'Correct-Horse-7';

const USER = {
	userId: { __rl: true, mode: 'email', value: "={{ $fromAI('email', 'The email', 'string') }}" },
};
const GROUP = {
	groupId: { __rl: true, mode: 'name', value: "={{ $fromAI('group', 'The group', 'string') }}" },
};
const JANE = { email: 'jane.doe@acme.example' };

/** Operation, its parameters, what the model says, and what it is told. */
const CALLS: Array<[string, INodeParameters, IDataObject, IDataObject]> = [
	['addToGroup', GROUP, { group: 'Engineering' }, { changed: true, groupName: 'Engineering' }],
	[
		'create',
		{
			username: "={{ $fromAI('username', 'The username', 'string') }}",
			email: "={{ $fromAI('email', 'The email', 'string') }}",
			populationId: inList(CONTRACTORS_ID),
		},
		{ username: 'new.one', email: 'new.one@acme.example' },
		{ success: true, username: 'new.one' },
	],
	['delete', {}, {}, { deleted: true }],
	['disable', {}, {}, { enabled: false, changed: true, sessionsReset: 2 }],
	['enable', {}, {}, { enabled: true, changed: false }],
	['forcePasswordChange', {}, {}, { passwordStatus: 'MUST_CHANGE_PASSWORD' }],
	['get', {}, {}, { id: seededUserId('jane.doe'), accountStatus: 'OK' }],
	[
		'getAll',
		{ filters: { usernameStartsWith: "={{ $fromAI('start', 'The start', 'string') }}" } },
		{ start: 'jane.doe' },
		{ username: 'jane.doe' },
	],
	[
		'lock',
		{ lockFor: "={{ $fromAI('hours', 'For how many hours', 'number') }}" },
		{ hours: 2 },
		{ accountStatus: 'LOCKED', sessionsReset: 2 },
	],
	['removeFromGroup', GROUP, { group: 'VPN Users' }, { changed: true, groupName: 'VPN Users' }],
	['removePassword', {}, {}, { passwordStatus: 'NO_PASSWORD', sessionsReset: 2 }],
	['sendRecoveryCode', {}, {}, { codeSent: true }],
	[
		'setPassword',
		{ password: "={{ $fromAI('password', 'The password', 'string') }}" },
		{ password: PASSWORD },
		{ passwordStatus: 'MUST_CHANGE_PASSWORD', sessionsReset: 2 },
	],
	['unlock', {}, {}, { accountStatus: 'OK', changed: false }],
	['unlockPassword', {}, {}, { passwordStatus: 'OK', changed: false }],
	[
		'update',
		{ updateFields: { title: "={{ $fromAI('title', 'The title', 'string') }}" } },
		{ title: 'Boss' },
		{ success: true, changed: true },
	],
];

let simulator: PingOneSimulator;

beforeEach(async () => {
	simulator = await PingOneSimulator.start();
});

afterEach(async () => await simulator.stop());
accelerateClock();

describe('as a tool of an AI agent', () => {
	it.each(CALLS)('%s works from one call', async (operation, parameters, said, told) => {
		const call = { ...JANE, ...said };
		const { valid, response } = await callTool(simulator, TOOL, call, {
			operation,
			...USER,
			...parameters,
		});
		expect(valid).toBe(true);
		const [output] = JSON.parse(String(response));
		expect(output).toMatchObject(told);
		expect(String(response)).not.toContain(PASSWORD);
	});

	it('it tells the model who is not known, and that nothing was changed', async () => {
		const call = { email: 'nobody@acme.example' };
		const { response } = await callTool(simulator, TOOL, call, { operation: 'disable', ...USER });
		expect(response).toContain('has the email "nobody@acme.example"');
		expect(response).toContain('Nothing was changed');
	});

	it('it asks the model for the user', async () => {
		const { valid } = await callTool(simulator, TOOL, {}, { operation: 'lock', ...USER });
		expect(valid).toBe(false);
	});
});
