/** The nodes for events, where PingOne differs from the simulator's defaults in what it does not document. */
import type { INodeParameters, IRun } from 'n8n-workflow';
import { ActiveWorkflow } from '../../support/engine/activeWorkflow';
import { WebhookServer } from '../../support/engine/webhookServer';
import type { ActivityOrder } from '../../../simulator/events/auditActivities';
import type { Deliveries } from '../../../simulator/events/deliveries';
import { seededUserId, WORKFORCE_ID } from '../../../simulator/seed/seededIds';
import { waitUntil } from '../../support/waitUntil';
import { accelerateClock } from '../../support/engine/acceleratedClock';
import { EngineFixture } from '../../support/engine/engineFixture';
import { link, node } from '../../support/engine/workflow';
import { holdDeliveryTests } from '../../support/engine/deliveryTests';

const PUBLIC_URL = 'https://n8n.acme.example';
const WITHIN_MS = 5_000;
const MINUTE_MS = 60_000;
const TWO_TYPES = { events: ['USER.LOCKED', 'USER.UNLOCKED'] };

let fixture: EngineFixture;
let opened: ActiveWorkflow[] = [];
accelerateClock();

holdDeliveryTests();

beforeEach(async () => {
	fixture = await EngineFixture.open('worker');
	// Time is accelerated for the node alone.
	tenant().auditActivities.limit();
	// PingOne may send something as soon as it knows the address.
	const { start } = WebhookServer.prototype;
	jest.spyOn(WebhookServer.prototype, 'start').mockImplementation(async function (
		this: WebhookServer,
	) {
		await start.call(this);
		tenant().deliveries.target = this.url;
	});
});

afterEach(async () => {
	jest.restoreAllMocks();
	for (const active of opened) await active.close();
	opened = [];
	await fixture.close();
});

const tenant = () => fixture.simulator.tenant;

async function publish(type: string, parameters: INodeParameters = TWO_TYPES) {
	const environmentId = { __rl: true, mode: 'id', value: WORKFORCE_ID };
	const trigger = node('Trigger', `n8n-nodes-pingone.${type}`, { environmentId, ...parameters });
	const active = await ActiveWorkflow.activate(fixture.engine, {
		workflow: {
			name: 'Test',
			nodes: [{ ...trigger, webhookId: 'f00d' }, node('After', 'test.probe')],
			connections: { Trigger: { main: [[link('After')]] } },
		},
		credentials: fixture.credentials(),
		publicUrl: PUBLIC_URL,
	});
	opened.push(active);
	return active;
}

function record(type = 'USER.LOCKED', agoMs = 0): string {
	const user = tenant().users.get(seededUserId('jane.doe'));
	const recordedAt = new Date(Date.now() - agoMs);
	return tenant().activities.record({ environmentId: WORKFORCE_ID, type, user, recordedAt }).id;
}

function idsIn(run?: IRun): unknown[] {
	const items = run?.data.resultData.runData.After?.[0].data?.main[0] ?? [];
	return items.map(({ json }) => json.eventId);
}

async function attempts(count: number): Promise<Array<[string, number]>> {
	const { attempts: all } = tenant().deliveries;
	await waitUntil('request to the webhook', () => all.length >= count, WITHIN_MS, 5);
	return all.slice(0, count).map(({ method, status }) => [method, status]);
}

const CONTENT_TYPES = [
	'application/json',
	'application/x-ndjson',
	'application/ndjson',
	'application/octet-stream',
	'text/plain',
	'application/vnd.unknown',
	false,
] as const;

