import type { INodeParameters } from 'n8n-workflow';
import {
	ADMINISTRATORS_ID,
	seededGroupId,
	seededId,
	seededUserId,
} from '../../../simulator/seed/seededIds';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { EngineFixture } from '../../support/engine/engineFixture';
import {
	CHANGED_JANE,
	respondWith,
	changesIn,
	inList,
	JANE,
	LUIS,
	MEI,
	runUserOperation,
} from '../../support/engine/pingOneUser';

const ID = seededUserId('jane.doe');
const VPN = seededGroupId('VPN Users');
const FINANCE = seededGroupId('Finance');
const ENGINEERING = seededGroupId('Engineering');
const EVERYBODY = seededGroupId('All Employees');
const GROUPS = `users/${ID}/memberOfGroups`;

const fixture = EngineFixture.forEachTest();

accelerateClock();

async function run(operation: string, groupId: string, items = [JANE], more: INodeParameters = {}) {
	return await runUserOperation(fixture, operation, items, { groupId: inList(groupId), ...more });
}

function named(name: string): INodeParameters {
	return { groupId: { __rl: true, mode: 'name', value: name } };
}

const isIn = (groupId: string, userId = ID) =>
	fixture.simulator.tenant.memberships.isDirect(userId, groupId);

function addGroup(name: string): void {
	const id = seededId(`another group ${name}`);
	const group = { id, environmentId: fixture.environmentId, name, description: '' };
	fixture.simulator.tenant.groups.set(id, group);
}

describe('Add to Group', () => {
	it('adds with the one documented call, and says so', async () => {
		const { good, received } = await run('addToGroup', ENGINEERING);
		expect(changesIn(received)).toEqual([
			`POST ${GROUPS} application/json {"id":"${ENGINEERING}"}`,
		]);
		expect(good).toEqual([
			{
				...CHANGED_JANE,
				groupId: ENGINEERING,
				groupName: null,
				pairedWith: 0,
			},
		]);
		expect(isIn(ENGINEERING)).toBe(true);
	});

	it('of a member is a success that changed nothing, and sends nothing', async () => {
		const { good, received } = await run('addToGroup', VPN);
		expect(changesIn(received)).toEqual([]);
		expect(good).toMatchObject([{ success: true, changed: false }]);
	});

	it.each([false, true])(
		'of a user whom somebody else adds meanwhile is a success, where PingOne takes a member again: %j',
		async (acceptsMembers) => {
			fixture.simulator.tenant.memberOfGroups.acceptsMembers = acceptsMembers;
			const none = { _links: {}, _embedded: { groupMemberships: [] } };
			respondWith(fixture, /GET.*memberOfGroups/, 200, none, 1);
			const { good } = await run('addToGroup', VPN);
			expect(good).toMatchObject([{ success: true, changed: acceptsMembers }]);
		},
	);

	it("fails with PingOne's reason where there is no such group", async () => {
		const { bad } = await run('addToGroup', seededId('no group'));
		expect(bad[0].error).toContain('PingOne refused the request for user "jane.doe" and group');
		expect(bad[0].error).toContain('The environment has no such group');
	});

	it('takes the ID of a group from an expression', async () => {
		const { good } = await run('addToGroup', '', [JANE], { groupId: `={{ "${ENGINEERING}" }}` });
		expect(good).toMatchObject([{ groupId: ENGINEERING, changed: true }]);
	});

	it('names the role that is missing', async () => {
		const details = [{ code: 'INSUFFICIENT_PERMISSIONS' }];
		respondWith(fixture, /^POST/, 403, { code: 'ACCESS_FAILED', details });
		const { bad } = await run('addToGroup', ENGINEERING);
		expect(bad[0].error).toContain('(403)');
		expect(bad[0].error).toContain('the role Identity Data Admin');
	});
});

