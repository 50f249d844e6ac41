import { join } from 'node:path';
import Ajv from 'ajv';
import { loadOutputSchema } from 'n8n-core';
import type { INodeListSearchResult, INodeParameters } from 'n8n-workflow';
import { CONTRACTORS_ID, EMPLOYEES_ID, seededId } from '../../sandbox/pingone/seededIds';
import { accelerateClock } from './acceleratedClock';
import { EngineFixture } from './engineFixture';
import { openUserList } from './listSearch';
import { breakOff, JANE, LUIS, runUserOperation } from './pingOneUser';

const NODE_FOLDER = join(__dirname, '../../dist/nodes/PingOneUser');
const OPERATIONS = [
	'addToGroup',
	'create',
	'delete',
	'disable',
	'enable',
	'forcePasswordChange',
	'get',
	'getAll',
	'lock',
	'removeFromGroup',
	'removePassword',
	'sendRecoveryCode',
	'setPassword',
	'unlock',
	'unlockPassword',
	'update',
];
const PARAMETERS: INodeParameters = {
	endSessions: true,
	password: 'Correct-Horse-7',
	groupId: { __rl: true, mode: 'name', value: 'VPN Users' },
	groups: '={{ $json.which ?? "one" }}',
	include: ['groups', 'administratorRoles'],
	filters: { usernameStartsWith: 'jane.doe' },
	updateFields: { title: 'Boss' },
	username: '={{ $json.email + ".new" }}',
	email: '={{ $json.email }}',
	populationId: { __rl: true, mode: 'list', value: CONTRACTORS_ID },
	additionalFields: { givenName: 'New' },
};

const fixture = EngineFixture.forEachTest();

accelerateClock();

describe('the output schema', () => {
	it.each(OPERATIONS)('of %s is what comes out, no more and no less', async (operation) => {
		const schema = loadOutputSchema({ nodeDir: NODE_FOLDER, version: 1, operation });
		const { properties } = schema as unknown as { properties: Record<string, object> };
		const exact = { type: 'object', properties, additionalProperties: false };
		const validate = new Ajv({ strictSchema: false }).compile(exact);

		const items = [JANE, { ...LUIS, which: 'allDirect' }];
		const { good } = await runUserOperation(fixture, operation, items, PARAMETERS);
		expect(good.length).toBeGreaterThan(1);
		const keys = new Set<string>();
		for (const { pairedWith: _added, ...output } of good) {
			validate(output);
			expect(validate.errors).toBeNull();
			for (const key of Object.keys(output)) keys.add(key);
		}
		expect([...keys].sort()).toEqual(Object.keys(properties).sort());
	});

	it('is there for every operation that the node has', () => {
		const { properties } = fixture.engine.node('pingOneUser').description;
		const { options = [] } = properties.find(({ name }) => name === 'operation') ?? {};
		expect(options.map((option) => 'value' in option && option.value)).toEqual(OPERATIONS);
	});
});

describe.each([
	[
		'searchGroups',
		'groups',
		['VPN Users', 'Finance', 'Engineering', 'Finance Approvers', 'Quarantine', 'All Employees'],
		'fin',
		['Finance', 'Finance Approvers'],
	],
	['searchPopulations', 'populations', ['Employees', 'Contractors'], 'con', ['Contractors']],
] as const)('the list of %s', (method, path, all, typed, found) => {
	const open = async (
		filter?: string,
		page?: string,
		environmentId = fixture.environmentId,
	): Promise<INodeListSearchResult> =>
		await openUserList(fixture.engine, fixture.credentials(), environmentId, method, filter, page);
	const names = ({ results }: INodeListSearchResult) => results.map(({ name }) => name);

	it('has what is in the chosen environment, and what begins as is typed', async () => {
		expect(names(await open()).sort()).toEqual([...all].sort());
		expect(names(await open(` ${typed} `))).toEqual(found);
		expect(names(await open('" or name sw "'))).toEqual([]);
	});

	it('goes on where there is a next page', async () => {
		const next = `${fixture.simulator.apiPath}/environments/${fixture.environmentId}/${path}?cursor=1`;
		const _embedded = { [path]: [{ id: EMPLOYEES_ID, name: 'One' }, { id: CONTRACTORS_ID }] };
		breakOff(fixture, /./, 200, { _links: { next: { href: next } }, _embedded }, 1);
		const { results, paginationToken } = await open();
		expect(results).toEqual([
			{ name: 'One', value: EMPLOYEES_ID },
			{ name: CONTRACTORS_ID, value: CONTRACTORS_ID },
		]);
		expect(names(await open('', String(paginationToken)))).toHaveLength(all.length - 1);
	});

	it('says why it is empty', async () => {
		await expect(open('', undefined, '')).rejects.toThrow("'Environment' is empty");
		await expect(open('', undefined, seededId('nowhere'))).rejects.toThrow(
			`PingOne denies access to the ${path} of environment`,
		);
	});
});

