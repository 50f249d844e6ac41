import { PollContext } from 'n8n-core';
import type { IDataObject, INodeParameters, IRun } from 'n8n-workflow';
import { ActiveWorkflow } from '../../support/engine/activeWorkflow';
import type { WorkflowFile } from '../../support/engine/engine';
import { adminGrants, seededWorker } from '../../../simulator/seed/seed';
import {
	EMPLOYEES_ID,
	seededId,
	seededUserId,
	WORKFORCE_ID,
} from '../../../simulator/seed/seededIds';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { EngineFixture } from '../../support/engine/engineFixture';
import { link, node } from '../../support/engine/workflow';
import { LIMITS } from '../../../nodes/PingOneActivityTrigger/readNew';

const TYPE = 'n8n-nodes-pingone.pingOneActivityTrigger';
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

let fixture: EngineFixture;

beforeEach(async () => {
	fixture = await EngineFixture.open('worker');
	// Time is accelerated for the node alone.
	fixture.simulator.tenant.auditActivities.limit();
});

afterEach(async () => {
	jest.restoreAllMocks();
	await fixture.close();
});
accelerateClock();

function workflowWith(parameters: INodeParameters): WorkflowFile {
	const environmentId = { __rl: true, mode: 'id', value: WORKFORCE_ID };
	return {
		name: 'Test',
		nodes: [
			node('Trigger', TYPE, { environmentId, events: ['USER.LOCKED'], options: {}, ...parameters }),
			node('After', 'test.probe'),
		],
		connections: { Trigger: { main: [[link('After')]] } },
	};
}

async function activate(
	parameters: INodeParameters = {},
	staticData?: IDataObject,
	credentials = fixture.credentials(),
) {
	const workflow = workflowWith(parameters);
	return await ActiveWorkflow.activate(fixture.engine, { workflow, credentials, staticData });
}

/** Activates a workflow that has been published before. */
async function polling(parameters: INodeParameters = {}) {
	const active = await activate(parameters);
	expect(await active.poll()).toBeUndefined();
	return active;
}

function record(more: Record<string, unknown> = {}, atMs = Date.now()) {
	const { activities, users } = fixture.simulator.tenant;
	const user = users.get(seededUserId('jane.doe'));
	const what = { environmentId: WORKFORCE_ID, type: 'USER.LOCKED', user };
	return activities.record({ ...what, recordedAt: new Date(atMs), ...more });
}

function itemsOf(run?: IRun): IDataObject[] | undefined {
	const items = run?.data.resultData.runData.After?.[0].data?.main[0] ?? [];
	return run && items.map(({ json: { pairedWith: _added, ...json } }) => json);
}

const idsIn = (run?: IRun) => itemsOf(run)?.map(({ eventId }) => eventId);
const nothing = undefined;
const trueNow = Date.now.bind(Date);

/** n8n's clock goes wrong by so much; the simulator takes the time of what it records from the test. */
function shiftClock(byMs: number): void {
	jest.spyOn(Date, 'now').mockImplementation(() => trueNow() + byMs);
}

describe('the first poll', () => {
	it('starts nothing, and what has happened before it never does', async () => {
		record();
		record({}, Date.now() - 5 * MINUTE_MS);
		const active = await polling();
		const { id } = record();
		expect(idsIn(await active.poll())).toEqual([id]);
		expect(await active.poll()).toBe(nothing);
	});

	it('of a busy environment does not read all that has just happened', async () => {
		for (let count = 0; count < 12_000; count++) record({}, Date.now() - 10_000);
		const active = await polling();
		expect(fixture.simulator.received.length).toBeLessThan(25);
		const { id } = record();
		expect(idsIn(await active.poll())).toEqual([id]);
	});
});

