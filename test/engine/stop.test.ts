import { ExecuteContext } from 'n8n-core';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { signInCrowd } from '../../simulator/seed/seed';
import {
	seededGroupId,
	seededId,
	seededSessionId,
	seededUserId,
} from '../../simulator/seed/seededIds';
import type { Tenant } from '../../simulator/tenant';
import { MFA_DEVICE } from '../support/engine/deviceRuns';
import { EngineFixture, type RunOptions } from '../support/engine/engineFixture';
import { NAMED_IN_ITEM, PINGONE_USER } from '../support/engine/pingOneUser';
import { waitUntil } from '../support/waitUntil';

const USERS = 300;
const STARTED_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 2;
/** It is two on an idle machine: see test/slow/stop.test.ts. */
const MOST_SECONDS = 5;
const LATENCY_MS = 20;

const USER_IDS = Array.from({ length: USERS }, (_, index) => seededUserId(`crowd.${index + 1}`));
const BY_ID = { __rl: true, mode: 'id', value: '={{ $json.userId }}' };
const NODE = 'Node';
/** A number of concurrent items that finishes in time on a busy machine, too. */
const FEW_AT_ONCE = { options: { maxConcurrency: 10 } };

const fixture = EngineFixture.forEachTest();
let logged: string[];

beforeEach(() => {
	signInCrowd(fixture.simulator.tenant, USERS);
	fixture.simulator.faults.latencyMs = LATENCY_MS;
	logged = [];
	const logger = jest.spyOn(Object.getPrototypeOf(ExecuteContext.prototype), 'logger', 'get');
	logger.mockReturnValue({ warn: (line: string) => logged.push(line), error: jest.fn() });
});

afterEach(() => jest.restoreAllMocks());

const isSignedIn = (userId: string) =>
	[...fixture.simulator.tenant.sessions.values()].some((session) => session.userId === userId);
const isEnabled = (userId: string) => fixture.simulator.tenant.users.get(userId)?.enabled === true;

/** The user IDs in the lines of n8n's log that begin so. */
const loggedIds = (title: string) =>
	logged
		.filter((line) => line.startsWith(`${NODE}: ${title}`))
		.flatMap((line) => [...line.matchAll(/item \d+ \(user ([^)]*)\)/g)].map(([, id]) => id));

/** Runs an operation for all users, and stops it once so many requests that match have been sent. */
async function stopAfter(
	requests: number,
	on: RegExp,
	operation: string,
	parameters: INodeParameters = {},
	{
		items = USER_IDS.map((userId) => ({ userId })),
		...more
	}: RunOptions & { items?: IDataObject[] } = {},
) {
	const { received } = fixture.simulator;
	const stop = new AbortController();
	const running = fixture.run(operation, items, {
		type: PINGONE_USER,
		stop: stop.signal,
		...more,
		parameters: { userId: BY_ID, ...parameters },
	});
	const sent = () => received.filter(({ method, path }) => on.test(`${method} ${path}`)).length;
	await waitUntil('requests', () => sent() >= requests, STARTED_WITHIN_MS, LOOK_EVERY_MS);
	stop.abort();
	const stoppedAt = performance.now();
	const { run } = await running;
	expect((performance.now() - stoppedAt) / 1000).toBeLessThan(MOST_SECONDS);
	expect(run.status).not.toBe('success');
}

