import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { adminGrants } from '../../../simulator/seed/seed';
import { seededUserId, WORKFORCE_ID } from '../../../simulator/seed/seededIds';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { EngineFixture, type RunOptions } from '../../support/engine/engineFixture';

const TYPE = 'n8n-nodes-pingone.pingOneActivity';
const JANE = seededUserId('jane.doe');
const ADMIN = seededUserId('luis.ortega');
const HOUR_MS = 60 * 60_000;

const fixture = EngineFixture.forEachTest('worker');

beforeEach(() => {
	// Time is accelerated for the node alone.
	fixture.simulator.tenant.auditActivities.limit();
});

const time = accelerateClock();

async function run(
	operation: string,
	parameters: INodeParameters,
	more: RunOptions = {},
	items: IDataObject[] = [{}],
) {
	return await fixture.run(operation, items, {
		onError: 'continueErrorOutput',
		...more,
		type: TYPE,
		parameters,
	});
}

async function getAll(filters: INodeParameters = {}, parameters: INodeParameters = {}) {
	return await run('getAll', { returnAll: true, filters, ...parameters });
}

type Recorded = {
	type?: string;
	username?: string;
	agoMs?: number;
	hasFailed?: boolean;
} & IDataObject;

/** Records an event about a user. */
function record({
	type = 'USER.LOCKED',
	username = 'jane.doe',
	agoMs = 0,
	...more
}: Recorded = {}) {
	const { activities, users } = fixture.simulator.tenant;
	const user = users.get(seededUserId(username));
	const recordedAt = new Date(Date.now() - agoMs);
	return activities.record({ environmentId: WORKFORCE_ID, type, user, recordedAt, ...more });
}

const typesOf = (good: IDataObject[]) => good.map(({ type }) => type);

function filtersIn(received: Array<{ path: string }>): string[] {
	const all = received.map(({ path }) => new URL(path, 'http://x').searchParams.get('filter'));
	return all.flatMap((filter) => filter ?? []);
}

