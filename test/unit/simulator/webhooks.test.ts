import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { activityJson } from '../../../simulator/events/activity';
import { adminGrants, seededPassword } from '../../../simulator/seed/seed';
import {
	CONTRACTORS_ID,
	EMPLOYEES_ID,
	seededDeviceId,
	seededGroupId,
	seededSessionId,
	seededUserId,
	WORKFORCE_ID,
} from '../../../simulator/seed/seededIds';
import { waitUntil } from '../../support/waitUntil';
import { JSON_TYPE, SimulatorClient, userPath, type Content } from './simulatorClient';

const SUBSCRIPTIONS = `/environments/${WORKFORCE_ID}/subscriptions`;
const JANE = userPath('jane.doe');
const SIGN_ON = { environmentId: WORKFORCE_ID, username: 'jane.doe' };
const SESSION = `/environments/${WORKFORCE_ID}/sessions/${seededSessionId('jane.doe')}`;
const WITHIN_MS = 5_000;
const ACTION = 'application/vnd.pingidentity.';

const SETTINGS = {
	name: 'n8n: Test',
	enabled: true,
	verifyTlsCertificates: true,
	httpEndpoint: { url: 'https://n8n.acme.example/hook', headers: { Authorization: 'secret' } },
	filterOptions: { includedActionTypes: ['X.Y'] },
	payloadOptions: { maximumPayloadLimit: { type: 'EVENTS_PER_PAYLOAD', size: 2 } },
};

const client = SimulatorClient.forEachTest();

/** Sends a request as an administrator with both roles. */
async function send(method: string, path: string, content?: Content) {
	const grants = [
		...adminGrants(client.tenant),
		...adminGrants(client.tenant, 'Environment Admin'),
	];
	const headers = { Authorization: `Bearer ${client.tenant.tokens.issue(grants)}` };
	return await client.send(method, path, content, { headers });
}

const create = async (changes: object = {}) =>
	await send('POST', SUBSCRIPTIONS, [JSON_TYPE, { ...SETTINGS, ...changes }]);
const record = (type = 'X.Y', more: object = {}) =>
	client.tenant.activities.record({ environmentId: WORKFORCE_ID, type, ...more });
const types = () => client.tenant.activities.list.map(({ type }) => type);

/** A webhook on loopback that responds with these statuses, and then with 200. */
async function webhook(...statuses: number[]) {
	const requests: Array<{ request: IncomingMessage; body: string }> = [];
	const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
		requests.push({ request, body: await text(request) });
		response.writeHead(statuses.shift() ?? 200).end();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		requests,
		url: `http://127.0.0.1:${port}`,
		ids: () => requests.map(({ body }) => JSON.parse(body).map(({ id }: { id: string }) => id)),
		close: () => {
			server.close();
			server.closeAllConnections();
		},
	};
}