describe('Stop while users are disabled and signed out', () => {
	it('leaves no user disabled and still signed in, and tells in the log what was done', async () => {
		await stopAfter(20, /enabled$/, 'disable', FEW_AT_ONCE);
		const disabled = USER_IDS.filter((id) => !isEnabled(id));
		expect(disabled.length).toBeGreaterThan(10);
		expect(disabled.length).toBeLessThan(USERS);
		expect(disabled.filter(isSignedIn)).toEqual([]);
		expect(USER_IDS.filter((id) => isEnabled(id) && !isSignedIn(id))).toEqual([]);

		expect(loggedIds('Done')).toEqual(disabled);
		expect(loggedIds('Nothing was changed')).toEqual(USER_IDS.filter(isEnabled));
		expect(loggedIds('Not complete')).toEqual([]);
		expect(logged[0]).toBe(
			`${NODE}: The execution was stopped. Of ${USERS} items, ${disabled.length} are done, 0 are not complete, and nothing was changed for ${USERS - disabled.length}.`,
		);
		for (const line of logged) expect(line.length).toBeLessThan(10_000);
		const sent = fixture.simulator.received.length;
		await new Promise((resolve) => setTimeout(resolve, 200));
		expect(fixture.simulator.received).toHaveLength(sent);
	});

	it('tells in the log whom it concerns, however many are under way', async () => {
		await stopAfter(30, /enabled$/, 'disable');
		const disabled = USER_IDS.filter((id) => !isEnabled(id));
		const done = loggedIds('Done');
		expect([...done, ...loggedIds('Not complete')].sort()).toEqual(disabled.sort());
		expect(done.filter(isSignedIn)).toEqual([]);
	});

	it('names the users in the log who could not be signed out in time', async () => {
		const on = /^GET .*\/sessions/;
		fixture.simulator.faults.inject({ fault: { silent: true }, on });
		await stopAfter(10, /enabled$/, 'disable');
		const disabled = USER_IDS.filter((id) => !isEnabled(id));
		expect(disabled.length).toBeGreaterThanOrEqual(10);
		expect(loggedIds('Not complete').sort()).toEqual(disabled.sort());
		expect(loggedIds('Done')).toEqual([]);
	});

	it('names items in the log by their number where their user is not known', async () => {
		const [id] = USER_IDS;
		const on = /^GET .*\/sessions/;
		fixture.simulator.faults.inject({ fault: { silent: true }, on });
		const items = [
			{ by: 'id', user: id },
			{ by: 'id', user: 'no ID' },
			{ by: 'username', user: 'nobody' },
		];
		await stopAfter(
			1,
			on,
			'disable',
			{ userId: NAMED_IN_ITEM },
			{ items, onError: 'continueErrorOutput' },
		);
		expect(logged).toEqual([
			`${NODE}: The execution was stopped. Of 3 items, 0 are done, 1 are not complete, and nothing was changed for 2.`,
			`${NODE}: Not complete, check these users in PingOne: item 0 (user ${id})`,
			`${NODE}: Nothing was changed for: item 1, item 2`,
		]);
	});

	it('writes nothing to the log where nothing was changed', async () => {
		fixture.simulator.faults.inject({ fault: { response: { status: 403 } }, on: /^PUT/ });
		await stopAfter(10, /enabled$/, 'disable');
		expect(USER_IDS.every(isEnabled)).toBe(true);
		expect(logged).toEqual([]);
	});
});

/** The number of sessions, devices or groups of each user, each of which needs a request. */
const EACH = 4;
const PINGONE_SESSION = 'n8n-nodes-pingone.pingOneSession';
const GROUPS = ['VPN Users', 'Finance', 'Engineering', 'Finance Approvers'];

interface Ending {
	type: string;
	operation: string;
	parameters: INodeParameters;
	on: RegExp;
	/** Gives a user what is to be ended. */
	add(tenant: Tenant, userId: string): void;
	/** Returns how many of them the user has. */
	count(tenant: Tenant, userId: string): number;
}

const ofUser = <Owned extends { userId: string }>(all: Iterable<Owned>, userId: string) =>
	[...all].filter((one) => one.userId === userId);

const ENDINGS: Ending[] = [
	{
		type: PINGONE_SESSION,
		operation: 'resetAll',
		parameters: {},
		on: /^POST/,
		add: ({ sessions }, userId) => {
			const session = sessions.get(seededSessionId('jane.doe'));
			if (session === undefined) throw new Error('Jane has no session');
			for (let nth = 1; nth < EACH; nth++) {
				const id = seededId(`session ${nth} of ${userId}`);
				sessions.set(id, { ...session, id, userId });
			}
		},
		count: ({ sessions }, userId) => ofUser(sessions.values(), userId).length,
	},
	{
		type: MFA_DEVICE,
		operation: 'block',
		parameters: { devices: 'all' },
		on: /^POST/,
		add: ({ devices }, userId) => {
			const [device] = devices.values();
			for (let nth = 0; nth < EACH; nth++) {
				const id = seededId(`device ${nth} of ${userId}`);
				devices.set(id, { ...device, id, userId, isBlocked: false });
			}
		},
		count: ({ devices }, userId) =>
			ofUser(devices.values(), userId).filter(({ isBlocked }) => !isBlocked).length,
	},
	{
		type: PINGONE_USER,
		operation: 'removeFromGroup',
		parameters: { groups: 'allDirect' },
		on: /^DELETE/,
		add: ({ memberships }, userId) => {
			for (const name of GROUPS) memberships.add(userId, seededGroupId(name));
		},
		count: ({ memberships }, userId) =>
			GROUPS.filter((name) => memberships.isDirect(userId, seededGroupId(name))).length,
	},
];

it.each(ENDINGS)(
	'Stop during $operation leaves no user with a part of what was to be ended',
	async ({ type, operation, parameters, on, add, count }) => {
		const { tenant } = fixture.simulator;
		for (const userId of USER_IDS) add(tenant, userId);
		await stopAfter(20, on, operation, { ...parameters, ...FEW_AT_ONCE }, { type });
		const left = new Set(USER_IDS.map((userId) => count(tenant, userId)));
		expect(left).toEqual(new Set([0, EACH]));
		expect(loggedIds('Done')).toEqual(USER_IDS.filter((userId) => count(tenant, userId) === 0));
	},
);
