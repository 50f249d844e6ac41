/** Tests every operation of every node. They are read from the nodes, so that a new one is tested, too. */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Ajv from 'ajv';
import { loadOutputSchema } from 'n8n-core';
import type { IDataObject, INodeParameters, INodeTypeDescription } from 'n8n-workflow';
import {
	CONTRACTORS_ID,
	seededDeviceId,
	seededSessionId,
	seededUserId,
	WORKFORCE_ID,
} from '../../simulator/seed/seededIds';
import { seededApplicationId } from '../../simulator/seed/seedApplications';
import { accelerateClock } from '../support/engine/acceleratedClock';
import { callTool } from '../support/engine/agent';
import { EngineFixture, type RunOptions } from '../support/engine/engineFixture';
import { addRights } from '../support/engine/rights';
import { inList, JANE, LUIS, NAMED_IN_ITEM, NOBODY } from '../support/engine/pingOneUser';

const ROOT = join(__dirname, '../..');
const PASSWORD = 'Correct-Horse-7';

interface Case {
	node: string;
	operation: string;
	hasUser: boolean;
	folder: string;
}

/** Every operation that a node of this package has. */
const OPERATIONS: Case[] = JSON.parse(
	readFileSync(join(ROOT, 'package.json'), 'utf8'),
).n8n.nodes.flatMap((path: string): Case[] => {
	const file = join(ROOT, path);
	// eslint-disable-next-line @typescript-eslint/no-require-imports -- package.json says which
	const NodeType = require(file)[basename(path, '.node.js')];
	const { name, properties }: INodeTypeDescription = new NodeType().description;
	const { options = [] } = properties.find((field) => field.name === 'operation') ?? {};
	return options.flatMap((option) => {
		const operation = 'value' in option ? String(option.value) : '';
		const hasUser = properties.some(
			(field) =>
				field.name === 'userId' && field.displayOptions?.show?.operation?.includes(operation),
		);
		return [{ node: name, operation, hasUser, folder: dirname(file) }];
	});
});
const WITH_USER = OPERATIONS.filter(({ hasUser }) => hasUser);

/** Parameters of all operations; each reads its own. The user is named by the item's `by` and `user`. */
const PARAMETERS: INodeParameters = {
	userId: NAMED_IN_ITEM,
	sessionId: '={{ $json.session }}',
	eventId: '={{ $json.event }}',
	devices: 'all',
	deviceId: { __rl: true, mode: 'id', value: '={{ $json.device }}' },
	deviceType: 'EMAIL',
	address: 'new@home.example',
	nickname: 'New phone',
	code: '123456',
	groups: '={{ $json.groups ?? "one" }}',
	groupId: { __rl: true, mode: 'name', value: 'VPN Users' },
	username: '={{ $json.user + ".new" }}',
	email: '={{ $json.user }}',
	populationId: inList(CONTRACTORS_ID),
	additionalFields: { givenName: 'New' },
	filters: { usernameStartsWith: 'jane.doe', type: 'WORKER' },
	updateFields: { title: 'Boss', description: 'New' },
	name: '={{ $json.user + " group" }}',
	onlyIfEmpty: false,
	applicationId: { __rl: true, mode: 'id', value: '={{ $json.application }}' },
	keepPreviousFor: 1,
	options: { includeRoles: true, includeSecretState: true },
	password: PASSWORD,
	endSessions: true,
	include: ['groups', 'administratorRoles'],
	returnAll: true,
	simplify: true,
};

const fixture = EngineFixture.forEachTest('worker');

/** An event of Jane's that the audit log has. */
let event: string;

beforeEach(() => {
	const { activities, applicationStore, auditActivities, devices, groups, users } =
		fixture.simulator.tenant;
	const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
	for (const application of applicationStore.values()) {
		application.previous = { secret: 'previous', expiresAt, lastUsed: expiresAt };
	}
	auditActivities.limit();
	const user = users.get(seededUserId('jane.doe'));
	const client = { id: 'adminui', name: 'adminui' };
	const source = { ipAddress: '203.0.113.7' };
	const recorded = { environmentId: WORKFORCE_ID, type: 'USER.LOCKED', user, client, source };
	event = activities.record(recorded).id;
	for (const username of ['jane.doe', 'luis.ortega']) addRights(fixture, username);
	// With these, every field of a device and a group has a value.
	for (const device of devices.values()) device.nickname ??= 'Spare';
	for (const group of groups.values()) {
		group.userFilter ??= 'title eq "Guest"';
		Object.assign(group, { populationId: CONTRACTORS_ID, externalId: 'hr-1' });
	}
});
accelerateClock();