describe('a group by name', () => {
	it.each(['VPN Users', ' vpn USERS '])('is found, however it is written: %j', async (name) => {
		const { good } = await runUserOperation(fixture, 'removeFromGroup', [JANE], named(name));
		expect(good).toMatchObject([{ groupId: VPN, groupName: 'VPN Users', changed: true }]);
		expect(isIn(VPN)).toBe(false);
	});

	it('is looked up once, however many users it is for', async () => {
		const items = [JANE, LUIS, MEI];
		const { good, received } = await runUserOperation(
			fixture,
			'addToGroup',
			items,
			named('Finance'),
		);
		expect(good.map(({ changed, pairedWith }) => [changed, pairedWith])).toEqual([
			[false, 0],
			[true, 1],
			[true, 2],
		]);
		expect(received.filter(({ path }) => path.includes('/groups?'))).toHaveLength(1);
	});

	it.each(['Nobodies', 'VPN', 'x" or name eq "Finance'])(
		'that no group has is named: %j',
		async (name) => {
			const { bad, received } = await runUserOperation(fixture, 'addToGroup', [JANE], named(name));
			expect(changesIn(received)).toEqual([]);
			expect(bad[0].error).toContain(
				`No group in environment ${fixture.environmentId} has the name`,
			);
			expect(bad[0].error).toContain("Check 'Group'");
		},
	);

	it('is found in either form of its accents', async () => {
		addGroup('Zürich');
		const name = named('Zürich'.normalize('NFD'));
		const { good } = await runUserOperation(fixture, 'addToGroup', [JANE], name);
		expect(good).toMatchObject([{ groupName: 'Zürich', changed: true }]);
	});

	it('is looked up in the environment of its item', async () => {
		const environmentId = ADMINISTRATORS_ID;
		const { tenant } = fixture.simulator;
		const id = seededId('Finance of the administrators');
		tenant.groups.set(id, { id, environmentId, name: 'Finance', description: '' });
		const admin = { id: seededId('admin'), environmentId, username: 'a', email: 'a@acme.example' };
		tenant.users.set(admin.id, { ...tenant.users.get(ID)!, ...admin });
		const items = [
			{ ...LUIS, environmentId: fixture.environmentId },
			{ email: admin.email, environmentId },
		];
		const { good } = await runUserOperation(fixture, 'addToGroup', items, {
			...named('Finance'),
			environmentId: { __rl: true, mode: 'id', value: '={{ $json.environmentId }}' },
		});
		expect(good.map(({ groupId }) => groupId)).toEqual([FINANCE, id]);
	});

	it('that two groups have is refused', async () => {
		addGroup('Finance');
		const { bad, received } = await runUserOperation(fixture, 'removeFromGroup', [JANE], {
			...named('finance'),
		});
		expect(changesIn(received)).toEqual([]);
		expect(bad[0].error).toContain('More than one group');
		expect(bad[0].error).toContain("Set 'Group' to By ID");
	});

	it('is found although an empty page follows, and not guessed if PingOne ignores the filter', async () => {
		const { apiPath } = fixture.simulator;
		const groups = [{ id: VPN, name: 'VPN Users' }];
		const groupsPath = `${apiPath}/environments/${fixture.environmentId}/groups`;
		const pageWith = (listed: object[], next?: string) => ({
			_links: next === undefined ? {} : { next: { href: next } },
			_embedded: { groups: listed },
		});
		const first = pageWith(groups, `${groupsPath}?cursor=1`);
		respondWith(fixture, /GET.*groups\?limit/, 200, first);
		for (const [name, second, sentence] of [
			['Finance', [], 'No group'],
			['VPN Users', groups, 'More than one group'],
			['VPN Users', [], undefined],
		] as const) {
			const remove = respondWith(fixture, /GET.*groups\?cursor/, 200, pageWith([...second]));
			const { good, bad } = await runUserOperation(fixture, 'addToGroup', [JANE], named(name));
			remove();
			if (sentence === undefined) expect(good).toMatchObject([{ groupId: VPN }]);
			else expect(bad[0].error).toContain(sentence);
		}
	});
});