describe('a poll', () => {
	it('puts out what is new, oldest first, in the shape of PingOne Trigger', async () => {
		const active = await polling();
		const ids = [3, 2, 1].map((agoMs) => record({}, Date.now() - agoMs).id);
		const items = itemsOf(await active.poll());
		expect(items?.map(({ eventId }) => eventId)).toEqual(ids);
		expect(items?.[0]).toMatchObject({ type: 'USER.LOCKED', username: 'jane.doe' });
	});

	it('puts out events as PingOne gives them, where it is not to simplify', async () => {
		const active = await polling({ simplify: false });
		const { id } = record();
		expect(itemsOf(await active.poll())).toMatchObject([{ id, action: { type: 'USER.LOCKED' } }]);
	});

	it('puts out what arrives late, once', async () => {
		const active = await polling();
		const { auditActivities } = fixture.simulator.tenant;
		auditActivities.holdsBack = true;
		const late = record({}, Date.now() - MINUTE_MS + 5_000);
		auditActivities.holdsBack = false;
		const first = record();
		expect(idsIn(await active.poll())).toEqual([first.id]);
		auditActivities.showHeld();
		expect(idsIn(await active.poll())).toEqual([late.id]);
		expect(await active.poll()).toBe(nothing);
	});

	it.each<[string, INodeParameters]>([
		['result', { filters: { result: 'failure' } }],
		['population', { filters: { populationIds: EMPLOYEES_ID, result: 'any' } }],
		['application', { filters: { applicationIds: seededId('application') } }],
		['several events', { moreEvents: 'ROLE.CREATED' }],
	])('leaves out what does not fit: %s', async (_what, parameters) => {
		const active = await polling(parameters);
		const client = { id: seededId('application'), name: 'App', environmentId: WORKFORCE_ID };
		const { id } = record({ hasFailed: true, client });
		record({ user: undefined, type: 'GROUP.CREATED' });
		expect(idsIn(await active.poll())).toEqual([id]);
	});

	it('leaves out what its own worker application has done, unless it is told not to', async () => {
		const { clientId: id, environmentId } = seededWorker(fixture.simulator.tenant);
		const client = { id, name: 'n8n', environmentId };
		const [usual, all] = [await polling(), await polling({ options: { ignoreOwnEvents: false } })];
		const own = record({ client });
		expect(await usual.poll()).toBe(nothing);
		expect(idsIn(await all.poll())).toEqual([own.id]);
	});

	it.each([-24 * 60, -60, -10, 10, 60, 24 * 60])(
		"loses nothing where n8n's clock is off by %i minutes, for ever or for one poll",
		async (minutes) => {
			const [right, wrong] = [await polling(), await polling()];
			shiftClock(minutes * MINUTE_MS);
			record({}, trueNow());
			const late = await polling();
			const ids: string[] = [];
			const recordAndPoll = async (...actives: ActiveWorkflow[]) => {
				ids.push(record({}, trueNow()).id);
				for (const active of actives) expect(idsIn(await active.poll())).toEqual(ids.slice(-1));
			};
			expect(idsIn(await right.poll())).toHaveLength(1);
			expect(idsIn(await wrong.poll())).toHaveLength(1);
			await recordAndPoll(right, wrong, late);
			jest.restoreAllMocks();
			for (let poll = 0; poll < 3; poll++) await recordAndPoll(right, late);
			shiftClock(minutes * MINUTE_MS);
			expect(idsIn(await wrong.poll())).toEqual(ids.slice(1));
		},
	);

	it.each([-DAY_MS, DAY_MS, undefined])(
		'loses nothing where the header Date is ahead by %p ms, or is missing',
		async (aheadMs) => {
			const active = await polling();
			fixture.simulator.dateHeader = () =>
				aheadMs === undefined ? undefined : new Date(trueNow() + aheadMs);
			for (let poll = 0; poll < 3; poll++) {
				if (poll === 2) fixture.simulator.dateHeader = () => new Date();
				const { id } = record();
				expect(idsIn(await active.poll())).toEqual([id]);
			}
			expect(await active.poll()).toBe(nothing);
		},
	);

	it('puts back what an earlier version stored by a clock that was a day ahead, and says so', async () => {
		const storedAtMs = Date.now() + DAY_MS;
		const cursor = { environmentId: WORKFORCE_ID, fromMs: storedAtMs - 16 * MINUTE_MS, seen: {} };
		const active = await activate({}, { cursor: { ...cursor, storedAtMs } });
		const ids = [record().id];
		const [gap, ...items] = itemsOf(await active.poll()) ?? [];
		expect(gap).toMatchObject({
			type: 'EVENTS_MISSING',
			description: expect.stringMatching(/^n8n's clock was ahead of PingOne's: events between /),
		});
		expect(items.map(({ eventId }) => eventId)).toEqual(ids);
		expect(await active.poll()).toBe(nothing);
	});

	it('that has found nothing that fits in a part of a backlog starts an execution, so that n8n stores it', async () => {
		const active = await polling({ moreEvents: 'ROLE.CREATED' });
		for (let count = 0; count < 600; count++)
			record({ type: 'USER.MOVED' }, Date.now() - 10_000 + count * 10);
		const limit = jest.replaceProperty(LIMITS, 'maxMs', 0);
		expect(itemsOf(await active.poll())).toEqual([]);
		expect(active.staticData.cursor).toHaveProperty('pieceMs');
		limit.restore();
		expect(await active.poll()).toBe(nothing);
		expect(active.staticData.cursor).not.toHaveProperty('pieceMs');
	});

	it('uses a new secret at once, though the token of the old one is still valid', async () => {
		const credentials = fixture.credentials();
		const active = await activate({}, undefined, credentials);
		await active.poll();
		const { received, tenant } = fixture.simulator;
		const oldToken = tenant.tokens.issued.at(-1)!;
		expect(received.at(-1)?.carries(oldToken)).toBe(true);

		const clientSecret = 'new-secret';
		Object.assign(seededWorker(tenant), { clientSecret });
		Object.assign(credentials.pingOneWorkerApi, { clientSecret });
		const before = received.length;
		const { id } = record();
		expect(idsIn(await active.poll())).toEqual([id]);
		expect(await active.poll()).toBe(nothing);
		const after = received.slice(before);
		expect(after.some(({ carries }) => carries(oldToken))).toBe(false);
		expect(after.filter(({ path }) => path.endsWith('/as/token'))).toHaveLength(1);
	});

	it('that fails is not silent and loses nothing', async () => {
		const active = await polling();
		const { id } = record();
		fixture.simulator.faults.inject({
			fault: { response: { status: 503 } },
			on: /activities/,
			times: 3,
		});
		await expect(active.poll()).rejects.toMatchObject({
			message: expect.stringContaining(
				'PingOne could not carry out the request for the activities',
			),
			httpCode: '503',
		});
		expect(idsIn(await active.poll())).toEqual([id]);
	});

	it('that cannot read everything puts out what it has read, and the next one goes on', async () => {
		const active = await polling();
		const at = Date.now() - 5 * MINUTE_MS;
		const { cursor } = active.staticData as { cursor: IDataObject };
		active.staticData.cursor = { ...cursor, fromMs: at - 1, seen: {} };
		for (let count = 0; count < 12_000; count++) record({}, at + count * 20);
		let pages = 0;
		const on = { test: (request: string) => request.includes('activities') && ++pages > 38 };
		const removeFault = fixture.simulator.faults.inject({
			fault: { response: { status: 400 } },
			on,
		});
		const first = idsIn(await active.poll()) ?? [];
		expect(first.length).toBeGreaterThan(0);
		removeFault();
		const second = idsIn(await active.poll()) ?? [];
		expect(new Set([...first, ...second]).size).toBe(12_000);
		expect(first.length + second.length).toBe(12_000);
	});

	it('names the role that is missing', async () => {
		const { tenant } = fixture.simulator;
		for (const worker of tenant.workers.values()) worker.grants = adminGrants(tenant);
		await expect((await activate()).poll()).rejects.toThrow('the role Environment Admin');
	});

	it('sends nothing for what cannot be used', async () => {
		await expect((await activate({ events: [] })).poll()).rejects.toThrow('No event is chosen');
		const filters = { result: 'Failed' };
		await expect((await activate({ filters })).poll()).rejects.toThrow("'Result' is neither Any");
		expect(fixture.simulator.received).toEqual([]);
	});

	it('does not begin while the one before is under way', async () => {
		const active = await polling();
		const { id } = record();
		const runs = await Promise.all([active.poll(), active.poll()]);
		expect(runs.map(idsIn)).toEqual([[id], nothing]);
	});
});