describe('PingOne Trigger', () => {
	it.each(
		(['array', 'object'] as const).flatMap((shape) =>
			CONTENT_TYPES.map((contentType) => ({ shape, contentType })),
		),
	)('starts the workflow and responds 200 to a delivery with %j', async (form) => {
		Object.assign(tenant().deliveries, form);
		const active = await publish('pingOneTrigger');
		const id = record();
		expect(await attempts(1)).toEqual([['POST', 200]]);
		expect(active.executions.map(idsIn)).toEqual([[id]]);
	});

	it.each(['HEAD', 'POST'] as const)(
		'gets events also if PingOne sends a %s before n8n has stored the secret',
		async (method) => {
			tenant().subscriptions.asksOnCreation = method;
			const active = await publish('pingOneTrigger');
			expect(await attempts(1)).toEqual([[method, 200]]);
			const id = record();
			await attempts(2);
			expect(active.executions.map(idsIn)).toEqual([[id]]);
		},
	);

	it.each<[string, Partial<Deliveries>, number]>([
		['without the Authorization header', { sendsHeaders: false }, 401],
		['that is not JSON although its content type says so', { shape: 'text' }, 422],
	])('does not start the workflow for a delivery %s', async (_what, form, status) => {
		Object.assign(tenant().deliveries, form);
		const active = await publish('pingOneTrigger');
		record();
		expect(await attempts(2)).toEqual([
			['POST', status],
			['POST', status],
		]);
		expect(active.executions).toEqual([]);
	});
});

describe('PingOne Activity and PingOne Activity Trigger', () => {
	const getAll = async (parameters: INodeParameters = {}) =>
		await fixture.run('getAll', [{}], {
			type: 'n8n-nodes-pingone.pingOneActivity',
			onError: 'continueErrorOutput',
			parameters: { returnAll: true, filters: TWO_TYPES, ...parameters },
		});

	it.each<ActivityOrder>(['oldest first', 'no order'])(
		'output each new event once if PingOne lists events in the order "%s"',
		async (order) => {
			tenant().auditActivities.order = order;
			for (let count = 0; count < 600; count++) record('USER.LOCKED', MINUTE_MS + count * 1_000);
			const active = await publish('pingOneActivityTrigger');
			expect(await active.poll()).toBeUndefined();
			const ids = [record('USER.LOCKED', 2), record('USER.UNLOCKED', 1)];
			expect(idsIn(await active.poll())).toEqual(ids);
			expect(await active.poll()).toBeUndefined();
			if (order === 'oldest first') {
				const { good } = await getAll({ returnAll: false, limit: 1 });
				expect(good[0].eventId).not.toBe(ids[1]);
			}
		},
	);

	it.each([
		['the end of the time range in the future', isInFuture, true],
		['500 events a page', (request: string) => request.includes('limit=500'), false],
	])('fail with a clear error if PingOne refuses %s', async (_what, test, listsAll) => {
		const body = { code: 'INVALID_DATA', details: [{ code: 'INVALID_VALUE' }] };
		fixture.simulator.faults.inject({ fault: { response: { status: 400, body } }, on: { test } });
		record();
		const active = await publish('pingOneActivityTrigger');
		await expect(active.poll()).rejects.toThrow('PingOne refused the request for the activities');
		const { good, bad } = await getAll();
		expect(good).toHaveLength(listsAll ? 1 : 0);
		if (!listsAll) expect(bad[0].error).toContain('PingOne refused the request for the activities');
	});

	it.each([[['SESSION.ENDED']], [['SESSION.DELETED', 'USER.SLO_SUCCESS']]])(
		'find the end of a session if PingOne records it as %j and these types are entered',
		async (types) => {
			tenant().activities.endOfSession['POST sessions/*'] = types;
			const options = { ignoreOwnEvents: false };
			const moreEvents = types.join(',');
			const active = await publish('pingOneActivityTrigger', { events: [], moreEvents, options });
			expect(await active.poll()).toBeUndefined();
			const [{ id: sessionId }] = tenant().sessions.values();
			await fixture.run('reset', [{ sessionId }]);
			expect(idsIn(await active.poll())).toHaveLength(types.length);
		},
	);
});

function isInFuture(request: string): boolean {
	const [, before = ''] = /recordedAt lt "([^"]+)"/.exec(decodeURIComponent(request)) ?? [];
	return Date.parse(before) > Date.now() + MINUTE_MS;
}