describe('webhooks, in the simulator', () => {
	it('are made, read with their headers, replaced and deleted', async () => {
		const { status, data } = await create();
		expect(status).toBe(201);
		expect(data).toMatchObject({
			...SETTINGS,
			id: expect.any(String),
			protocol: 'HTTPS',
			filterOptions: { ipAddressExposed: false, userAgentExposed: false },
		});
		const one = `${SUBSCRIPTIONS}/${data.id}`;
		expect((await send('GET', one)).data).toEqual(data);
		expect((await send('GET', SUBSCRIPTIONS)).data._embedded.subscriptions).toEqual([data]);
		const replaced = await send('PUT', one, [JSON_TYPE, { ...SETTINGS, name: 'Other' }]);
		expect([replaced.status, replaced.data.name]).toEqual([200, 'Other']);
		expect((await send('DELETE', one)).status).toBe(204);
		expect((await send('DELETE', one)).status).toBe(404);
		expect(types()).toEqual(
			['CREATED', 'UPDATED', 'DELETED'].map((what) => `SUBSCRIPTION.${what}`),
		);
	});

	it.each([
		[{ id: 'x' }],
		[{ name: '' }],
		[{ enabled: undefined }],
		[{ verifyTlsCertificates: 'yes' }],
		[{ protocol: 'HTTP' }],
		[{ format: 'XML' }],
		[{ httpEndpoint: { url: 'http://n8n.acme.example/' } }],
		[{ httpEndpoint: { url: SETTINGS.httpEndpoint.url, headers: { A: 1 } } }],
		[{ httpEndpoint: undefined }],
		[{ filterOptions: { includedActionTypes: [] } }],
		[{ filterOptions: { includedActionTypes: ['X.Y'], includedPopulations: [] } }],
		[{ filterOptions: { includedActionTypes: ['X.Y'], includedPopulations: ids(11) } }],
		[{ filterOptions: { includedActionTypes: ['X.Y'], includedPopulations: ids(1) } }],
		[{ payloadOptions: { maximumPayloadLimit: { size: 501 } } }],
	])('are refused with %j', async (changes) => {
		expect((await create(changes)).status).toBe(400);
		expect(client.tenant.subscriptions.size).toBe(0);
	});

	function ids(count: number) {
		return Array.from({ length: count }, () => ({ id: seededUserId('nobody') }));
	}

	it('need Environment Admin, and are 50 at most: both look the same', async () => {
		const refused = await client.send('POST', SUBSCRIPTIONS, [JSON_TYPE, SETTINGS]);
		for (let count = 0; count < 50; count++) expect((await create()).status).toBe(201);
		const full = await create();
		for (const { status, data } of [refused, full]) {
			expect([status, data.code]).toEqual([403, 'ACCESS_FAILED']);
		}
	});

	it('get what happens in order, again until exactly 200, and nothing past that', async () => {
		const hook = await webhook(500, 204, 202, 401);
		const { data } = await create();
		const [a, b, c] = [record(), record(), record()].map(({ id }) => id);
		record('OTHER.TYPE');
		expect(client.tenant.deliveries.waiting(data.id)).toBe(3);
		client.tenant.deliveries.retryMs = 1;
		client.tenant.deliveries.target = hook.url;
		await waitUntil('delivery', () => hook.requests.length === 6, WITHIN_MS, 1);
		expect(hook.ids()).toEqual([...Array.from({ length: 5 }, () => [a, b]), [c]]);
		const [{ request }] = hook.requests;
		expect([request.method, request.url, request.headers.authorization]).toEqual([
			...['POST', '/hook', 'secret'],
		]);
		expect(request.headers['content-type']).toBe('application/json');
		hook.close();
	});

	it('get duplicates, lines and events by population if they are set so', async () => {
		const hook = await webhook();
		client.tenant.deliveries.times = 2;
		client.tenant.deliveries.target = hook.url;
		const user = client.tenant.users.get(seededUserId('jane.doe'))!;
		await create({
			filterOptions: {
				includedActionTypes: ['X.Y'],
				includedPopulations: [{ id: EMPLOYEES_ID }],
				ipAddressExposed: true,
			},
			payloadOptions: { payloadFormat: { https: { format: 'ND_JSON' } } },
		});
		record('X.Y', { user: { ...user, populationId: CONTRACTORS_ID } });
		record();
		const source = { ipAddress: '203.0.113.7', userAgent: 'Mozilla' };
		const { id } = record('X.Y', { user, source });
		await waitUntil('delivery', () => hook.requests.length === 2, WITHIN_MS, 1);
		const events = hook.requests.map(({ body }) => JSON.parse(body));
		expect(events).toMatchObject([{ id }, { id }]);
		expect(events[0].source).toEqual({ ipAddress: '203.0.113.7' });
		hook.close();
	});

	it('wait while they are disabled, and are sent to loopback alone', async () => {
		const hook = await webhook();
		client.tenant.deliveries.target = hook.url;
		const { data } = await create({ enabled: false });
		record();
		expect(client.tenant.deliveries.waiting(data.id)).toBe(1);
		await send('PUT', `${SUBSCRIPTIONS}/${data.id}`, [JSON_TYPE, SETTINGS]);
		await waitUntil('delivery', () => hook.requests.length === 1, WITHIN_MS, 1);
		expect(() => (client.tenant.deliveries.target = 'https://n8n.acme.example')).toThrow(
			'loopback',
		);
		hook.close();
	});
});