describe('a poll with a population filter', () => {
	const EVENTS = {
		events: ['MEMBER_OF_GROUP.CREATED', 'RISK_EVALUATION.CREATED', 'USER.LOCKED'],
		filters: { populationIds: EMPLOYEES_ID },
	};
	const READ_USER = /^GET .*\/users[/?]/;
	const usersRead = () =>
		fixture.simulator.received.filter(({ method, path }) => READ_USER.test(`${method} ${path}`));

	function joins(username: string, changes: object = {}) {
		const user = fixture.simulator.tenant.users.get(seededUserId(username));
		return record({ type: 'MEMBER_OF_GROUP.CREATED', user: { ...user, ...changes } });
	}

	it('reads the users whose population the event does not say, each once', async () => {
		const active = await polling(EVENTS);
		const inCapitals = { id: seededUserId('jane.doe').toUpperCase() };
		// More than a page.
		const events = Array.from({ length: 600 }, () => joins('jane.doe'));
		events.push(joins('mei.lin'), joins('jane.doe', inCapitals), record());
		const ids = events.map(({ id }) => id);
		joins('nadia.haddad');
		expect(idsIn(await active.poll())?.sort()).toEqual(ids.sort());
		expect(usersRead()).toHaveLength(3);
	});

	it('looks up by username whom a risk evaluation names, whatever somebody has typed there', async () => {
		const active = await polling(EVENTS);
		const evaluated = (username: string) =>
			record({
				type: 'RISK_EVALUATION.CREATED',
				user: undefined,
				more: { _embedded: { riskEvent: { username } } },
			}).id;
		const ids = [evaluated('jane.doe'), evaluated('JANE.DOE')];
		evaluated('nadia.haddad');
		expect(usersRead()).toHaveLength(0);
		for (const typed of ['nobody', 'x" or username sw "', 'x'.repeat(100_000), '\u0000', ' ']) {
			evaluated(typed);
		}
		expect(idsIn(await active.poll())?.sort()).toEqual(ids.sort());
		expect(usersRead()).toHaveLength(4);
	});

	it('reads no user for events that do not match otherwise, or say the population', async () => {
		const active = await polling({ ...EVENTS, events: ['USER.LOCKED'] });
		joins('jane.doe');
		const { id } = record();
		expect(idsIn(await active.poll())).toEqual([id]);
		expect(usersRead()).toEqual([]);
	});

	it.each<[string, object | undefined]>([
		['was deleted', undefined],
		['may not be read', { status: 403, body: { code: 'ACCESS_FAILED', message: 'No access' } }],
		['cannot be asked for', { status: 400, body: { code: 'INVALID_DATA', message: 'No' } }],
	])(
		'leaves out events about a user who %s, says so in the log, and goes on',
		async (_how, response) => {
			const active = await polling(EVENTS);
			const warn = jest.fn();
			const logger = jest.spyOn(Object.getPrototypeOf(PollContext.prototype), 'logger', 'get');
			logger.mockReturnValue({ warn });
			joins('jane.doe');
			const { id } = joins('mei.lin');
			const on = new RegExp(`/users/${seededUserId('jane.doe')}`);
			if (response) fixture.simulator.faults.inject({ fault: { response } as never, on });
			else fixture.simulator.tenant.users.delete(seededUserId('jane.doe'));
			expect(idsIn(await active.poll())).toEqual([id]);
			expect(warn.mock.calls.flat()).toEqual([
				expect.stringMatching(
					new RegExp(`^Events about user "${seededUserId('jane.doe')}" were left out, because`),
				),
			]);
			expect(await active.poll()).toBe(nothing);
		},
	);

	it.each([
		['PingOne is down', { status: 503 }],
		['a proxy refuses the request', { status: 403, body: '<html>' }],
	])('fails where %s, and the next poll reads the same events', async (_what, response) => {
		const active = await polling(EVENTS);
		const { id } = joins('jane.doe');
		const removeFault = fixture.simulator.faults.inject({ fault: { response }, on: READ_USER });
		await expect(active.poll()).rejects.toMatchObject({ httpCode: `${response.status}` });
		removeFault();
		expect(idsIn(await active.poll())).toEqual([id]);
	});
});

