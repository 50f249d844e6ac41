import type { INodeParameters } from 'n8n-workflow';
import { seededId, seededUserId, WORKFORCE_ID } from '../../../simulator/seed/seededIds';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { EngineFixture } from '../../support/engine/engineFixture';
import {
	changesIn,
	JANE,
	LUIS,
	respondWith,
	runUserOperation,
	sessionsOf,
	userIn,
} from '../../support/engine/pingOneUser';
import { addRights } from '../../support/engine/rights';

const fixture = EngineFixture.forEachTest();
const ID = seededUserId('jane.doe');

accelerateClock();

/** Jane has a role, a consent, a linked account, two groups, two devices and three sessions. */
beforeEach(() => {
	const { devices, sessions } = fixture.simulator.tenant;
	addRights(fixture, 'jane.doe');
	const owned = [...devices.values()].filter(({ userId }) => userId === ID);
	for (const { id } of owned.slice(2)) devices.delete(id);
	const [session] = [...sessions.values()].filter(({ userId }) => userId === ID);
	const id = seededId('third session');
	sessions.set(id, { ...session, id });
});

async function offboard(parameters: INodeParameters = {}, items = [JANE]) {
	return await runUserOperation(fixture, 'offboard', items, parameters);
}

/** Counts what Jane has left. */
function left() {
	const { consents, devices, linkedAccounts, memberships, roleAssignments } =
		fixture.simulator.tenant;
	const own = <Thing extends { userId: string }>(things: Map<string, Thing>) =>
		[...things.values()].filter(({ userId }) => userId === ID);
	return {
		enabled: userIn(fixture, 'jane.doe').enabled,
		sessions: sessionsOf(fixture, 'jane.doe'),
		roles: own(roleAssignments).length,
		groups: memberships.of(userIn(fixture, 'jane.doe')).filter(({ type }) => type === 'DIRECT')
			.length,
		consents: own(consents).filter(({ status }) => status === 'ACCEPTED').length,
		links: own(linkedAccounts).length,
		openDevices: own(devices).filter(({ isBlocked }) => !isBlocked).length,
	};
}

const ALL = { enabled: true, sessions: 3, roles: 1, groups: 2, consents: 1, links: 1 };
const NOTHING = { enabled: false, sessions: 0, roles: 0, groups: 0, consents: 0, links: 0 };
const STEPS = [
	'disable',
	'endSessions',
	'adminRoles',
	'groups',
	'consents',
	'linkedAccounts',
	'mfaDevices',
];