describe('what happens, in the simulator', () => {
	const lock = { unlockAt: new Date(Date.now() + 3_600_000).toISOString() };
	const device = `${JANE}/devices/${seededDeviceId('jane.doe', 'SMS')}`;
	const EMAIL_DEVICE = { type: 'EMAIL', email: 'jane@home.example' };
	const session = seededSessionId('jane.doe');
	const group = seededGroupId('VPN Users');

	it.each<[string, string, Content, string]>([
		['PATCH', JANE, [JSON_TYPE, { title: 'New' }], 'USER.UPDATED'],
		['PUT', `${JANE}/enabled`, [JSON_TYPE, { enabled: false }], 'USER.UPDATED'],
		['POST', JANE, [`${ACTION}account.lock+json`, lock], 'USER.LOCKED'],
		['POST', JANE, [`${ACTION}account.unlock+json`], 'USER.UNLOCKED'],
		['DELETE', JANE, [], 'USER.DELETED'],
		['POST', `${JANE}/password`, [`${ACTION}password.forceChange`], 'PASSWORD.FORCE_CHANGE'],
		['POST', device, [`${ACTION}device.block+json`], 'DEVICE.BLOCKED'],
		['POST', device, [`${ACTION}device.unlock+json`], 'DEVICE.UNLOCKED'],
		['PUT', `${device}/nickname`, [JSON_TYPE, { nickname: 'New' }], 'DEVICE.NICKNAME_UPDATED'],
		['POST', `${JANE}/devices`, [JSON_TYPE, EMAIL_DEVICE], 'DEVICE.CREATED'],
		['DELETE', device, [], 'DEVICE.DELETED'],
		['DELETE', `${JANE}/sessions/${session}`, [], 'SESSION.DELETED'],
		['POST', SESSION, [`${ACTION}sso.session.logout`], 'SESSION.DELETED'],
	])('is written down: %s %s', async (method, path, content, type) => {
		expect((await send(method, path, content)).status).toBeLessThan(300);
		expect(client.tenant.activities.list).toHaveLength(1);
		const [activity] = client.tenant.activities.list.map(activityJson);
		const user = { type: 'USER', id: seededUserId('jane.doe'), name: 'jane.doe' };
		expect(activity).toMatchObject({
			action: { type },
			resources: expect.arrayContaining([expect.objectContaining(user)]),
			result: { status: 'SUCCESS' },
		});
		// SESSION.DELETED was captured without actors.
		const actors = { client: { id: 'adminui' }, user: { name: 'ruth.adeyemi' } };
		if (type === 'SESSION.DELETED') expect(activity).not.toHaveProperty('actors');
		else expect(activity).toMatchObject({ actors });
		expect(activity).not.toHaveProperty('tags');
		const changed = { [`${JANE}/enabled`]: 'enabled', [JANE]: 'title' }[path];
		if (type === 'USER.UPDATED') {
			expect(activity).toMatchObject({
				result: { description: `Updated ${changed} for User jane.doe` },
				_embedded: { modifiedAttributes: [changed] },
			});
		}
	});

	it('of a membership has the user in its address alone', async () => {
		await send('DELETE', `${JANE}/memberOfGroups/${group}`);
		await send('POST', `${JANE}/memberOfGroups`, [JSON_TYPE, { id: group }]);
		const href = expect.stringMatching(new RegExp(`${JANE}/memberOfGroups/${group}$`));
		const resources = [{ type: 'MEMBER_OF_GROUP', id: group, href }];
		const written = client.tenant.activities.list.map(activityJson);
		expect(written).toMatchObject(
			['DELETED', 'CREATED'].map((what) => ({
				action: { type: `MEMBER_OF_GROUP.${what}` },
				resources,
			})),
		);
	});

	it('is nothing where a request is refused, reads, or locks nobody', async () => {
		await client.get(JANE);
		await client.sendWithoutRole('DELETE', JANE);
		await send('POST', JANE, [`${ACTION}account.lock+json`, { unlockAt: '2020-01-01T00:00:00Z' }]);
		expect(types()).toEqual([]);
	});

	it('is written down also where the response is lost', async () => {
		client.simulator.faults.inject({ fault: { cut: 'after the work' } });
		await expect(send('PATCH', JANE, [JSON_TYPE, { title: 'New' }])).rejects.toThrow();
		expect(types()).toEqual(['USER.UPDATED']);
	});

	it('of sign-ons is told from wrong passwords up to the lock', () => {
		const password = seededPassword(client.tenant, 'jane.doe');
		client.tenant.signOn({ ...SIGN_ON, password });
		client.tenant.signOn({ ...SIGN_ON, username: 'nobody', password });
		for (let count = 0; count < 5; count++) client.tenant.signOn({ ...SIGN_ON, password: 'x' });
		client.tenant.signOn({ ...SIGN_ON, password });
		expect(types()).toEqual([
			...['PASSWORD.CHECK_SUCCEEDED', 'OTP.CHECK_SUCCESS', 'FLOW.UPDATED'],
			...['USER.ACCESS_ALLOWED', 'SESSION.CREATED'],
			...Array.from({ length: 5 }, () => 'PASSWORD.CHECK_FAILED'),
			...['USER.LOCKED', 'USER.ACCESS_DENIED'],
		]);
		const failed = activityJson(client.tenant.activities.list[5]);
		expect(failed).toMatchObject({ result: { status: 'SUCCESS' } });
		expect(failed).not.toHaveProperty('actors');
	});

	it('is kept up to a limit, and costs little', () => {
		for (let count = 0; count < 100_000; count++) record('X.Y', { description: `${count}` });
		const { list } = client.tenant.activities;
		expect(list.length).toBeLessThanOrEqual(40_000);
		expect(list.at(-1)?.description).toBe('99999');
	});
});