describe('after n8n was off', () => {
	it('all comes that has happened, once, from what n8n has stored', async () => {
		const active = await polling();
		const first = record();
		expect(idsIn(await active.poll())).toEqual([first.id]);
		const stored: IDataObject = JSON.parse(JSON.stringify(active.staticData));
		const { id } = record();
		const again = await activate({}, stored);
		expect(idsIn(await again.poll())).toEqual([id]);
		expect(await again.poll()).toBe(nothing);
	});

	it('for longer than PingOne keeps events, an item says so', async () => {
		const active = await polling();
		const { id } = record({}, Date.now() - 13 * DAY_MS);
		const fromMs = Date.now() - 20 * DAY_MS;
		const cursor = { environmentId: WORKFORCE_ID, fromMs, seen: { x: fromMs }, storedAtMs: fromMs };
		for (const simplify of [true, false]) {
			const again = await activate({ simplify }, { cursor });
			const items = itemsOf(await again.poll());
			expect(items).toHaveLength(2);
			if (simplify) {
				expect(items?.[0]).toMatchObject({
					type: 'EVENTS_MISSING',
					description: expect.stringContaining('may be missing'),
					...{ userId: null, actorId: null },
				});
			}
			expect(JSON.stringify(items?.[0])).toContain('EVENTS_MISSING');
			expect(JSON.stringify(items?.[0])).toContain(`between ${new Date(fromMs).toISOString()} and`);
			expect(JSON.stringify(items?.[1])).toContain(id);
			expect(await again.poll()).toBe(nothing);
		}
		await active.close();
	});

	it('what it had stored is not used for another environment, nor what cannot be', async () => {
		const good = {
			environmentId: WORKFORCE_ID,
			fromMs: Date.now() - DAY_MS,
			storedAtMs: 0,
			seen: {},
		};
		record({}, Date.now() - 60 * MINUTE_MS);
		for (const changed of [
			{ environmentId: 'e' },
			{ fromMs: '1' },
			{ seen: 1 },
			{ storedAtMs: null },
		]) {
			const active = await activate({}, { cursor: { ...good, ...changed } });
			expect(await active.poll()).toBe(nothing);
		}
		const active = await activate({}, { cursor: { ...good, seen: { id: 'no time' } } });
		expect(itemsOf(await active.poll())).toHaveLength(1);
	});

	it.each([1, -1])(
		'n8n gets an execution without items now and then, so that it stores where the trigger is (%i days later)',
		async (days) => {
			const active = await polling();
			shiftClock(days * (DAY_MS - MINUTE_MS));
			expect(await active.poll()).toBe(nothing);
			shiftClock(days * (DAY_MS + MINUTE_MS));
			expect(itemsOf(await active.poll())).toEqual([]);
			expect(await active.poll()).toBe(nothing);
		},
	);
});