describe('Get Many', () => {
	it('puts out for each item what matches its own filters', async () => {
		const addresses = ['203.0.113.7', '203.0.113.8', '203.0.113.7'];
		record({ source: { ipAddress: addresses[0] } });
		record({ type: 'USER.UNLOCKED', source: { ipAddress: addresses[1] } });
		const filters = { ipAddress: '={{ $json.address }}' };
		const items = addresses.map((address) => ({ address }));
		const { good } = await run('getAll', { returnAll: true, filters }, {}, items);
		expect(good.map(({ type, pairedWith }) => [type, pairedWith])).toEqual([
			['USER.LOCKED', 0],
			['USER.UNLOCKED', 1],
			['USER.LOCKED', 2],
		]);
	});

	it('lists what has happened, newest first, in the shape of the triggers', async () => {
		record({ agoMs: HOUR_MS, type: 'USER.UNLOCKED' });
		const { id } = record({ source: { ipAddress: '203.0.113.7' } });
		record({ agoMs: 25 * HOUR_MS });
		const { good } = await getAll();
		expect(typesOf(good)).toEqual(['USER.LOCKED', 'USER.UNLOCKED']);
		expect(good[0]).toMatchObject({ eventId: id, userId: JANE, ipAddress: '203.0.113.7' });
	});

	it('lists it as PingOne gives it, where it is not to simplify', async () => {
		record();
		const { good } = await getAll({}, { simplify: false });
		expect(good).toMatchObject([{ action: { type: 'USER.LOCKED' }, _links: {} }]);
	});

	it('asks for no page beyond the limit, of which each is as small as it can be', async () => {
		for (let count = 0; count < 1_200; count++) record({ hasFailed: count % 2 === 0 });
		const few = await getAll({}, { returnAll: false, limit: 3 });
		expect([few.good.length, few.received.length]).toEqual([3, 1]);
		expect(few.received[0].path).toContain('&limit=3');
		const filtered = await getAll({ result: 'failure' }, { returnAll: false, limit: 300 });
		expect([filtered.good.length, filtered.received.length]).toEqual([300, 2]);
		expect(filtered.received[0].path).toContain('&limit=500');
		const one = await getAll({ events: ['USER.LOCKED'] }, { returnAll: false, limit: 2 });
		expect(one.received[0].path).toContain('&limit=2');
		expect((await getAll()).good).toHaveLength(1_200);
	});

	it.each<[INodeParameters, string]>([
		[{ events: ['USER.LOCKED'] }, ' and action.type eq "USER.LOCKED"'],
		[{ moreEvents: 'user.locked' }, ' and action.type eq "USER.LOCKED"'],
		[{ events: ['USER.LOCKED', 'USER.MOVED'] }, ''],
		[{ applicationId: ' adminui ' }, ' and actors.client.id eq "adminui"'],
		[{ userId: { mode: 'id', value: JANE.toUpperCase() } }, ` and resources.id eq "${JANE}"`],
		[
			{ userId: { mode: 'id', value: ADMIN }, userIs: 'actor' },
			` and actors.user.id eq "${ADMIN}"`,
		],
		[{ result: 'failure' }, ''],
		[{ ipAddress: '203.0.113.7' }, ''],
		[{ userId: `={{ "${JANE}" }}`, events: ['USER.LOCKED'] }, ` and resources.id eq "${JANE}"`],
	])('finds one of two by %j', async (filters, criterion) => {
		const { users } = fixture.simulator.tenant;
		const client = { id: 'adminui', name: 'Console', environmentId: WORKFORCE_ID };
		const source = { ipAddress: '203.0.113.7' };
		const { id } = record({ client, source, hasFailed: true, actor: users.get(ADMIN) });
		record({ type: 'USER.UPDATED', username: 'mei.lin' });
		const { good, received } = await getAll(filters);
		expect(good).toMatchObject([{ eventId: id }]);
		const range = /^recordedAt gt "[\d-]+T[\d:.]+Z" and recordedAt lt "[\d-]+T[\d:.]+Z"(.*)$/;
		expect(range.exec(filtersIn(received)[0])?.[1]).toBe(criterion);
	});

	describe('of an affected user', () => {
		const USER = { userId: { mode: 'id', value: JANE } };

		/** Thirteen events of captured types about a user, oldest first; in two more, the user acts on others. */
		function recordAll(): string[] {
			const { users } = fixture.simulator.tenant;
			const jane = users.get(JANE);
			const types = [
				...['USER.CREATED', 'USER.ACCESS_DENIED', 'USER.ACCESS_ALLOWED', 'SESSION.DELETED'],
				...['OTP.CHECK_FAILED', 'OTP.CHECK_SUCCESS', 'FLOW.UPDATED', 'ROLE_ASSIGNMENT.CREATED'],
				...['ROLE_ASSIGNMENT.DELETED', 'PASSWORD.CHECK_FAILED', 'USER.UPDATED', 'USER.DELETED'],
				'MEMBER_OF_GROUP.CREATED',
			];
			const isOwn = (type: string) => /^(OTP|FLOW|USER.ACCESS)/.test(type);
			for (const [index, type] of types.entries()) {
				const actor = users.get(isOwn(type) ? JANE : ADMIN);
				record({ type, agoMs: HOUR_MS - index * 1_000, actor });
			}
			record({ type: 'USER.UPDATED', username: 'mei.lin', actor: jane });
			record({ type: 'GROUP.CREATED', actor: jane, user: undefined });
			return types;
		}

		it('also finds the events of sign-ons, which have no USER resource, in order and each once', async () => {
			const types = recordAll();
			const { good, bad, received } = await getAll(USER);
			expect(bad).toEqual([]);
			// PingOne finds a membership neither by its user nor by who acted.
			const found = types.filter((type) => !type.startsWith('MEMBER_OF_GROUP')).reverse();
			expect(good.map(({ type }) => type)).toEqual(found);
			expect(new Set(good.map(({ eventId }) => eventId)).size).toBe(12);
			expect(good.every(({ userId }) => userId === JANE)).toBe(true);
			expect(filtersIn(received).map((filter) => filter.split('" and ').at(-1))).toEqual([
				`resources.id eq "${JANE}"`,
				`actors.user.id eq "${JANE}"`,
			]);
		});

		it('finds a membership that the user has joined alone', async () => {
			const jane = fixture.simulator.tenant.users.get(JANE);
			const { id } = record({ type: 'MEMBER_OF_GROUP.CREATED', actor: jane });
			expect((await getAll(USER)).good).toMatchObject([{ eventId: id, userId: JANE }]);
		});

		it.each([1, 4, 5, 12, 13])('keeps to the limit of %i, the newest first', async (limit) => {
			recordAll();
			const all = (await getAll(USER)).good.map(({ eventId }) => eventId);
			const { good } = await getAll(USER, { returnAll: false, limit });
			expect(good.map(({ eventId }) => eventId)).toEqual(all.slice(0, limit));
		});

		it('reads only as many pages as it needs of either query', async () => {
			const jane = fixture.simulator.tenant.users.get(JANE);
			for (let index = 0; index < 1_500; index++) {
				record({ type: 'OTP.CHECK_FAILED', agoMs: index * 100, actor: jane });
				record({ agoMs: index * 100 + 50 });
			}
			const few = await getAll(USER, { returnAll: false, limit: 600 });
			expect(few.good).toHaveLength(600);
			const pages = few.received.map(({ path }) => [
				/(resources|actors)/.exec(path)?.[0],
				/limit=(\d+)/.exec(path)?.[1],
			]);
			expect(pages).toEqual([
				['resources', '500'],
				['actors', '500'],
			]);
			const all = await getAll(USER);
			expect([all.good.length, all.received.length]).toEqual([3_000, 6]);
			const times = all.good.map(({ recordedAt }) => Date.parse(String(recordedAt)));
			expect(times).toEqual([...times].sort((a, b) => b - a));
		});

		it('puts out each event once and all of them, also where PingOne gives them in no order', async () => {
			recordAll();
			fixture.simulator.tenant.auditActivities.order = 'no order';
			const { good } = await getAll(USER);
			expect(new Set(good.map(({ eventId }) => eventId)).size).toBe(12);
			expect(good).toHaveLength(12);
		});
	});

	it('compares IP addresses as addresses', async () => {
		const { id } = record({ source: { ipAddress: '2001:4860:4860::8888' } });
		record({ source: { ipAddress: '2001:4860:4860::8889' } });
		const { good } = await getAll({ ipAddress: ' 2001:4860:4860:0:0:0:0:8888 ' });
		expect(good).toMatchObject([{ eventId: id }]);
	});

	it('finds a user by email, and asks for no user by ID, who may have been deleted', async () => {
		record();
		record({ username: 'mei.lin' });
		const { good, received } = await getAll({
			userId: { mode: 'email', value: 'jane.doe@acme.example' },
		});
		expect(good).toMatchObject([{ username: 'jane.doe' }]);
		expect(received).toHaveLength(3);
		expect((await getAll({ userId: { mode: 'id', value: JANE } })).received).toHaveLength(2);
	});

	it.each<[INodeParameters, string]>([
		[{ applicationId: '' }, "'Application ID' is empty"],
		[{ applicationId: 'a" or action.type eq "b' }, "'Application ID' is not valid"],
		[{ applicationId: '={{ $json.nothing }}' }, "'Application ID' is empty"],
		[{ ipAddress: '={{ "undefined" }}' }, "'IP Address' is not a value"],
		[{ ipAddress: '203.0.113.256' }, "'IP Address' is not valid"],
		[{ result: '={{ "Failed" }}' }, "'Result' is neither Any nor Failure nor Success"],
		[{ result: '={{ $json.nothing }}' }, "'Result' is neither Any nor Failure nor Success"],
		[{ userId: { mode: 'id', value: '' } }, "'User' is empty"],
		[{ userId: '={{ $json.nothing }}' }, "'User' is empty"],
		[{ userIs: 'nobody' }, "'User Is' is not valid"],
		[{ events: [] }, 'No event is chosen'],
		[{ moreEvents: 'A.B" or "' }, "'More Event Types' contains a value that is not an event type"],
	])('sends nothing for the filters %j', async (filters, sentence) => {
		const { good, bad, received } = await getAll(filters);
		expect([good, received]).toEqual([[], []]);
		expect(bad[0].error).toContain(sentence);
	});

	it('takes a filter that says who the user is, and no user, for none', async () => {
		record();
		expect((await getAll({ userIs: 'actor' })).good).toHaveLength(1);
	});

	it.each<[INodeParameters, number]>([
		[{ last: 30, unit: 'minutes' }, 1],
		[{ last: 2, unit: 'hours' }, 2],
		[{ last: 14, unit: 'days' }, 3],
		[{ timeRange: 'between', from: '={{ $now.minus({ minutes: 90 }) }}' }, 2],
		[
			{
				timeRange: 'between',
				from: '={{ $now.minus({ hours: 26 }) }}',
				to: '={{ $now.minus({ hours: 25 }).toISO() }}',
			},
			0,
		],
		[
			{
				timeRange: 'between',
				from: '={{ $now.minus({ hours: 14 * 24 - 1 }) }}',
				to: '={{ $now.minus({ minutes: 30 }) }}',
			},
			2,
		],
	])('looks at the time %j', async (parameters, count) => {
		for (const agoMs of [0, HOUR_MS, 13 * 24 * HOUR_MS]) record({ agoMs });
		const { good, bad } = await getAll({}, parameters);
		expect(bad).toEqual([]);
		expect(good).toHaveLength(count);
	});

	it.each([-24 * HOUR_MS, -HOUR_MS, HOUR_MS, 24 * HOUR_MS])(
		"goes by PingOne's time where n8n's clock is ahead by %i ms",
		async (aheadMs) => {
			const trueNow = Date.now.bind(Date);
			const ids = [0, 90].map((minutes) => record({ agoMs: minutes * 60_000 }).id);
			const from = new Date(trueNow() - 2 * 24 * HOUR_MS).toISOString();
			for (let count = 0; count < 600; count++) record({ agoMs: 3 * HOUR_MS });
			jest.spyOn(Date, 'now').mockImplementation(() => trueNow() + aheadMs);
			const last = await getAll({}, { last: 2, unit: 'hours' });
			const between = await getAll({}, { timeRange: 'between', from });
			const first = await getAll({}, { last: 4, unit: 'hours', returnAll: false, limit: 1 });
			jest.restoreAllMocks();
			expect(last.good.map(({ eventId }) => eventId)).toEqual(ids);
			expect(between.good).toHaveLength(602);
			expect(first.good.map(({ eventId }) => eventId)).toEqual(ids.slice(0, 1));
		},
	);

	it('leaves out what is not in the time, whatever PingOne gives', async () => {
		const at = (agoMs: number) => new Date(Date.now() - agoMs).toISOString();
		const activities = [-HOUR_MS, 1_000, HOUR_MS - 9_000, HOUR_MS + 9_000].map((agoMs) => ({
			...{ id: `${agoMs}`, recordedAt: at(agoMs), action: { type: 'X.Y' } },
		}));
		const body = {
			_embedded: { activities: [...activities, { id: 'x', action: { type: 'X.Y' } }] },
		};
		const fault = { response: { status: 200, body } };
		fixture.simulator.faults.inject({ fault, on: /activities/ });
		const { good } = await getAll({}, { last: 1 });
		expect(good.map(({ eventId }) => eventId)).toEqual(['1000', `${HOUR_MS - 9_000}`]);
	});

	it('takes a time without a zone as one of the workflow', async () => {
		const from = new Date(Date.now() - HOUR_MS).toISOString().slice(0, 19);
		const parameters = { returnAll: true, timeRange: 'between', from, to: '={{ $now }}' };
		const { received } = await run('getAll', parameters, { timezone: 'Asia/Tokyo' });
		const expected = new Date(Date.parse(`${from}Z`) - 9 * HOUR_MS).toISOString();
		expect(filtersIn(received)[0]).toContain(`recordedAt gt "${expected}"`);
	});

	it.each<[INodeParameters, string]>([
		[
			{ timeRange: '={{ "Between" }}', from: '2026-11-24' },
			"'Time Range' is neither Between Two Times nor Until Now",
		],
		[
			{ timeRange: '={{ $json.nothing }}', from: '2026-11-24' },
			"'Time Range' is neither Between Two Times nor Until",
		],
		[{ last: 0 }, "'Last' is not a number above 0"],
		[{ last: '={{ "many" }}' }, "'Last' is not a number above 0"],
		[{ last: 15, unit: 'days' }, 'The time range is longer than 14 days'],
		[{ last: 1, unit: 'weeks' }, "'Unit' is neither days nor hours nor minutes"],
		[{ timeRange: 'between', from: '={{ $json.nothing }}' }, "'From' is not a date and time"],
		[{ timeRange: 'between', from: '2026-11-24', to: 'soon' }, "'To' is not a date and time"],
		[{ timeRange: 'between', from: '2026-11-24', to: '2026-11-24' }, "'From' is not before 'To'"],
		[{ timeRange: 'between', from: '2026-11-01', to: '2026-11-24' }, 'longer than 14 days'],
	])('sends nothing for the time %j', async (parameters, sentence) => {
		const { good, bad, received } = await getAll({}, parameters);
		expect([good, received]).toEqual([[], []]);
		expect(bad[0].error).toContain(sentence);
	});

	it('asks once for items that want the same', async () => {
		record();
		const { good, received } = await run('getAll', { filters: {} }, {}, [{}, {}]);
		expect(good.map(({ pairedWith }) => pairedWith)).toEqual([0, 1]);
		expect(received).toHaveLength(1);
	});

	it('sends two requests a second at most, whatever the options say', async () => {
		for (let count = 0; count < 2_000; count++) record();
		const startedAt = time.at(performance.now());
		const { received } = await getAll({}, { options: { requestsPerSecond: 50 } });
		expect(received).toHaveLength(4);
		expect(time.at(performance.now()) - startedAt).toBeGreaterThan(1_400);
		await getAll({}, { options: { requestsPerSecond: 1 }, returnAll: false });
	});

	it('names the role that is missing', async () => {
		const { tenant } = fixture.simulator;
		for (const worker of tenant.workers.values()) worker.grants = adminGrants(tenant);
		const { bad } = await getAll();
		expect(bad[0].error).toContain('PingOne denies access to the activities of environment');
		expect(bad[0].error).toContain('the role Environment Admin');
	});
});

describe('Get', () => {
	it('gives one activity, simplified or not', async () => {
		const { id } = record();
		const { good } = await run('get', { eventId: id });
		expect(good).toMatchObject([{ eventId: id, type: 'USER.LOCKED', username: 'jane.doe' }]);
		const raw = await run('get', { eventId: id, simplify: false });
		expect(raw.good).toMatchObject([{ id, action: { type: 'USER.LOCKED' } }]);
	});

	it('fails for an activity that PingOne does not have, and sends nothing for no ID', async () => {
		const unknown = await run('get', { eventId: JANE });
		expect(unknown.bad[0].error).toContain(`PingOne does not know activity ${JANE}`);
		const none = await run('get', { eventId: 'me' });
		expect([none.received, none.bad[0].error]).toEqual([
			[],
			expect.stringContaining("'Event ID' is not a valid UUID"),
		]);
	});
});