describe('the parameters that every operation has', () => {
	const WITH_USER = OPERATIONS.filter((name) => name !== 'create' && name !== 'getAll');

	it.each(OPERATIONS)('%s sends nothing without an environment', async (operation) => {
		const items = ['me', null, '{{ $json.environment }}'].map((environmentId) => ({
			...JANE,
			environmentId,
		}));
		const { bad, received } = await runUserOperation(fixture, operation, items, PARAMETERS);
		expect(received).toEqual([]);
		expect(bad).toHaveLength(items.length);
		for (const { error } of bad) expect(error).toContain("'Environment' is");
	});

	it.each(WITH_USER)('%s sends nothing without a user', async (operation) => {
		const users = [
			{ by: 'email', user: '' },
			{ by: 'email', user: null },
			{ by: 'username', user: '{{ $json.name }}' },
			{ by: 'username', user: 'undefined' },
			{ by: 'id', user: 'me' },
			{ by: 'list' },
		];
		const { bad, received } = await runUserOperation(fixture, operation, users, {
			...PARAMETERS,
			userId: '={{ { mode: $json.by, value: $json.user } }}',
		});
		expect(received).toEqual([]);
		expect(bad.map(({ pairedWith }) => pairedWith)).toEqual([0, 1, 2, 3, 4, 5]);
		for (const { error } of bad) expect(error).toContain("'User' is");
	});

	it.each(['addToGroup', 'removeFromGroup'])(
		'%s sends nothing without a group',
		async (operation) => {
			const groups = [
				{ by: 'name', group: ' ' },
				{ by: 'name', group: null },
				{ by: 'name', group: 7 },
				{ by: 'name', group: '{{ $json.name }}' },
				{ by: 'name', group: 'null' },
				{ by: 'id', group: '../x' },
				{ by: 'list', group: '' },
			].map((group) => ({ ...JANE, ...group }));
			const { bad, received } = await runUserOperation(fixture, operation, groups, {
				groupId: '={{ { mode: $json.by, value: $json.group } }}',
			});
			expect(received).toEqual([]);
			expect(bad).toHaveLength(groups.length);
			for (const { error } of bad) expect(error).toContain("'Group' is");
		},
	);

	it('Remove From Group sends nothing where it is not said from which', async () => {
		const more = { ...PARAMETERS, groups: '={{ "every" }}' };
		const { bad, received } = await runUserOperation(fixture, 'removeFromGroup', [JANE], more);
		expect(received).toEqual([]);
		expect(bad[0].error).toContain("'Groups' is neither 'one' nor 'allDirect': \"every\"");
	});

	it.each(['={{ $json.nothing }}', '={{ null }}', '={{ " " }}', '{{ $json.name }}', '={{ [1] }}'])(
		'Create sends nothing where the username is %j',
		async (username) => {
			const more = { ...PARAMETERS, username };
			const { bad, received } = await runUserOperation(fixture, 'create', [JANE], more);
			expect(received).toEqual([]);
			expect(bad[0].error).toContain("'Username' is");
		},
	);
});