describe('a test in the editor', () => {
	async function fetchTestEvent(parameters: INodeParameters = {}, staticData: IDataObject = {}) {
		const { engine } = fixture;
		const credentials = fixture.credentials();
		const workflow = engine.workflow(workflowWith(parameters), credentials);
		const trigger = workflow.nodes.Trigger;
		Object.assign(workflow.getStaticData('node', trigger), staticData);
		const data = engine.additionalData(credentials);
		const context = new PollContext(workflow, trigger, data, 'manual', 'manual');
		const output = await engine.node('pingOneActivityTrigger').poll?.call(context);
		return { items: output?.flat().map(({ json }) => json), workflow };
	}

	it.each([
		[-DAY_MS, true],
		[0, false],
		[DAY_MS, true],
	])(
		"gives the newest event that fits, and leaves the cursor alone, where n8n's clock is %i ms ahead",
		async (aheadMs, saysDate) => {
			if (!saysDate) fixture.simulator.dateHeader = () => undefined;
			record({}, Date.now() - 3 * DAY_MS);
			const { id } = record({}, Date.now() - 2 * DAY_MS);
			record({ type: 'USER.MOVED' });
			shiftClock(aheadMs);
			const { items, workflow } = await fetchTestEvent({}, { cursor: 1 });
			expect(items).toMatchObject([{ eventId: id }]);
			expect(workflow.staticData['node:Trigger']).toEqual({ cursor: 1 });
		},
	);

	it('says so if there is none, at all or among the newest', async () => {
		await expect(fetchTestEvent()).rejects.toThrow('No matching event in the last 14 days');
		for (let count = 0; count < 10_001; count++) record({ type: 'USER.MOVED' });
		await expect(fetchTestEvent({ moreEvents: 'A.B' })).rejects.toThrow('among the newest events');
	});
});