const itemOf = ({ email }: { email: string }, [username] = email.split('@')) => ({
	by: 'email',
	user: email,
	session: seededSessionId(username),
	application: seededApplicationId(username === 'luis.ortega' ? 'Badge Printer' : 'Payroll Sync'),
	device: seededDeviceId(username, 'SMS'),
	event,
});

async function run(
	{ node, operation }: Case,
	items: IDataObject[],
	parameters: INodeParameters = {},
	options: RunOptions = {},
) {
	return await fixture.run(operation, items, {
		onError: 'continueErrorOutput',
		...options,
		type: `n8n-nodes-pingone.${node}`,
		parameters: { ...PARAMETERS, ...parameters },
	});
}

describe('the output schema', () => {
	/** Returns a schema in which objects have exactly the fields that it names. */
	function exact(schema: unknown): unknown {
		if (Array.isArray(schema)) return schema.map(exact);
		if (typeof schema !== 'object' || schema === null) return schema;
		const inner = Object.fromEntries(
			Object.entries(schema).map(([key, value]) => [key, exact(value)]),
		);
		if (!('properties' in schema)) return inner;
		const required = Object.keys(Object(schema.properties));
		return { ...inner, additionalProperties: false, required };
	}
	/** The fields depend on the user and on the event. */
	const VARYING = ['pingOneUser', 'pingOneActivity'];

	it.each(OPERATIONS)('has the fields of the output: $node $operation', async (one) => {
		const schema = loadOutputSchema({ nodeDir: one.folder, version: 1, operation: one.operation });
		const { required, ...whole } = Object(exact(schema));
		expect(required.length).toBeGreaterThan(1);
		const varies = VARYING.includes(one.node);
		const validate = new Ajv({ strictSchema: false }).compile(
			varies ? whole : { ...whole, required },
		);

		const items = [itemOf(JANE), { ...itemOf(LUIS), groups: 'allDirect' }];
		const { good } = await run(one, items);
		expect(good.length).toBeGreaterThan(1);
		for (const { pairedWith: _added, ...output } of good) {
			validate(output);
			expect(validate.errors).toBeNull();
		}
		const fields = new Set(
			good.flatMap(({ pairedWith: _added, ...output }) => Object.keys(output)),
		);
		if (one.node !== 'pingOneActivity') expect([...fields].sort()).toEqual([...required].sort());
	});
});