describe('Offboard', () => {
	it('takes everything away from a leaver in one item, in a fixed order', async () => {
		expect(left()).toEqual({ ...ALL, openDevices: 2 });
		const { good, received } = await offboard();
		expect(left()).toEqual({ ...NOTHING, openDevices: 0 });
		const [{ changed, dryRun, steps }] = good;
		expect([changed, dryRun]).toEqual([true, false]);
		expect(steps).toMatchObject(STEPS.map((step) => ({ step, done: true, changed: true })));
		expect(steps).toMatchObject([
			{ affected: ['jane.doe'] },
			{ affected: [expect.any(String), expect.any(String), expect.any(String)] },
			{ affected: ['Help Desk Admin (ENVIRONMENT)'], kept: [] },
			{
				affected: ['VPN Users', 'Finance'],
				kept: ['All Employees: A rule of the group makes the user a member'],
			},
			{ affected: ['Travel Portal'] },
			{ affected: ['jane.doe@partner.example'] },
			{ affected: ["MOBILE Jane's phone", 'SMS ***0142'] },
		]);
		expect(changesIn(received)[0]).toContain(`PUT users/${ID}/enabled`);
		expect(changesIn(received)).toHaveLength(1 + 3 + 1 + 2 + 1 + 1 + 2);
	});

	it('a second time changes nothing', async () => {
		await offboard();
		const { good, received } = await offboard();
		expect(good).toMatchObject([{ success: true, changed: false }]);
		expect(good[0].steps).toMatchObject(
			STEPS.map((step) => ({ step, done: true, changed: false, affected: [] })),
		);
		expect(changesIn(received)).toHaveLength(1);
	});

	it('in a dry run reads the same, and changes nothing', async () => {
		const dry = await offboard({ options: { dryRun: true } });
		expect(changesIn(dry.received)).toEqual([]);
		expect(left()).toMatchObject(ALL);
		expect(dry.good).toMatchObject([{ success: true, changed: false, dryRun: true }]);
		const { good } = await offboard();
		const lists = (steps: unknown) =>
			Array.isArray(steps) && steps.map(({ affected, kept }) => [[...affected].sort(), kept]);
		expect(lists(dry.good[0].steps)).toEqual(lists(good[0].steps));
		const again = await offboard({ options: { dryRun: true } });
		expect(again.good[0].steps).toMatchObject(STEPS.map(() => ({ done: false, affected: [] })));
	});

	it.each([
		['disable', /PUT.*enabled$/, { enabled: true }],
		['endSessions', /POST.*sessions/, { sessions: 3 }],
		['adminRoles', /DELETE.*roleAssignments/, { roles: 1 }],
		['groups', /GET.*memberOfGroups/, { groups: 2 }],
		['consents', /PATCH.*oauthConsents/, { consents: 1 }],
		['linkedAccounts', /GET.*linkedAccounts/, { links: 1 }],
		['mfaDevices', /POST.*devices/, { openDevices: 2 }],
	])('carries out all other steps if %s fails', async (step, on, rest) => {
		respondWith(fixture, on, 400);
		const { bad, received } = await offboard();
		expect(left()).toEqual({ ...NOTHING, openDevices: 0, ...rest });
		expect(bad[0].error).toContain('Offboarding user "jane.doe" failed at 1 of 7 steps: ');
		expect(bad[0].error).toContain('Run the workflow again for this item');
		expect(bad[0].error).not.toContain(` ${step} (`);
		expect(received.length).toBeGreaterThan(10);
	});

	it('in a dry run says what cannot be read', async () => {
		respondWith(fixture, /GET.*\/users\/.*\//, 403);
		const { bad } = await offboard({ options: { dryRun: true } });
		expect(bad[0].error).toContain('The dry run for user "jane.doe" failed at 6 of 7 steps');
		expect(bad[0].error).toContain('Nothing was changed. Read: disable (1). Failed: End Sessions');
	});

	it('says so if nothing was done', async () => {
		respondWith(fixture, /\/users\/.*\//, 403);
		const { bad } = await offboard();
		expect(bad[0].error).toContain('failed at 7 of 7 steps');
		expect(bad[0].error).toContain('Done: none.');
	});

	it('always disables and ends sessions, and takes away only what is chosen', async () => {
		await offboard({ takeAway: ['consents'] });
		expect(left()).toEqual({ ...NOTHING, roles: 1, groups: 2, links: 1, openDevices: 2 });
	});

	it('names what has no name by its ID', async () => {
		const id = seededId('something');
		const roles = { id, scope: { id: WORKFORCE_ID }, group: { id } };
		for (const [name, entry] of Object.entries({
			roleAssignments: roles,
			groupMemberships: { id },
			oauthConsents: { id },
			linkedAccounts: { id },
			devices: { id, type: 'FIDO2' },
		})) {
			const path = name === 'groupMemberships' ? 'memberOfGroups' : name;
			respondWith(fixture, new RegExp(`GET.*${path}`), 200, { _embedded: { [name]: [entry] } });
		}
		const luis = { id: seededUserId('luis.ortega'), email: 'luis.ortega@acme.example' };
		respondWith(fixture, /GET.*users\?/, 200, { _links: {}, _embedded: { users: [luis] } });
		const { good } = await offboard({ options: { dryRun: true } }, [LUIS]);
		expect(good[0].steps).toMatchObject([
			{ affected: [luis.id] },
			{},
			{ affected: [], kept: [expect.stringContaining(`${id} (unknown scope): Given by group`)] },
			{ affected: [id] },
			{ affected: [id] },
			{ affected: [id] },
			{ affected: [`FIDO2 ${id}`] },
		]);
	});

	it.each(['={{ ["everything"] }}', '={{ "groups" }}'])(
		'sends nothing if Take Away has another value: %s',
		async (takeAway) => {
			const { bad, received } = await offboard({ takeAway });
			expect(received).toEqual([]);
			expect(bad[0].error).toContain("'Take Away' is not a list of adminRoles, groups");
		},
	);
});
