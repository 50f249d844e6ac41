/** PingOne's events in a PingOne that differs from what the nodes assume, as `npm run check:tenant` may find one. */
import type { INodeParameters, IRun } from 'n8n-workflow';
import { ActiveWorkflow } from '../../sandbox/n8n/activeWorkflow';
import { WebhookServer } from '../../sandbox/n8n/webhookServer';
import { behaveLike } from '../../sandbox/pingone/likeTenant';
import { seededUserId, WORKFORCE_ID } from '../../sandbox/pingone/seededIds';
import type { TenantFacts } from '../../sandbox/pingone/tenantFacts';
import { waitUntil } from '../../sandbox/waitUntil';
import { CONTENT_TYPES } from '../../sandbox/tenantCheck/steps/webhooks';
import { COPED_WITH } from '../unit/tenantCheck/tenants';
import { accelerateClock } from './acceleratedClock';
import { EngineFixture } from './engineFixture';
import { link, node } from './workflow';

const PUBLIC_URL = 'https://n8n.acme.example';
const WITHIN_MS = 5_000;
const MINUTE_MS = 60_000;
const TWO_TYPES = { events: ['USER.LOCKED', 'USER.UNLOCKED'] };

let fixture: EngineFixture;
let opened: ActiveWorkflow[] = [];
accelerateClock();

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

describe('PingOne Trigger starts the workflow, and PingOne gets 200,', () => {
	const TYPES = [...CONTENT_TYPES, 'other'];
	it.each(['array', 'object'].flatMap((shape) => TYPES.map((contentType) => [shape, contentType])))(
		'for a delivery in the form "%s" and the content type "%s"',
		async (shape, contentType) => {
			const like = { 'webhook.shape': shape, 'webhook.contentType': contentType };
			behaveLike(fixture.simulator, like);
			const active = await publish('pingOneTrigger');
			const id = record();
			expect(await attempts(1)).toEqual([['POST', 200]]);
			expect(active.executions.map(idsIn)).toEqual([[id]]);
			await active.deactivate();
			expect(tenant().subscriptions.size).toBe(0);
		},
	);

	it('also to the HEAD that it sends as soon as there is a webhook', async () => {
		behaveLike(fixture.simulator, { 'webhook.creation': 'HEAD' });
		const active = await publish('pingOneTrigger');
		expect(await attempts(1)).toEqual([['HEAD', 200]]);
		const id = record();
		expect(await attempts(2)).toEqual([
			['HEAD', 200],
			['POST', 200],
		]);
		expect(active.executions.map(idsIn)).toEqual([[id]]);
		await active.deactivate();
	});
});

describe('PingOne Trigger does not cope with', () => {
	it.each<[string, TenantFacts, number]>([
		['a header that is not sent', { 'webhook.authorization': 'missing' }, 401],
		[
			'a delivery that is no JSON, though its content type says so',
			{ 'webhook.shape': 'other' },
			422,
		],
	])('%s: it starts nothing', async (_what, like, status) => {
		behaveLike(fixture.simulator, like);
		const active = await publish('pingOneTrigger');
		record();
		expect(await attempts(2)).toEqual([
			['POST', status],
			['POST', status],
		]);
		expect(active.executions).toEqual([]);
		await active.deactivate();
	});

	it('a POST that comes before n8n has stored the secret: it is refused, but events arrive', async () => {
		behaveLike(fixture.simulator, { 'webhook.creation': 'POST' });
		const active = await publish('pingOneTrigger');
		expect(await attempts(1)).toEqual([['POST', 401]]);
		const id = record();
		await attempts(2);
		expect(active.executions.map(idsIn)).toEqual([[id]]);
	});
});

describe('PingOne Activity and PingOne Activity Trigger', () => {
	const getAll = async (parameters: INodeParameters = {}) =>
		await fixture.run('getAll', [{}], {
			type: 'n8n-nodes-pingone.pingOneActivity',
			onError: 'continueErrorOutput',
			parameters: { returnAll: true, filters: TWO_TYPES, ...parameters },
		});

	async function polling() {
		const active = await publish('pingOneActivityTrigger');
		expect(await active.poll()).toBeUndefined();
		return active;
	}

	it.each<[string, TenantFacts]>([
		['filters by several types', COPED_WITH],
		['refuses several types', { 'activities.severalTypes': '400 INVALID_DATA/INVALID_FILTER' }],
		['fails for several types', { 'activities.severalTypes': '500 UNEXPECTED_ERROR' }],
	])('find events of two types in a PingOne that %s', async (_how, like) => {
		behaveLike(fixture.simulator, like);
		const active = await polling();
		const ids = [record('USER.LOCKED', 2), record('USER.UNLOCKED', 1)];
		record('USER.MOVED');
		expect(idsIn(await active.poll())).toEqual(ids);
		expect(await active.poll()).toBeUndefined();
		const { good, bad } = await getAll();
		expect(bad).toEqual([]);
		expect(good.map(({ eventId }) => eventId)).toEqual([...ids].reverse());
	});

	it.each([['oldest first'], ['no order']])(
		'lose no new event in the order "%s", but take older ones for new, and the newest for others',
		async (order) => {
			behaveLike(fixture.simulator, { 'activities.order': order });
			for (let count = 0; count < 600; count++) record('USER.LOCKED', MINUTE_MS + count * 1_000);
			const active = await polling();
			const ids = [record('USER.LOCKED', 2), record('USER.UNLOCKED', 1)];
			const found = idsIn(await active.poll());
			expect(found.slice(-2)).toEqual(ids);
			expect(await active.poll()).toBeUndefined();
			if (order === 'oldest first') {
				expect(found.length).toBeGreaterThan(100);
				const { good } = await getAll({ returnAll: false, limit: 1 });
				expect(good[0].eventId).not.toBe(ids[1]);
			}
		},
	);

	it.each<[TenantFacts, boolean]>([
		[{ 'activities.future': '400 INVALID_DATA/INVALID_FILTER' }, true],
		[{ 'activities.limit': '400 INVALID_DATA/INVALID_VALUE' }, false],
	])('say so where PingOne refuses what they ask for: %j', async (like, listsAll) => {
		behaveLike(fixture.simulator, like);
		record();
		const active = await publish('pingOneActivityTrigger');
		await expect(active.poll()).rejects.toThrow('PingOne refused the request for the activities');
		const { good, bad } = await getAll();
		expect(good).toHaveLength(listsAll ? 1 : 0);
		if (!listsAll) expect(bad[0].error).toContain('PingOne refused the request for the activities');
	});

	it.each(['SESSION.ENDED', 'SESSION.DELETED+USER.SLO_SUCCESS'])(
		'find the end of a session by the types %s, which are chosen freely',
		async (types) => {
			behaveLike(fixture.simulator, { 'event.reset': types });
			const options = { ignoreOwnEvents: false };
			const moreEvents = types.replaceAll('+', ',');
			const active = await publish('pingOneActivityTrigger', { events: [], moreEvents, options });
			expect(await active.poll()).toBeUndefined();
			const [{ id: sessionId }] = tenant().sessions.values();
			await fixture.run('reset', [{ sessionId }]);
			expect(idsIn(await active.poll())).toHaveLength(types.split('+').length);
		},
	);
});