describe('an AI agent', () => {
	const ai = (key: string, type = 'string') => `={{ $fromAI('${key}', 'The ${key}', '${type}') }}`;
	const named = (mode: string, key: string) => ({ __rl: true, mode, value: ai(key) });
	const GROUP = { groupId: named('name', 'group') };
	const APPLICATION = { applicationId: named('name', 'application') };
	const PAYROLL = { application: 'payroll sync' };
	const ONE_DEVICE = { deviceId: named('id', 'device') };
	const JANES_DEVICE = { device: seededDeviceId('jane.doe', 'SMS') };

	/** By node and operation: parameters, the call of the model, and the response if it is not that of a success. */
	const CALLS: Record<string, () => [INodeParameters, IDataObject, IDataObject?]> = {
		'pingOneActivity get': () => [{ eventId: ai('event') }, { event }, { eventId: event }],
		'pingOneActivity getAll': () => [
			{ filters: { events: ['USER.LOCKED'] } },
			{},
			{ type: 'USER.LOCKED' },
		],
		'pingOneApplication deletePreviousSecret': () => [APPLICATION, PAYROLL, { changed: true }],
		'pingOneApplication disable': () => [APPLICATION, PAYROLL, { enabled: false, changed: true }],
		'pingOneApplication enable': () => [APPLICATION, PAYROLL, { enabled: true, changed: false }],
		'pingOneApplication get': () => [APPLICATION, PAYROLL, { name: 'Payroll Sync' }],
		'pingOneApplication getAll': () => [{ filters: {} }, {}, { name: 'Payroll Sync' }],
		'pingOneApplication getExpiring': () => [{}, {}, { kind: 'key', name: 'Signing 2025' }],
		'pingOneApplication removeAdminRoles': () => [APPLICATION, PAYROLL, { changed: true }],
		'pingOneApplication rotateSecret': () => [APPLICATION, PAYROLL, { changed: true }],
		'pingOneGroup create': () => [
			{ name: ai('name') },
			{ name: 'Visitors' },
			{ success: true, groupName: 'Visitors' },
		],
		'pingOneGroup delete': () => [GROUP, { group: 'Quarantine' }, { deleted: true, changed: true }],
		'pingOneGroup get': () => [GROUP, { group: 'Finance' }, { name: 'Finance', memberCount: 3 }],
		'pingOneGroup getAll': () => [{}, {}, { name: 'VPN Users' }],
		'pingOneGroup update': () => [
			{ ...GROUP, updateFields: { description: ai('description') } },
			{ group: 'Finance', description: 'Payroll' },
			{ groupName: 'Finance', changed: true },
		],
		'pingOneMfaDevice activate': () => [ONE_DEVICE, JANES_DEVICE, { status: 'ACTIVE' }],
		'pingOneMfaDevice add': () => [
			{ address: ai('address') },
			{ address: 'jane@home.example' },
			{ type: 'EMAIL', status: 'ACTIVATION_REQUIRED' },
		],
		'pingOneMfaDevice createPairingKey': () => [{}, {}, { code: expect.any(String) }],
		'pingOneMfaDevice rename': () => [
			{ ...ONE_DEVICE, nickname: ai('nickname') },
			{ ...JANES_DEVICE, nickname: 'Work phone' },
			{ name: 'Work phone', changed: true },
		],
		'pingOneMfaDevice setDefault': () => [ONE_DEVICE, JANES_DEVICE, { type: 'SMS', changed: true }],
		'pingOneMfaDevice block': () => [
			{ ...ONE_DEVICE, devices: 'one' },
			JANES_DEVICE,
			{ devices: [expect.objectContaining({ result: 'blocked' })] },
		],
		'pingOneMfaDevice getAll': () => [{}, {}, { type: 'MOBILE' }],
		'pingOneSession reset': () => [
			{ sessionId: ai('session') },
			{ session: seededSessionId('jane.doe') },
			{ success: true, alreadyEnded: false },
		],
		'pingOneSession get': () => [{ sessionId: ai('session') }, {}, { browser: 'Firefox' }],
		'pingOneSession getAll': () => [{}, {}, { id: seededSessionId('jane.doe') }],
		'pingOneSession delete': () => [{ sessionId: ai('session') }, {}, { deleted: true }],
		'pingOneSession resetAll': () => [{}, {}, { sessionsReset: 2 }],
		'pingOneUser addToGroup': () => [GROUP, { group: 'Engineering' }, { groupName: 'Engineering' }],
		'pingOneUser create': () => [
			{ username: ai('username'), email: ai('email') },
			{ username: 'new.one', email: 'new.one@acme.example' },
			{ success: true, username: 'new.one' },
		],
		'pingOneUser upsert': () => [
			{ username: ai('username'), email: ai('email') },
			{ username: 'jane.doe', email: 'jane@acme.example' },
			{ success: true, created: false, changed: true },
		],
		'pingOneUser delete': () => [{}, {}, { deleted: true }],
		'pingOneUser disable': () => [{}, {}, { enabled: false, changed: true, sessionsReset: 2 }],
		'pingOneUser enable': () => [{}, {}, { enabled: true, changed: false }],
		'pingOneUser get': () => [{}, {}, { id: seededUserId('jane.doe'), accountStatus: 'OK' }],
		'pingOneUser getAll': () => [
			{ filters: { usernameStartsWith: ai('start') } },
			{ start: 'jane.doe' },
			{ username: 'jane.doe' },
		],
		'pingOneUser lock': () => [
			{ lockFor: ai('hours', 'number') },
			{ hours: 2 },
			{ accountStatus: 'LOCKED', sessionsReset: 2 },
		],
		'pingOneUser offboard': () => [
			{ options: { dryRun: ai('dryRun', 'boolean') } },
			{ dryRun: true },
			{ dryRun: true, changed: false },
		],
		'pingOneUser removeAdminRoles': () => [
			{},
			{},
			{ rolesRemoved: [expect.objectContaining({ name: 'Help Desk Admin' })], rolesKept: [] },
		],
		'pingOneUser removeFromGroup': () => [
			GROUP,
			{ group: 'VPN Users' },
			{ groupName: 'VPN Users' },
		],
		'pingOneUser removePassword': () => [{}, {}, { passwordStatus: 'NO_PASSWORD' }],
		'pingOneUser revokeConsents': () => [
			{},
			{},
			{ consentsRevoked: [expect.objectContaining({ applicationName: 'Travel Portal' })] },
		],
		'pingOneUser unlinkAccounts': () => [{}, {}, { changed: true, linksAgain: true }],
		'pingOneUser sendRecoveryCode': () => [{}, {}, { codeSent: true }],
		'pingOneUser setPassword': () => [
			{ password: ai('password') },
			{ password: PASSWORD },
			{ passwordStatus: 'MUST_CHANGE_PASSWORD', sessionsReset: 2 },
		],
		'pingOneUser unlock': () => [{}, {}, { accountStatus: 'OK', changed: false }],
		'pingOneUser update': () => [
			{ updateFields: { title: ai('title') } },
			{ title: 'Boss' },
			{ success: true, changed: true },
		],
	};

	it.each(OPERATIONS)('can call $node $operation', async ({ node, operation }) => {
		const [parameters, call, expected = { success: true }] = CALLS[`${node} ${operation}`]?.() ?? [
			{},
			{},
		];
		const tool = { name: 'PingOne tool', type: `n8n-nodes-pingone.${node}Tool` };
		const said = { ...JANE, session: seededSessionId('jane.doe'), ...call };
		const { valid, response } = await callTool(fixture.simulator, tool, said, {
			...PARAMETERS,
			operation,
			userId: named('email', 'email'),
			...parameters,
		});
		expect(valid).toBe(true);
		const [output] = JSON.parse(String(response));
		expect(output).toMatchObject(expected);
		expect(response).not.toContain(PASSWORD);
	});

	it.each(WITH_USER)('has to name the user for $node $operation', async ({ node, operation }) => {
		const tool = { name: 'PingOne tool', type: `n8n-nodes-pingone.${node}Tool` };
		const parameters = { ...PARAMETERS, operation, userId: named('email', 'email') };
		const call = { session: seededSessionId('jane.doe') };
		const { valid } = await callTool(fixture.simulator, tool, call, parameters);
		expect(valid).toBe(false);
		expect(fixture.simulator.received).toEqual([]);
	});
});

