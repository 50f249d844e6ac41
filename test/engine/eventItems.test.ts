/** Both triggers and PingOne Activity output the same items for the same events. */
import axios from 'axios';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ActiveWorkflow } from '../support/engine/activeWorkflow';
import { CAPTURED_EVENTS } from '../../simulator/events/capturedEvents';
import { EMPLOYEES_ID, seededUserId, WORKFORCE_ID } from '../../simulator/seed/seededIds';
import { recordOtpCheck } from '../../simulator/events/signOnActivities';
import { waitUntil } from '../support/waitUntil';
import { accelerateClock } from '../support/engine/acceleratedClock';
import { EngineFixture } from '../support/engine/engineFixture';
import { link, node } from '../support/engine/workflow';
import { holdDeliveryTests } from '../support/engine/deliveryTests';

const WITHIN_MS = 5_000;
const TYPES = [...new Set(CAPTURED_EVENTS.map(({ action }) => action.type))];

let fixture: EngineFixture;
let opened: ActiveWorkflow[] = [];
accelerateClock();

holdDeliveryTests();

beforeEach(async () => {
	fixture = await EngineFixture.open('worker');
	tenant().auditActivities.limit();
});

afterEach(async () => {
	for (const active of opened) await active.close();
	opened = [];
	await fixture.close();
});

const tenant = () => fixture.simulator.tenant;
const userOf = (username: string) => tenant().users.get(seededUserId(username));

async function publish(type: string, parameters: INodeParameters) {
	const environmentId = { __rl: true, mode: 'id', value: WORKFORCE_ID };
	const trigger = node('Trigger', `n8n-nodes-pingone.${type}`, {
		...{ environmentId, events: TYPES },
		...parameters,
	});
	const active = await ActiveWorkflow.activate(fixture.engine, {
		workflow: {
			name: 'Test',
			nodes: [{ ...trigger, webhookId: 'f00d' }, node('After', 'test.after')],
			connections: { Trigger: { main: [[link('After')]] } },
		},
		credentials: fixture.credentials(),
		publicUrl: 'https://n8n.acme.example',
	});
	opened.push(active);
	return active;
}

/** Starts both triggers. @returns a function that returns the items of each, by event ID. */
async function bothTriggers(parameters: INodeParameters = {}) {
	const webhook = await publish('pingOneTrigger', parameters);
	tenant().deliveries.target = webhook.deliveryUrl;
	const polling = await publish('pingOneActivityTrigger', parameters);
	await polling.poll();
	return { webhook, polling };
}

type Execution = ActiveWorkflow['executions'][number];

function itemsOf(executions: Array<Execution | undefined>): IDataObject[] {
	const items = executions.flatMap(
		(run) => run?.data.resultData.runData.After?.[0].data?.main[0] ?? [],
	);
	return items
		.map(({ json }) => json)
		.sort((a, b) => String(a.eventId ?? a.id).localeCompare(String(b.eventId ?? b.id)));
}

it.each([true, false])('of events as they were captured, with Simplify %s', async (simplify) => {
	const events: IDataObject[] = CAPTURED_EVENTS.map((event, index) => {
		// The forms of times stay as they are.
		const now = new Date(Date.now() - (index + 1) * 1_000).toISOString().slice(0, 19);
		return { ...event, recordedAt: event.recordedAt.replace(/^.{19}/, now) } as IDataObject;
	});
	const { webhook, polling } = await bothTriggers({ simplify });
	const [{ settings }] = [...tenant().subscriptions.values()];
	await axios.post(new URL(settings.httpEndpoint.url).pathname, events, {
		baseURL: webhook.deliveryUrl,
		headers: settings.httpEndpoint.headers,
		proxy: false,
	});
	await waitUntil('execution', () => webhook.executions.length > 0, WITHIN_MS, 5);
	const body = { _embedded: { activities: events } };
	const fault = { response: { status: 200, body } };
	fixture.simulator.faults.inject({ fault, on: /activities/ });
	const delivered = itemsOf(webhook.executions);
	expect(delivered).toHaveLength(TYPES.length);
	expect(itemsOf([await polling.poll()])).toEqual(delivered);
	const { good } = await fixture.run('getAll', [{}], {
		type: 'n8n-nodes-pingone.pingOneActivity',
		parameters: { returnAll: true, filters: {}, simplify },
	});
	const listed = good.map(({ pairedWith: _added, ...item }) => item);
	expect(listed).toHaveLength(TYPES.length);
	expect(listed).toEqual(expect.arrayContaining(delivered));
});

it('of users in a population, also where the event does not say the population', async () => {
	const filters = { populationIds: EMPLOYEES_ID.toUpperCase(), result: 'any' };
	const { webhook, polling } = await bothTriggers({ filters });
	const environmentId = WORKFORCE_ID;
	const byAdministrator = { environmentId, actor: userOf('ruth.adeyemi') };
	const record = (type: string, username?: string) =>
		tenant().activities.record({
			...byAdministrator,
			...{ type, user: username === undefined ? undefined : userOf(username) },
		});
	for (const username of ['jane.doe', 'nadia.haddad']) {
		record('MEMBER_OF_GROUP.CREATED', username);
		record('USER.UPDATED', username);
		record('PASSWORD.CHECK_FAILED', username);
		record('RISK_EVALUATION.CREATED', username);
	}
	recordOtpCheck(tenant(), userOf('jane.doe')!, 'FAILED');
	// The administrator who acts is in the population. The events are about no user.
	for (const type of ['APPLICATION.DELETED', 'GROUP.CREATED', 'SECRET.READ']) record(type);
	const [{ id }] = [...tenant().subscriptions.values()];
	await waitUntil('deliveries', () => tenant().deliveries.waiting(id) === 0, WITHIN_MS, 5);
	const polled = itemsOf([await polling.poll()]);
	expect(polled.map(({ type }) => type).sort()).toEqual([
		...['FLOW.UPDATED', 'MEMBER_OF_GROUP.CREATED', 'OTP.CHECK_FAILED'],
		...['PASSWORD.CHECK_FAILED', 'RISK_EVALUATION.CREATED', 'USER.UPDATED'],
	]);
	const isJane = ({ userId, username }: IDataObject) =>
		userId === seededUserId('jane.doe') || username === 'jane.doe';
	expect(polled.every(isJane)).toBe(true);
	expect(itemsOf(webhook.executions)).toEqual(polled);
});