describe('Remove From Group', () => {
	it('removes with the one documented call, and says so', async () => {
		const { good, received } = await run('removeFromGroup', VPN);
		expect(changesIn(received)).toEqual([`DELETE ${GROUPS}/${VPN}`]);
		expect(good).toMatchObject([{ groupId: VPN, groupName: null, changed: true, pairedWith: 0 }]);
		expect([isIn(VPN), isIn(FINANCE)]).toEqual([false, true]);
	});

	it('of a user who is not in the group is a success that changed nothing', async () => {
		const { good, received } = await run('removeFromGroup', ENGINEERING);
		expect(good).toMatchObject([{ success: true, changed: false }]);
		expect(changesIn(received)).toEqual([]);
	});

	it.each([false, true])(
		'says that the membership comes from a rule, where PingOne answers 400 and not 404: %j',
		async (refusesIndirect) => {
			fixture.simulator.tenant.memberOfGroups.refusesIndirect = refusesIndirect;
			const { bad } = await run('removeFromGroup', EVERYBODY.toUpperCase());
			expect(bad[0].error).toContain(
				'User "jane.doe" cannot be removed from group All Employees: a rule of the group makes the user a member',
			);
			expect(bad[0].error).toContain('Change the rule of the group in PingOne');
		},
	);

	it('removes the direct membership of a group that a rule gives the user, too', async () => {
		const groupMemberships = [
			{ id: VPN, name: 'VPN Users', type: 'INDIRECT' },
			{ id: VPN, name: 'VPN Users', type: 'DIRECT' },
		];
		respondWith(fixture, /GET.*memberOf/, 200, { _links: {}, _embedded: { groupMemberships } });
		const { good, received } = await run('removeFromGroup', VPN);
		expect(changesIn(received)).toEqual([`DELETE ${GROUPS}/${VPN}`]);
		expect(good).toMatchObject([{ changed: true }]);
	});

	it.each([400, 404])(
		'is no success where PingOne answers %i for another reason',
		async (status) => {
			respondWith(fixture, /^DELETE/, status, { code: 'INVALID_REQUEST' });
			const { bad } = await run('removeFromGroup', FINANCE);
			expect(bad[0].error).toContain(`(${status})`);
		},
	);

	it('is no success where it is a gateway that answers 404', async () => {
		respondWith(fixture, /^DELETE/, 404, '<html>');
		const { bad } = await run('removeFromGroup', FINANCE);
		expect(bad[0].error).toContain('Received a web page instead of PingOne');
	});

	it.each([404, 400, 409])(
		'of a user whom somebody else has just removed changed nothing, where PingOne answers %i',
		async (status) => {
			const { memberships } = fixture.simulator.tenant;
			const on = {
				test: (request: string) => {
					if (request.startsWith('DELETE')) memberships.remove(ID, FINANCE);
					return request.startsWith('DELETE');
				},
			};
			const body = { code: status === 404 ? 'NOT_FOUND' : 'INVALID_REQUEST' };
			fixture.simulator.faults.inject({ fault: { response: { status, body } }, on });
			const { good } = await run('removeFromGroup', FINANCE);
			expect(good).toMatchObject([{ success: true, changed: false }]);
		},
	);
});

it.each([
	['addToGroup', ENGINEERING, /^POST/],
	['removeFromGroup', FINANCE, /^DELETE/],
] as const)(
	'%s does not say that nothing was changed where it cannot see what came of it',
	async (operation, group, change) => {
		let isSent = false;
		const on = { test: (request: string) => (isSent ||= change.test(request)) };
		const refused = { response: { status: 400, body: { code: 'INVALID_DATA' } } };
		fixture.simulator.faults.inject({ fault: refused, on, times: 1 });
		const reads = { test: (request: string) => isSent && request.startsWith('GET') };
		fixture.simulator.faults.inject({ fault: { cut: 'before the work' }, on: reads });
		const { bad } = await run(operation, group);
		expect(bad[0].error).toContain('ended the connection');
		expect(bad[0].error).not.toContain('Nothing was changed');
	},
);