describe('an AI agent that names something wrong', () => {
	const BY_EMAIL = {
		__rl: true,
		mode: 'email',
		value: "={{ $fromAI('email', 'The email', 'string') }}",
	};
	const DEVICE = {
		__rl: true,
		mode: 'id',
		value: "={{ $fromAI('device', 'The device', 'string') }}",
	};
	const SESSION = "={{ $fromAI('session', 'The session', 'string') }}";

	it.each<[string, string, INodeParameters, IDataObject, string[]]>([
		[
			'pingOneSession',
			'reset',
			{ sessionId: SESSION },
			{ session: 'me' },
			['\'Session ID\' is not a valid UUID: "me"', 'takes a UUID'],
		],
		[
			'pingOneSession',
			'resetAll',
			{},
			{ email: 'front.desk@acme.example' },
			['front.desk, front.desk.2', 'Nothing was changed'],
		],
		[
			'pingOneUser',
			'disable',
			{},
			NOBODY,
			['has the email "nobody@acme.example"', 'Nothing was changed'],
		],
		[
			'pingOneMfaDevice',
			'delete',
			{ devices: 'one', deviceId: DEVICE },
			{ ...JANE, device: seededUserId('jane.doe') },
			["'Device' is not an MFA device of"],
		],
		[
			'pingOneMfaDevice',
			'delete',
			{ devices: 'one', deviceId: DEVICE },
			{ ...JANE, device: 'me' },
			['\'Device\' is not a valid UUID: "me"'],
		],
	])(
		'is told so by %s %s, and nothing is changed: %j',
		async (node, operation, parameters, call, texts) => {
			const tool = { name: 'PingOne tool', type: `n8n-nodes-pingone.${node}Tool` };
			const { response } = await callTool(fixture.simulator, tool, call, {
				operation,
				userId: BY_EMAIL,
				...parameters,
			});
			for (const text of texts) expect(response).toContain(text);
			expect(fixture.simulator.received.slice(1).every(({ method }) => method === 'GET')).toBe(
				true,
			);
		},
	);
});

