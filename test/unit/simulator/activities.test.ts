import { PORTAL } from '../../../simulator/events/signOnActivities';
import { adminGrants, seededPassword } from '../../../simulator/seed/seed';
import {
	EMPLOYEES_ID,
	seededId,
	seededUserId,
	WORKFORCE_ID,
} from '../../../simulator/seed/seededIds';
import { filtered, SimulatorClient, userPath } from './simulatorClient';

const ACTIVITIES = `/environments/${WORKFORCE_ID}/activities`;
const JANE = seededUserId('jane.doe');
const DAY_MS = 24 * 60 * 60_000;

const client = SimulatorClient.forEachTest();
let headers: Record<string, string>;

beforeEach(async () => {
	const { tenant } = client;
	tenant.auditActivities.limit();
	headers = {
		Authorization: `Bearer ${tenant.tokens.issue(adminGrants(tenant, 'Environment Admin'))}`,
	};
});

const get = async (path: string) => await client.send('GET', path, [], { headers });

/** Returns a filter for a time range relative to now. */
function time(fromMs = -DAY_MS, toMs = DAY_MS): string {
	const [from, to] = [fromMs, toMs].map((ms) => new Date(Date.now() + ms).toISOString());
	return `recordedAt gt "${from}" and recordedAt lt "${to}"`;
}

async function ask(filter: string, more = '') {
	const { status, data } = await get(filtered(ACTIVITIES, filter) + more);
	return { status, listed: data._embedded?.activities ?? [], data };
}

function record(type: string, agoMs = 0) {
	const user = client.tenant.users.get(JANE)!;
	const recordedAt = new Date(Date.now() - agoMs);
	return client.tenant.activities.record({ environmentId: WORKFORCE_ID, type, user, recordedAt });
}

describe('activities', () => {
	it('are what has happened, newest first', async () => {
		const signOn = {
			environmentId: WORKFORCE_ID,
			username: 'jane.doe',
			password: seededPassword(client.tenant, 'jane.doe'),
		};
		client.tenant.signOn(signOn);
		const { listed } = await ask(time());
		expect(listed.length).toBeGreaterThan(2);
		expect(listed.at(-1)).toMatchObject({
			...{ id: expect.any(String), createdAt: expect.any(String) },
			action: { type: 'PASSWORD.CHECK_SUCCEEDED' },
			resources: [{ type: 'USER', id: JANE }],
			_links: { self: { href: expect.stringContaining(ACTIVITIES) } },
		});
		const { status, data } = await get(`${ACTIVITIES}/${listed[0].id}`);
		expect([status, data]).toEqual([200, listed[0]]);
	});

	it.each([
		[`action.type eq "USER.LOCKED"`, 1],
		[`resources.id eq "${JANE}"`, 2],
		['resources.type eq "USER"', 2],
		[`resources.population.id eq "${EMPLOYEES_ID}"`, 2],
		[`actors.user.id eq "${JANE}"`, 0],
		['actors.user.name eq "jane.doe"', 0],
		[`actors.client.id eq "${PORTAL.id}"`, 0],
		['correlationid eq "none"', 0],
	])('are filtered by %s', async (comparison, count) => {
		record('USER.LOCKED');
		record('USER.UNLOCKED');
		const { listed } = await ask(`${time()} and ${comparison}`);
		expect(listed).toHaveLength(count);
	});

	it.each([
		'',
		'action.type eq "USER.LOCKED"',
		'recordedAt gt "2026-11-24T00:00:00.000Z"',
		'recordedAt gt "yesterday" and recordedAt lt "2026-11-24T00:00:00.000Z"',
		time(DAY_MS, -DAY_MS),
		time(-15 * DAY_MS, 0),
		`${time()} and action.type eq "A.B" and resources.id eq "${JANE}"`,
		`${time()} and action.type sw "USER"`,
		`${time()} and action.type gt "USER"`,
		`${time()} and ipAddress eq "127.0.0.1"`,
		`${time()} or action.type eq "A.B"`,
		`${time()} and `,
		`${time()} and recordedAt gt "2026-11-24T00:00:00.000Z"`,
	])('are refused for the filter %j', async (filter) => {
		const { status, data } = await ask(filter);
		expect(status).toBe(400);
		expect(data.details[0].code).toBe('INVALID_FILTER');
	});

	it('come in pages of at most 500', async () => {
		for (let count = 0; count < 700; count++) record('USER.UPDATED');
		expect((await ask(time(), '&limit=501')).status).toBe(400);
		expect((await ask(time())).listed).toHaveLength(100);
		const first = await ask(time(), '&limit=500');
		const next = new URL(first.data._links.next.href);
		const { data } = await get(next.pathname.slice(3) + next.search);
		expect(data._embedded.activities).toHaveLength(200);
		expect(data._links.next).toBeUndefined();
	});

	it('are given for 14 days', async () => {
		const { id } = record('USER.LOCKED', 15 * DAY_MS);
		expect((await ask(time(-14 * DAY_MS + 1_000, 0))).listed).toEqual([]);
		expect((await get(`${ACTIVITIES}/${id}`)).status).toBe(404);
	});

	it('may be late', async () => {
		client.tenant.auditActivities.holdsBack = true;
		const { id } = record('USER.LOCKED');
		expect((await ask(time())).listed).toEqual([]);
		expect((await get(`${ACTIVITIES}/${id}`)).status).toBe(404);
		client.tenant.auditActivities.showHeld();
		expect((await ask(time())).listed).toMatchObject([{ id }]);
	});

	it('are of their environment, and want the role Environment Admin', async () => {
		record('USER.LOCKED');
		const other = `/environments/${seededId('environment Acme Customers')}/activities`;
		expect((await get(filtered(other, time()))).data.count).toBe(0);
		expect((await client.get(filtered(ACTIVITIES, time()))).status).toBe(403);
		expect((await client.get(userPath('jane.doe'))).status).toBe(200);
	});

	it('have a rate limit of their own', async () => {
		client.tenant.auditActivities.limit({ perSecond: 1, burst: 2, retryAfterSeconds: 7 });
		const statuses = [await ask(time()), await ask(time())].map(({ status }) => status);
		expect(statuses).toEqual([200, 200]);
		const { status, headers: answered } = await get(filtered(ACTIVITIES, time()));
		expect([status, answered['retry-after']]).toEqual([429, '7']);
	});

	it('of ten thousand are given quickly', async () => {
		for (let count = 0; count < 10_000; count++) record('USER.UPDATED');
		const startedAt = performance.now();
		for (let page = 0; page < 20; page++) await ask(time(), `&limit=500&cursor=${page * 500}`);
		expect(performance.now() - startedAt).toBeLessThan(5_000);
	});
});