describe('Remove From Group, from all', () => {
	const ALL = { groups: 'allDirect' };

	it('removes from each direct group, and lists those from a rule as kept', async () => {
		const { good, received } = await run('removeFromGroup', '', [JANE, MEI], ALL);
		expect(changesIn(received)).toEqual(
			expect.arrayContaining([`DELETE ${GROUPS}/${VPN}`, `DELETE ${GROUPS}/${FINANCE}`]),
		);
		expect(changesIn(received)).toHaveLength(3);
		const reads = received.filter(({ path }) => path.includes(`${GROUPS}?`));
		expect(reads.map(({ path }) => path.split('?')[1])).toEqual(['expand=group']);
		const kept = [{ id: EVERYBODY, name: 'All Employees' }];
		expect(good).toMatchObject([
			{ groupsRemoved: expect.any(Array), groupsKept: kept, changed: true, pairedWith: 0 },
			{
				groupsRemoved: [{ id: ENGINEERING, name: 'Engineering' }],
				groupsKept: kept,
				pairedWith: 1,
			},
		]);
		expect(new Set(Object(good[0]).groupsRemoved)).toEqual(
			new Set([
				{ id: VPN, name: 'VPN Users' },
				{ id: FINANCE, name: 'Finance' },
			]),
		);
	});

	it('lists the memberships once more, however many are refused, and names ten', async () => {
		const count = 300;
		for (let index = 0; index < count; index++) {
			addGroup(`Team ${index}`);
			fixture.simulator.tenant.memberships.add(ID, seededId(`another group Team ${index}`));
		}
		respondWith(fixture, /DELETE/, 400, { code: 'INVALID_DATA', message: 'x'.repeat(200) });
		const { bad, received } = await run('removeFromGroup', '', [JANE], ALL);
		expect(bad[0].error).toContain('could not be removed from 302 of 302 groups');
		expect(bad[0].error).toContain('and 292 more');
		expect(String(bad[0].error).length).toBeLessThan(4000);
		// Two lists of a few pages each.
		expect(
			received.filter(({ method, path }) => method === 'GET' && path.includes(GROUPS)).length,
		).toBeLessThan(10);
	});

	it.each([
		['the list afterwards', undefined],
		['nothing afterwards', { response: { status: 403, body: { code: 'ACCESS_FAILED' } } }],
	])('says for each membership why it is left, and reads %s', async (_what, fault) => {
		respondWith(fixture, new RegExp(`DELETE.*${VPN}`), 403, { code: 'ACCESS_FAILED' });
		let isSent = false;
		const finance = {
			test: (request: string) => request.includes(`/${FINANCE}`) && (isSent = true),
		};
		const refused = { response: { status: 400, body: { code: 'INVALID_DATA' } } };
		fixture.simulator.faults.inject({ fault: refused, on: finance });
		const reads = { test: (request: string) => isSent && request.startsWith('GET') };
		if (fault) fixture.simulator.faults.inject({ fault, on: reads });
		const { bad } = await run('removeFromGroup', '', [JANE], ALL);
		expect(bad[0].error).toContain('could not be removed from 2 of 2 groups');
		expect(bad[0].error).toMatch(/VPN Users \(PingOne denies access .*\(403\)\)/);
		expect(bad[0].error).toMatch(/Finance \(PingOne refused the request .*\(400\)\)/);
	});

	it('does not count groups from which somebody else has just removed the user', async () => {
		const { memberships } = fixture.simulator.tenant;
		const on = {
			test: (request: string) => {
				if (request.startsWith('DELETE')) memberships.removeAll(ID);
				return request.startsWith('DELETE');
			},
		};
		fixture.simulator.faults.inject({
			fault: { response: { status: 404, body: { code: 'NOT_FOUND' } } },
			on,
		});
		const { good } = await run('removeFromGroup', '', [JANE], ALL);
		expect(good).toMatchObject([{ success: true, groupsRemoved: [], changed: false }]);
	});

	it('of a user without direct groups changed nothing', async () => {
		await run('removeFromGroup', '', [JANE], ALL);
		const { good } = await run('removeFromGroup', '', [JANE], ALL);
		expect(good).toMatchObject([{ groupsRemoved: [], changed: false }]);
	});

	it('removes the others where one cannot be removed, and says which', async () => {
		respondWith(fixture, new RegExp(`DELETE.*${VPN}`), 500);
		const { good, bad } = await run('removeFromGroup', '', [JANE, MEI], ALL);
		expect(isIn(FINANCE)).toBe(false);
		expect(good).toMatchObject([{ username: 'mei.lin', pairedWith: 1 }]);
		expect(bad[0].error).toContain('User "jane.doe" could not be removed from 1 of 2 groups');
		expect(bad[0].error).toContain('Removed from: Finance. Not removed from: VPN Users (PingOne');
	});

	it('says that the user was removed from none, where it was so', async () => {
		respondWith(fixture, /DELETE/, 403);
		const { bad } = await run('removeFromGroup', '', [JANE], ALL);
		expect(bad[0].error).toContain('Removed from: none. Not removed from: ');
	});

	it('names a group of which PingOne tells only the ID by that', async () => {
		const groupMemberships = [{ id: VPN }, { id: EVERYBODY, type: 'INDIRECT' }];
		respondWith(fixture, /GET.*memberOf/, 200, { _links: {}, _embedded: { groupMemberships } });
		const { good } = await run('removeFromGroup', '', [JANE], ALL);
		expect(good).toMatchObject([
			{ groupsRemoved: [{ id: VPN, name: null }], groupsKept: [{ id: EVERYBODY, name: null }] },
		]);
		respondWith(fixture, /DELETE/, 403);
		const { bad } = await run('removeFromGroup', '', [JANE], ALL);
		expect(bad[0].error).toContain(`Not removed from: ${VPN} (`);
	});

	it('never sends an ID that PingOne should not have', async () => {
		const groupMemberships = [{ id: '../x', name: 'Odd' }];
		respondWith(fixture, /GET.*memberOf/, 200, { _links: {}, _embedded: { groupMemberships } });
		const { bad, received } = await run('removeFromGroup', '', [JANE], ALL);
		expect(changesIn(received)).toEqual([]);
		expect(bad[0].error).toContain("PingOne's group ID");
	});
});