describe('On Error: stop the workflow, if the first item fails', () => {
	/** These sign users out or keep them out: one failure must not spare the other users. */
	const FINISH_ALL = [
		...['pingOneApplication disable', 'pingOneApplication rotateSecret'],
		...['pingOneApplication deletePreviousSecret', 'pingOneApplication removeAdminRoles'],
		...['pingOneMfaDevice block', 'pingOneMfaDevice delete'],
		...['pingOneSession delete', 'pingOneSession reset', 'pingOneSession resetAll'],
		...['disable', 'lock', 'offboard', 'removeAdminRoles', 'revokeConsents', 'unlinkAccounts'].map(
			(operation) => `pingOneUser ${operation}`,
		),
	];
	/** These do so only if they end the sessions. */
	const IF_SESSIONS_END = ['setPassword', 'removePassword', 'forcePasswordChange'];
	const finishes = ({ node, operation }: Case, endSessions: boolean) =>
		FINISH_ALL.includes(`${node} ${operation}`) ||
		(endSessions && node === 'pingOneUser' && IF_SESSIONS_END.includes(operation));

	it.each(
		OPERATIONS.flatMap((one) =>
			[true, ...(one.node === 'pingOneUser' ? [false] : [])].map((endSessions) => ({
				...one,
				endSessions,
				end: finishes(one, endSessions) ? 'carries out' : 'does not start',
			})),
		),
	)('$node $operation $end the others, with End Sessions $endSessions', async (one) => {
		const { endSessions, end } = one;
		const failing = { ...itemOf(NOBODY), environmentId: seededUserId('nowhere') };
		const items = [failing, itemOf(JANE), itemOf(LUIS)];
		const more = { endSessions, options: { maxConcurrency: 1 } };
		const { run: ended, received } = await run(one, items, more, { onError: 'stopWorkflow' });
		const { message, description } = ended.data.resultData.error ?? {};
		expect(message).toContain('[item 0]');
		const changes = received.filter(({ method, status = 0 }) => method !== 'GET' && status < 300);
		if (end === 'carries out') {
			expect(changes.length).toBeGreaterThan(1);
			expect(description).toMatch(/1 of 3 items failed: 0\.(?!.*not started)/s);
		} else {
			expect(changes).toEqual([]);
			expect(description).toContain('1 of 3 items failed: 0. 2 were not started.');
		}
	});
});

describe('nothing is sent', () => {
	it.each(OPERATIONS)('without an environment by $node $operation', async (one) => {
		const items = ['me', null, '{{ $json.environment }}'].map((environmentId) => ({
			...itemOf(JANE),
			environmentId,
		}));
		const { bad, received } = await run(one, items);
		expect(received).toEqual([]);
		expect(bad).toHaveLength(items.length);
		for (const { error } of bad) expect(error).toContain("'Environment' is");
	});

	it.each(WITH_USER)('without a user by $node $operation', async (one) => {
		const users = [
			{ by: 'email', user: '' },
			{ by: 'email', user: null },
			{ by: 'username', user: '{{ $json.name }}' },
			{ by: 'username', user: 'undefined' },
			{ by: 'id', user: 'me' },
			{ by: 'list' },
		];
		const { bad, received } = await run(
			one,
			users.map((user) => ({ ...itemOf(JANE), user: undefined, ...user })),
		);
		expect(received).toEqual([]);
		expect(bad.map(({ pairedWith }) => pairedWith)).toEqual([0, 1, 2, 3, 4, 5]);
		for (const { error } of bad) expect(error).toContain("'User' is");
	});
});
