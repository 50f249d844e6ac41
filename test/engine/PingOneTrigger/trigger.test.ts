import { randomUUID } from 'node:crypto';
import axios from 'axios';
import fc from 'fast-check';
import Ajv from 'ajv';
import { HookContext, loadOutputSchema, WebhookContext } from 'n8n-core';
import type { IDataObject, INodeParameters, IRun } from 'n8n-workflow';
import { join } from 'node:path';
import { ActiveWorkflow } from '../../support/engine/activeWorkflow';
import type { StoredCredentials, WorkflowFile } from '../../support/engine/engine';
import type { Fault } from '../../../simulator/faults';
import { adminGrants, seededPassword, seededWorker } from '../../../simulator/seed/seed';
import { EMPLOYEES_ID, seededId, WORKFORCE_ID } from '../../../simulator/seed/seededIds';
import type { Subscription } from '../../../simulator/events/subscription';
import { waitUntil } from '../../support/waitUntil';
import { EngineFixture } from '../../support/engine/engineFixture';
import { respondWith } from '../../support/engine/pingOneUser';
import { link, node } from '../../support/engine/workflow';
import { holdDeliveryTests } from '../../support/engine/deliveryTests';

const PUBLIC_URL = 'https://n8n.acme.example';
const TRIGGER = 'n8n-nodes-pingone.pingOneTrigger';
const JANE = { environmentId: WORKFORCE_ID, username: 'jane.doe' };
const CUSTOMERS_ID = seededId('environment Acme Customers');
const JANE_ID = seededId('user jane.doe');
const WITHIN_MS = 5_000;
const ENVIRONMENT = { __rl: true, mode: 'id', value: WORKFORCE_ID };

let fixture: EngineFixture;
let opened: ActiveWorkflow[];

beforeAll(async () => {
	fixture = await EngineFixture.open('worker');
});

const deliveryTests = holdDeliveryTests();

beforeEach(() => {
	opened = [];
	tenant().deliveries.attempts.length = 0;
	seededWorker(tenant()).grants = [
		...adminGrants(tenant()),
		...adminGrants(tenant(), 'Environment Admin'),
	];
});

afterEach(async () => {
	for (const active of opened) await active.close();
	tenant().deliveries.target = undefined;
	tenant().deliveries.times = 1;
	tenant().subscriptions.showsConnectionDetails = false;
	for (const id of [...tenant().subscriptions.keys()]) tenant().subscriptions.delete(id);
});

afterAll(async () => await fixture.close());

const tenant = () => fixture.simulator.tenant;
const subscriptions = (): Subscription[] => [...tenant().subscriptions.values()];

interface Options {
	/** The node after the trigger; one that does nothing by default. */
	then?: { type: string; parameters: INodeParameters };
	publicUrl?: string;
	staticData?: IDataObject;
	id?: string;
	isStart?: boolean;
	name?: string;
	credentials?: StoredCredentials;
}

const LOCKED = { events: ['USER.LOCKED'] };

function workflowOf(parameters: INodeParameters, { then, name = 'Test' }: Options): WorkflowFile {
	const trigger = node('Trigger', TRIGGER, { environmentId: ENVIRONMENT, ...parameters });
	return {
		name,
		nodes: [
			{ ...trigger, webhookId: 'f00d' },
			node('After', then?.type ?? 'test.after', then?.parameters),
		],
		connections: { Trigger: { main: [[link('After')]] } },
		settings: { executionOrder: 'v1' },
	};
}

async function open(
	how: 'activate' | 'listenForTest',
	parameters: INodeParameters,
	options: Options = {},
): Promise<ActiveWorkflow> {
	const active = await ActiveWorkflow[how](fixture.engine, {
		workflow: workflowOf(parameters, options),
		credentials: fixture.credentials(),
		publicUrl: PUBLIC_URL,
		...options,
	});
	opened.push(active);
	return active;
}

const publish = async (parameters: INodeParameters = LOCKED, options?: Options) =>
	await open('activate', parameters, options);
const listen = async (parameters: INodeParameters = LOCKED, options?: Options) =>
	await open('listenForTest', parameters, options);

/** Returns the requests that PingOne received during the work, except for tokens. */
async function requestsDuring(work: () => Promise<unknown>): Promise<string[]> {
	const before = fixture.simulator.received.length;
	await work();
	return fixture.simulator.received
		.slice(before)
		.map(({ method, path }) => `${method} ${path.replace(/.*\/environments\/[^/]+/, '')}`)
		.filter((request) => !request.includes('/as/token'));
}

async function messageOf(work: Promise<unknown>): Promise<string> {
	return await work.then(
		() => 'It did not fail.',
		(error: Error) => error.message,
	);
}

function itemsAfter(execution: IRun): IDataObject[] {
	return execution.data.resultData.runData.After[0].data?.main[0]?.map(({ json }) => json) ?? [];
}

/** Waits for this many executions. Returns their items. */
async function executed(active: ActiveWorkflow, count: number): Promise<IDataObject[][]> {
	await waitUntil('execution', () => active.executions.length >= count, WITHIN_MS, 5);
	return active.executions.map(itemsAfter);
}

const post = async (active: ActiveWorkflow, body: unknown, headers: IDataObject = {}) => {
	const { url, headers: own } = subscriptions()[0].settings.httpEndpoint;
	return await axios.request({
		method: 'POST',
		url: url.replace(PUBLIC_URL, active.deliveryUrl),
		data: typeof body === 'string' ? body : JSON.stringify(body),
		headers: { ...own, 'Content-Type': 'application/json', ...(headers as object) },
		transformRequest: (text: unknown) => text,
		validateStatus: () => true,
		proxy: false,
	});
};

/** Records the warnings that contexts of this kind log from now on. */
function warningsOf({ prototype }: typeof HookContext | typeof WebhookContext): () => unknown[] {
	const warn = jest.fn();
	const logger = jest.spyOn(Object.getPrototypeOf(prototype), 'logger', 'get');
	logger.mockReturnValue({ warn });
	return () => {
		logger.mockRestore();
		return warn.mock.calls.flat();
	};
}

const NOT_FOUND: Fault = { response: { status: 404, body: { code: 'NOT_FOUND' } } };

function isDeliveryTest({ method, path }: { method: string; path: string }): boolean {
	return method === 'POST' && /subscriptions\/./.test(path);
}

describe('publishing', () => {
	it('makes one webhook, as PingOne wants it, and unpublishing deletes it', async () => {
		const active = await publish({
			events: ['USER.UNLOCKED', 'USER.LOCKED'],
			moreEvents: 'role.created, USER.LOCKED',
			filters: { populationIds: EMPLOYEES_ID, applicationIds: JANE_ID },
			options: { eventsPerDelivery: '20' },
		});
		const [{ id, environmentId, settings }, ...others] = subscriptions();
		expect(others).toEqual([]);
		expect(environmentId).toBe(WORKFORCE_ID);
		const Authorization = expect.stringMatching(/^Bearer [\w-]{43}$/);
		expect(settings).toEqual({
			name: 'n8n: Test / Trigger (n8n.acme.example/workflow/sandbox)',
			enabled: true,
			protocol: 'HTTPS',
			format: 'ACTIVITY',
			verifyTlsCertificates: true,
			httpEndpoint: {
				url: `${PUBLIC_URL}/webhook/f00d/webhook`,
				headers: { Authorization },
			},
			filterOptions: {
				includedActionTypes: ['USER.UNLOCKED', 'USER.LOCKED', 'ROLE.CREATED'],
				includedPopulations: [{ id: EMPLOYEES_ID }],
				includedApplications: [{ id: JANE_ID }],
				ipAddressExposed: true,
				userAgentExposed: true,
			},
			payloadOptions: {
				maximumPayloadLimit: { type: 'EVENTS_PER_PAYLOAD', size: 20 },
				payloadFormat: { https: { format: 'JSON_ARRAY', prettyPrint: false } },
			},
		});
		expect(active.staticData).toEqual({
			environmentId: WORKFORCE_ID,
			subscriptionId: id,
			secretHash: expect.stringMatching(/^[\da-f]{64}$/),
		});
		const [, secret] = settings.httpEndpoint.headers.Authorization.split(' ');
		expect(JSON.stringify(active.staticData)).not.toContain(secret);
		await active.deactivate();
		expect(subscriptions()).toEqual([]);
		expect(active.staticData).toEqual({});
	});

	it('sends one event at a time and filters nothing, unless it is told to', async () => {
		await publish();
		const [{ settings }] = subscriptions();
		expect(settings.payloadOptions.maximumPayloadLimit.size).toBe(1);
		expect(settings.filterOptions).not.toHaveProperty('includedPopulations');
		expect(settings.filterOptions).not.toHaveProperty('includedApplications');
	});

	it('gives the webhook a name that fits, and ends with where the workflow is', async () => {
		await publish(LOCKED, { name: `\u0007${'W'.repeat(300)}`, id: 'Xk3' });
		const [{ settings }] = subscriptions();
		expect(settings.name).toMatch(/^n8n: W{100,} \(n8n\.acme\.example\/workflow\/Xk3\)$/);
		expect(settings.name).toHaveLength(200);
	});

	it('gives the webhook a name with the path of n8n', async () => {
		await publish(LOCKED, { publicUrl: `${PUBLIC_URL}/n8n/eu`, id: 'Xk3' });
		const [{ settings }] = subscriptions();
		expect(settings.name).toBe('n8n: Test / Trigger (n8n.acme.example/n8n/eu/workflow/Xk3)');
	});

	it('names the field whose expression n8n refuses', async () => {
		const message = await messageOf(publish({ ...LOCKED, environmentId: '={{ $env.X }}' }));
		expect(message).toContain("The expression in 'Environment' cannot be used: access to env vars");
		expect(subscriptions()).toEqual([]);
	});

	it('again with what it knows changes nothing, and only reads', async () => {
		const { staticData } = await publish();
		const before = subscriptions();
		const requests = await requestsDuring(async () => await publish(LOCKED, { staticData }));
		expect(requests).toEqual(['GET /subscriptions']);
		expect(subscriptions()).toEqual(before);
	});

	it('takes the order of lists in PingOne for no difference', async () => {
		const events = { events: ['USER.LOCKED', 'USER.UNLOCKED'] };
		const { staticData } = await publish(events);
		subscriptions()[0].settings.filterOptions.includedActionTypes.reverse();
		const requests = await requestsDuring(async () => await publish(events, { staticData }));
		expect(requests).toEqual(['GET /subscriptions']);
	});

	const change: Record<string, (subscription: Subscription) => void> = {
		'another secret': ({ settings }) => (settings.httpEndpoint.headers.Authorization = 'x'),
		'no secret': ({ settings }) => (settings.httpEndpoint.headers = {}),
		'been disabled': ({ settings }) => (settings.enabled = false),
		'another name': ({ settings }) => (settings.name = 'n8n: Other'),
		'fewer events': ({ settings }) => (settings.filterOptions.includedActionTypes = ['X.Y']),
		'more events': ({ settings }) => settings.filterOptions.includedActionTypes.push('X.Y'),
		'a filter': ({ settings }) => (settings.filterOptions.includedTags = ['adminIdentityEvent']),
		'other deliveries': ({ settings }) => (settings.payloadOptions.maximumPayloadLimit.size = 9),
		'a longer address': ({ settings }) => (settings.httpEndpoint.url += '/x'),
	};

	it.each(Object.keys(change))(
		'puts things right where the webhook has %s in PingOne, with a new secret',
		async (what) => {
			const { staticData } = await publish();
			const [{ id, settings }] = structuredClone(subscriptions());
			change[what](subscriptions()[0]);
			const again = await publish(LOCKED, { staticData });
			expect(subscriptions()).toHaveLength(1);
			const [{ id: idNow, settings: now }] = subscriptions();
			expect(idNow).toBe(id);
			const { Authorization } = now.httpEndpoint.headers;
			expect(Authorization).not.toBe(settings.httpEndpoint.headers.Authorization);
			settings.httpEndpoint.headers = { Authorization };
			expect(now).toEqual(settings);
			expect(again.staticData.secretHash).not.toBe(staticData.secretHash);
		},
	);

	it('knows the webhook by its ID, too: one that is made anew there is put right', async () => {
		const { staticData } = await publish();
		const [{ id, ...made }] = subscriptions();
		tenant().subscriptions.delete(id);
		const anew = { ...made, id: seededId('anew') };
		tenant().subscriptions.set(anew.id, anew);
		const again = await publish(LOCKED, { staticData });
		expect(again.staticData.subscriptionId).toBe(anew.id);
		expect(subscriptions().map((one) => one.id)).toEqual([anew.id]);
	});

	it.each([false, true])(
		'knows its header in any case, and one whose name is cut: %s',
		async (isLong) => {
			const name = `${'W'.repeat(isLong ? 134 : 0)}${'\u{1F600}'.repeat(50)}`;
			const { staticData } = await publish(LOCKED, { name });
			const { httpEndpoint, name: stored } = subscriptions()[0].settings;
			expect(encodeURIComponent(stored)).toContain(isLong ? 'workflow' : '%F0%9F%98%80');
			httpEndpoint.headers = { authorization: httpEndpoint.headers.Authorization };
			const requests = await requestsDuring(
				async () => await publish(LOCKED, { staticData, name }),
			);
			expect(requests).toEqual(['GET /subscriptions']);
		},
	);

	it('knows its webhook if PingOne shows the address and headers as connectionDetails', async () => {
		tenant().subscriptions.showsConnectionDetails = true;
		const { staticData } = await publish();
		const [{ id }] = subscriptions();
		const requests = await requestsDuring(async () => await publish(LOCKED, { staticData }));
		expect(requests).toEqual(['GET /subscriptions']);
		// Without what n8n stores, it is found by its address.
		await publish();
		expect(subscriptions().map((one) => one.id)).toEqual([id]);
	});

	it.each<[string, Fault | undefined, string | undefined]>([
		['has delivered', undefined, undefined],
		['no longer has the webhook', NOT_FOUND, undefined],
		['could not deliver', { response: { status: 400, body: { code: 'REQUEST_FAILED' } } }, '(400)'],
		['was not successful', { response: { status: 200, body: { success: false } } }, 'PingOne says'],
		['does not respond', { cut: 'before the work' }, 'ended the connection'],
	])('makes PingOne test the delivery, which %s', async (_what, fault, sentence) => {
		const on = /^POST .*subscriptions\/./;
		const remove = fault && fixture.simulator.faults.inject({ fault, on });
		deliveryTests.happenAtOnce = true;
		const warnings = warningsOf(HookContext);
		const { received } = fixture.simulator;
		const before = received.length;
		await publish();
		const sent = () => received.slice(before).filter(isDeliveryTest);
		await waitUntil('test', () => sent().length > 0, WITHIN_MS, 5);
		expect(sent()[0].path).toContain(`/subscriptions/${subscriptions()[0].id}`);
		await new Promise((resolve) => setTimeout(resolve, 100));
		remove?.();
		const warned = warnings().map(String);
		if (sentence === undefined) return expect(warned).toEqual([]);
		expect(warned).toEqual([expect.stringMatching(/^PingOne could not test the delivery/)]);
		expect(warned[0]).toContain(sentence);
	});

	it('makes PingOne test no delivery while somebody listens for a test event', async () => {
		deliveryTests.happenAtOnce = true;
		const requests = await requestsDuring(async () => await listen());
		expect(requests.filter((request) => request.startsWith('POST'))).toEqual([
			'POST /subscriptions',
		]);
	});

	it('takes IDs in capitals, and the same one twice, for what they are', async () => {
		const populationIds = `${EMPLOYEES_ID.toUpperCase()}, ${EMPLOYEES_ID}`;
		const parameters = { ...LOCKED, filters: { populationIds } };
		const { staticData } = await publish(parameters);
		const requests = await requestsDuring(async () => await publish(parameters, { staticData }));
		expect(requests).toEqual(['GET /subscriptions']);
	});

	it.each(['first', 'second'])(
		'takes no webhook from another workflow of which it is a copy, with what n8n stores for it: %s',
		async (publicName) => {
			const { staticData } = await publish(LOCKED, { id: 'first' });
			const before = structuredClone(subscriptions());
			const publicUrl = `https://${publicName}.acme.example`;
			const copy = await publish(LOCKED, { id: 'second', publicUrl, staticData });
			expect(subscriptions()).toHaveLength(2);
			expect(subscriptions()[0]).toEqual(before[0]);
			Object.assign(copy.staticData, staticData);
			await copy.deactivate();
			expect(subscriptions()).toEqual(before);
		},
	);

	it('and unpublishing use a new secret at once, though the token of the old one is still valid', async () => {
		const credentials = fixture.credentials();
		const worker = seededWorker(tenant());
		const { clientSecret: oldSecret } = worker;
		const { received } = fixture.simulator;
		const carried = (from: number, token: string) =>
			received.slice(from).filter(({ carries }) => carries(token)).length;
		const saveSecret = (clientSecret: string) => {
			worker.clientSecret = clientSecret;
			Object.assign(credentials.pingOneWorkerApi, { clientSecret });
			return { from: received.length, oldToken: tenant().tokens.issued.at(-1)! };
		};
		const { staticData } = await publish(LOCKED, { credentials });
		const second = saveSecret('second-secret');
		expect(carried(0, second.oldToken)).toBeGreaterThan(0);

		const again = await publish(LOCKED, { credentials, staticData });
		expect(received.length).toBeGreaterThan(second.from);
		const third = saveSecret(oldSecret);
		await again.deactivate();
		expect(subscriptions()).toEqual([]);
		expect(carried(second.from, second.oldToken)).toBe(0);
		expect(carried(third.from, third.oldToken)).toBe(0);
	});

	it('in another environment deletes the webhook that could not be deleted in the first', async () => {
		const { staticData } = await publish();
		const environmentId = { ...ENVIRONMENT, value: CUSTOMERS_ID };
		await publish({ ...LOCKED, environmentId }, { staticData });
		expect(subscriptions().map((one) => one.environmentId)).toEqual([CUSTOMERS_ID]);
	});

	it('in another environment leaves nothing there where its creation fails after all', async () => {
		const { staticData } = await publish();
		const parameters = { ...LOCKED, environmentId: { ...ENVIRONMENT, value: CUSTOMERS_ID } };
		const on = (method: string) => new RegExp(`^${method} .*${CUSTOMERS_ID}/subscriptions`);
		const { faults } = fixture.simulator;
		faults.inject({ fault: { cut: 'after the work' }, on: on('POST'), times: 1 });
		let lists = 0;
		const third = {
			test: (request: string) => on('GET').test(request) && ++lists === 3,
		};
		const denied = { response: { status: 403, body: { code: 'ACCESS_FAILED' } } };
		const removeFault = faults.inject({ fault: denied, on: third });
		expect(await messageOf(publish(parameters, { staticData })).finally(removeFault)).toContain(
			'403',
		);
		expect(subscriptions()).toEqual([]);
	});

	it('in another environment goes on if the first one refuses', async () => {
		const { staticData } = await publish();
		const removeFault = fixture.simulator.faults.inject({
			fault: { response: { status: 403, body: { code: 'ACCESS_FAILED' } } },
			on: new RegExp(`${WORKFORCE_ID}/subscriptions`),
		});
		const environmentId = { ...ENVIRONMENT, value: CUSTOMERS_ID };
		const warnings = warningsOf(HookContext);
		const active = await publish({ ...LOCKED, environmentId }, { staticData }).finally(removeFault);
		expect(warnings()).toEqual([expect.stringMatching(/^Webhook .* could not be deleted, .*403/)]);
		expect(active.staticData.environmentId).toBe(CUSTOMERS_ID);
		expect(subscriptions()).toHaveLength(2);
	});

	it('after another address of n8n moves the webhook there', async () => {
		const { staticData } = await publish();
		await publish(LOCKED, { staticData, publicUrl: 'https://other.acme.example' });
		const urls = subscriptions().map(({ settings }) => settings.httpEndpoint.url);
		expect(urls).toEqual(['https://other.acme.example/webhook/f00d/webhook']);
	});

	it('with nothing known takes over what is there for its address, and leaves one', async () => {
		await publish();
		const [first] = subscriptions();
		const copy = { ...structuredClone(first), id: seededId('copy') };
		const other = structuredClone({ ...copy, id: seededId('other') });
		other.settings.httpEndpoint.url = `${PUBLIC_URL}/webhook/other`;
		for (const one of [copy, other]) tenant().subscriptions.set(one.id, one);
		await publish({ events: ['USER.UNLOCKED'] });
		expect(subscriptions().map(({ id }) => id)).toEqual([first.id, other.id]);
		const [{ settings }] = subscriptions();
		expect(settings.filterOptions.includedActionTypes).toEqual(['USER.UNLOCKED']);
	});

	it.each([
		['http://localhost:5678', 'it does not start with https://'],
		['https://localhost:5678', 'it is this machine'],
		['https://10.0.0.7', 'the host is in a private network'],
	])('is refused with the address %s, before anything is sent', async (publicUrl, reason) => {
		const requests = await requestsDuring(async () => {
			const message = await messageOf(publish(LOCKED, { publicUrl }));
			expect(message).toContain(`PingOne cannot send to "${publicUrl}/webhook/f00d/webhook"`);
			expect(message).toContain(`${reason}. Set n8n's environment variable WEBHOOK_URL`);
		});
		expect(requests).toEqual([]);
	});

	it.each([
		[{ events: [] }, 'No event is chosen'],
		[{ ...LOCKED, environmentId: { __rl: true, mode: 'id', value: '' } }, "'Environment' is empty"],
		[{ ...LOCKED, filters: { populationIds: 'all' } }, "'Population IDs' is not a valid UUID"],
		[{ ...LOCKED, filters: { applicationIds: 'all' } }, "'Application IDs' is not a valid UUID"],
		[{ ...LOCKED, options: { eventsPerDelivery: 501 } }, "'Events per Delivery' is not a whole"],
		[{ ...LOCKED, options: { eventsPerDelivery: 0 } }, "'Events per Delivery' is not a whole"],
		[{ ...LOCKED, options: { ignoreOwnEvents: 'x' } }, "'Ignore Own Events' is neither"],
		[{ ...LOCKED, filters: '={{ 1 }}', simplify: 'x' }, "'Simplify' is neither true nor"],
		[{ ...LOCKED, filters: { result: '={{ "Failed" }}' } }, "'Result' is neither Any nor"],
	])('is refused with %j, before anything is sent', async (parameters, reason) => {
		const requests = await requestsDuring(async () => {
			expect(await messageOf(publish(parameters as INodeParameters))).toContain(reason);
		});
		expect(requests).toEqual([]);
	});

	it('says that there are 50 webhooks, which PingOne tells as a missing role', async () => {
		await publish();
		const [{ id, settings, ...other }] = subscriptions();
		tenant().subscriptions.delete(id);
		for (let count = 0; count < 50; count++) {
			const httpEndpoint = { url: `${PUBLIC_URL}/${count}`, headers: {} };
			const one = { ...other, id: seededId(`${count}`), settings: { ...settings, httpEndpoint } };
			tenant().subscriptions.set(one.id, one);
		}
		const message = await messageOf(publish());
		expect(message).toContain('has 50 webhooks, and PingOne allows at most 50 (403). Delete one');
		expect(subscriptions()).toHaveLength(50);
	});

	it('names the role that is missing', async () => {
		seededWorker(tenant()).grants = adminGrants(tenant());
		tenant().tokens.expireAll();
		expect(await messageOf(publish())).toMatch(
			/PingOne denies access to the webhooks of environment .* \(403\)\. .*Environment Admin/,
		);
		const response = { status: 403, body: { code: 'ACCESS_FAILED', message: 'No' } };
		seededWorker(tenant()).grants = adminGrants(tenant(), 'Environment Admin');
		tenant().tokens.expireAll();
		const removeFault = fixture.simulator.faults.inject({
			fault: { response },
			on: /^POST .*subscriptions/,
		});
		expect(await messageOf(publish()).finally(removeFault)).toContain('the role Environment Admin');
	});
});

describe('publishing where PingOne does not respond', () => {
	const inject = (
		on: RegExp,
		fault: Parameters<typeof fixture.simulator.faults.inject>[0]['fault'],
	) => fixture.simulator.faults.inject({ fault, on, times: 1 });

	it('makes one webhook where its creation got no response', async () => {
		inject(/^POST .*subscriptions/, { cut: 'after the work' });
		const { staticData } = await publish();
		expect(subscriptions().map(({ id }) => id)).toEqual([staticData.subscriptionId]);
	});

	it.each([{}, '', '<html>'])('knows none where the response is %j', async (body) => {
		inject(/^POST .*subscriptions/, { response: { status: 201, body } });
		expect(await messageOf(publish())).toContain('does not contain the ID of the new webhook');
	});

	it('leaves none where its creation and the look for it got none: n8n has it deleted', async () => {
		inject(/^POST .*subscriptions/, { cut: 'after the work' });
		const lost = { response: { status: 404, body: '<html>' } };
		const reads: string[] = [];
		// The first list is that of `checkExists`, the second that of `create`; the third looks for it.
		const on = {
			test: (request: string) => /^GET .*subscriptions/.test(request) && reads.push(request) === 3,
		};
		const removeFault = fixture.simulator.faults.inject({ fault: lost, on });
		expect(await messageOf(publish()).finally(removeFault)).toContain('instead of PingOne');
		expect(reads).toHaveLength(4);
		expect(subscriptions()).toEqual([]);
	});

	it('says so where nothing was made', async () => {
		inject(/^POST .*subscriptions/, { cut: 'before the work' });
		expect(await messageOf(publish())).toMatch(
			/ended the connection .* Try again: an existing webhook/,
		);
		expect(subscriptions()).toEqual([]);
		await publish();
		expect(subscriptions()).toHaveLength(1);
	});

	it('deletes nothing of another workflow that has its address', async () => {
		await publish(LOCKED, { id: 'first' });
		const before = structuredClone(subscriptions());
		inject(/^PUT .*subscriptions/, { response: { status: 400, body: { code: 'INVALID_DATA' } } });
		const requests = await requestsDuring(async () => {
			const message = await messageOf(publish({ events: ['X.Y'] }, { id: 'second' }));
			expect(message).toContain('PingOne refused the request for webhook');
		});
		expect(requests.filter((request) => request.startsWith('PUT'))).toHaveLength(1);
		expect(subscriptions()).toEqual(before);
	});

	it('shows no secret in an error that repeats it', async () => {
		const on = {
			test: (request: string) => {
				const { body = '' } = fixture.simulator.received.at(-1) ?? {};
				if (!request.startsWith('POST') || !request.includes('subscriptions')) return false;
				Object.assign(response.body, {
					code: 'INVALID_DATA',
					message: /Bearer ([\w-]+)/.exec(body)?.[1],
				});
				return true;
			},
		};
		const response = { status: 400, body: {} };
		const removeFault = fixture.simulator.faults.inject({ fault: { response }, on });
		const message = await messageOf(publish()).finally(removeFault);
		expect(message).toContain('[hidden]');
		expect(message).not.toMatch(/[\w-]{43}/);
	});
});

describe('while n8n starts', () => {
	const down = () => respondWith(fixture, /^GET .*subscriptions/, 403, { code: 'ACCESS_FAILED' });

	it.each([
		['PingOne refuses to show it', {}, true],
		['n8n has no public address any more', { publicUrl: 'http://localhost:5678' }, false],
	])('a webhook is kept where %s', async (_what, options, isDown) => {
		const { staticData } = await publish();
		const before = structuredClone(subscriptions());
		const removeFault = isDown ? down() : () => {};
		const start = { staticData, isStart: true, ...options };
		const warnings = warningsOf(HookContext);
		const active = await publish(LOCKED, start).finally(removeFault);
		expect(warnings()).toEqual([expect.stringMatching(/^Webhook .* could not be checked: /)]);
		expect(subscriptions()).toEqual(before);
		expect(active.staticData).toEqual(staticData);
	});

	it('fails where another webhook has its address and cannot be changed', async () => {
		const { staticData } = await publish();
		Object.assign(subscriptions()[0], { id: randomUUID() });
		const refused = { response: { status: 400, body: { code: 'INVALID_DATA' } } };
		const put = { fault: refused, on: /^PUT .*subscriptions/ };
		const removeFault = fixture.simulator.faults.inject(put);
		const published = publish(LOCKED, { staticData, isStart: true });
		const message = await messageOf(published).finally(removeFault);
		expect(message).toContain('PingOne refused');
	});

	it('a webhook that was changed in PingOne is kept where it cannot be put right', async () => {
		const { staticData } = await publish();
		subscriptions()[0].settings.enabled = false;
		const before = structuredClone(subscriptions());
		const refused = { response: { status: 400, body: { code: 'INVALID_DATA' } } };
		const put = { fault: refused, on: /^PUT .*subscriptions/ };
		const removeFault = fixture.simulator.faults.inject(put);
		const warnings = warningsOf(HookContext);
		const active = await publish(LOCKED, { staticData, isStart: true }).finally(removeFault);
		expect(warnings()).toEqual([expect.stringMatching(/^Webhook .* could not be changed: /)]);
		expect(active.staticData).toEqual(staticData);
		expect(subscriptions()).toEqual(before);
		const mendAgain = fixture.simulator.faults.inject(put);
		expect(await messageOf(publish(LOCKED, { staticData })).finally(mendAgain)).toContain(
			'PingOne refused',
		);
	});

	it('one that is not known is an error, as it is where somebody publishes the workflow', async () => {
		const { staticData } = await publish();
		const removeFault = down();
		expect(await messageOf(publish(LOCKED, { isStart: true }))).toContain('PingOne denies access');
		expect(await messageOf(publish(LOCKED, { staticData })).finally(removeFault)).toContain(
			'PingOne denies access',
		);
	});
});

describe('unpublishing', () => {
	it('is done where the webhook is gone', async () => {
		const active = await publish();
		tenant().subscriptions.delete(subscriptions()[0].id);
		await active.deactivate();
		expect(active.staticData).toEqual({});
	});

	it('is done where the environment is gone', async () => {
		const active = await publish();
		const removeFault = respondWith(fixture, /^GET .*subscriptions/, 404, { code: 'NOT_FOUND' });
		await active.deactivate().finally(removeFault);
		expect(active.staticData).toEqual({});
	});

	it('deletes what PingOne does not list yet', async () => {
		const active = await publish();
		const list = {
			response: { status: 200, body: { _links: {}, _embedded: { subscriptions: [] } } },
		};
		const removeFault = fixture.simulator.faults.inject({
			fault: list,
			on: /^GET .*subscriptions$/,
		});
		await active.deactivate().finally(removeFault);
		expect(subscriptions()).toEqual([]);
	});

	it('is not done where PingOne says that something else was not found', async () => {
		const active = await publish();
		const [{ id }] = subscriptions();
		const body = { code: 'INVALID_DATA', details: [{ code: 'NOT_FOUND' }] };
		const removeFault = respondWith(fixture, /^GET .*subscriptions/, 400, body);
		expect(await messageOf(active.deactivate()).finally(removeFault)).toContain('PingOne refused');
		expect(active.staticData.subscriptionId).toBe(id);
	});

	it('deletes what is known also where the address cannot be used any more', async () => {
		const { staticData } = await publish();
		const publicUrl = 'http://localhost:5678';
		const active = await publish(LOCKED, { staticData, publicUrl, isStart: true });
		delete active.staticData.environmentId;
		await active.deactivate();
		expect(subscriptions()).toEqual([]);
	});

	it('of a webhook that somebody has renamed in PingOne deletes it', async () => {
		const active = await publish();
		subscriptions()[0].settings.name = 'Help desk';
		await active.deactivate();
		expect(subscriptions()).toEqual([]);
	});

	it.each(['', `../users/${JANE_ID}`, `${JANE_ID}/../../users/${JANE_ID}`, 7])(
		'takes %j for no ID: nothing of it gets into an address',
		async (odd) => {
			const active = await publish();
			Object.assign(active.staticData, { subscriptionId: odd, environmentId: odd });
			const requests = await requestsDuring(async () => await active.deactivate());
			expect(requests).toEqual([
				'GET /subscriptions',
				expect.stringMatching(/^DELETE .*[\da-f-]{36}$/),
			]);
			expect(requests.join()).not.toContain('users');
			expect(tenant().users.has(JANE_ID)).toBe(true);
		},
	);

	it('deletes what it has not known the ID of, and nothing of another workflow', async () => {
		await publish(LOCKED, { id: 'first' });
		const [first] = subscriptions();
		const copy = structuredClone({ ...first, id: seededId('copy') });
		copy.settings.name = 'n8n: Before / Trigger (n8n.acme.example/workflow/second)';
		tenant().subscriptions.set(copy.id, copy);
		const second = await publish(LOCKED, { id: 'second', staticData: {} });
		for (const key of Object.keys(second.staticData)) delete second.staticData[key];
		copy.settings.httpEndpoint.url = first.settings.httpEndpoint.url;
		tenant().subscriptions.set(first.id, first);
		tenant().subscriptions.set(copy.id, copy);
		await second.deactivate();
		expect(subscriptions().map(({ id }) => id)).toEqual([first.id]);
	});

	it.each([
		['a gateway says 404', { response: { status: 404, body: 'Not Found' } }, 'instead of PingOne'],
		[
			'PingOne says 403',
			{ response: { status: 403, body: { code: 'ACCESS_FAILED' } } },
			'Environment Admin',
		],
	] as const)('fails where %s, and the ID is kept', async (_what, fault, text) => {
		const active = await publish();
		const removeFault = fixture.simulator.faults.inject({ fault, on: /^DELETE/ });
		expect(await messageOf(active.deactivate()).finally(removeFault)).toContain(text);
		expect(active.staticData.subscriptionId).toBe(subscriptions()[0].id);
	});

	it('says where to look for the webhook while PingOne is down', async () => {
		const active = await publish();
		const removeFault = fixture.simulator.faults.inject({
			fault: { cut: 'before the work' },
			on: /subscriptions/,
		});
		expect(await messageOf(active.deactivate()).finally(removeFault)).toContain(
			'PingOne may still have the webhook, and send to it. Look for it in',
		);
	});

	it('tries again what may succeed', async () => {
		const active = await publish();
		fixture.simulator.faults.inject({
			fault: { response: { status: 503 } },
			on: /^DELETE/,
			times: 1,
		});
		await active.deactivate();
		expect(subscriptions()).toEqual([]);
	});
});

describe('a delivery whose secret n8n has not stored', () => {
	const EVENT = { id: '1', action: { type: 'USER.LOCKED' } };
	let now: number;
	let clock: jest.SpyInstance;

	beforeEach(() => {
		// PingOne is asked once a minute for each address, and all tests have the same one.
		now = Math.max(now ?? 0, Date.now()) + 3_600_000;
		clock = jest.spyOn(Date, 'now').mockImplementation(() => now);
	});

	afterEach(() => clock.mockRestore());

	it.each([
		['another one after another node has reverted the static data', '0'.repeat(64)],
		['none', undefined],
	])('starts the workflow if PingOne has it, and is stored then: %s', async (_what, secretHash) => {
		const active = await publish();
		const stored = { ...active.staticData };
		Object.assign(active.staticData, { secretHash, subscriptionId: 'old' });
		expect((await post(active, [EVENT])).status).toBe(200);
		expect(await executed(active, 1)).toMatchObject([[{ eventId: '1' }]]);
		expect(active.staticData).toEqual(stored);
	});

	it('starts the workflow after PingOne has changed a webhook without a response', async () => {
		const { staticData } = await publish();
		subscriptions()[0].settings.enabled = false;
		const cut = { cut: 'after the work' } as const;
		const put = { fault: cut, on: /^PUT .*subscriptions/ };
		const removeFault = fixture.simulator.faults.inject(put);
		const start = { staticData, isStart: true };
		const active = await publish(LOCKED, start).finally(removeFault);
		expect((await post(active, [EVENT])).status).toBe(200);
	});

	it('is refused otherwise, with one request to PingOne and one warning a minute', async () => {
		const active = await publish();
		const warnings = warningsOf(WebhookContext);
		const refuse = async () =>
			expect((await post(active, [EVENT], { Authorization: 'Bearer x' })).status).toBe(401);
		const LIST = 'GET /subscriptions';
		const requests = async (work: () => Promise<unknown>) =>
			(await requestsDuring(work)).filter((request) => request === LIST);
		expect(await requests(async () => await Promise.all([refuse(), refuse(), refuse()]))).toEqual([
			LIST,
		]);
		now += 59_999;
		delete active.staticData.secretHash;
		// What a stranger has caused to be read does not keep PingOne out.
		expect(await requests(async () => await post(active, [EVENT]))).toEqual([]);
		expect(await requests(refuse)).toEqual([]);
		now += 1;
		expect(await requests(refuse)).toEqual([LIST]);
		now -= 3_600_000;
		expect(await requests(refuse)).toEqual([LIST]);
		expect(await executed(active, 1)).toHaveLength(1);
		const rejected = expect.stringMatching(
			/^A request to the webhook of "Trigger" was rejected\. Its Authorization header .* publish it again/,
		);
		expect(warnings()).toEqual([rejected, rejected, rejected]);
	});

	it('is refused while PingOne cannot be asked, and the log says why', async () => {
		const active = await publish();
		delete active.staticData.secretHash;
		const warnings = warningsOf(WebhookContext);
		const removeFault = respondWith(fixture, /^GET .*subscriptions/, 403, {
			code: 'ACCESS_FAILED',
		});
		expect((await post(active, [EVENT])).status).toBe(401);
		removeFault();
		expect(warnings()).toEqual([
			expect.stringContaining(
				'PingOne could not be asked whether it has this secret: PingOne denies',
			),
		]);
	});

	it('is refused if PingOne has the secret for another address, or has none', async () => {
		const active = await publish();
		delete active.staticData.secretHash;
		const [{ settings }] = subscriptions();
		const { headers } = settings.httpEndpoint;
		settings.httpEndpoint.headers = {};
		const undefinedHeader = { Authorization: 'undefined' };
		expect((await post(active, [EVENT], undefinedHeader)).status).toBe(401);
		settings.httpEndpoint = { url: 'https://n8n.acme.example/webhook/other/webhook', headers };
		now += 60_000;
		const url = `${active.deliveryUrl}/webhook/f00d/webhook`;
		const response = await axios.post(url, [EVENT], { headers, validateStatus: () => true });
		expect(response.status).toBe(401);
	});
});

describe('listening for a test event', () => {
	it('has a webhook of its own beside the published one, and deletes that one alone', async () => {
		await publish();
		const [published] = subscriptions();
		const test = await listen();
		const [, { settings }] = subscriptions();
		expect(settings.name).toBe('n8n test: Test / Trigger (n8n.acme.example/workflow/sandbox)');
		expect(settings.httpEndpoint.url).toBe(`${PUBLIC_URL}/webhook-test/f00d/webhook`);
		await test.deactivate();
		expect(subscriptions()).toEqual([published]);
	});

	it('replaces what a crash has left', async () => {
		await (await listen()).close();
		const test = await listen();
		expect(subscriptions()).toHaveLength(1);
		tenant().deliveries.target = test.deliveryUrl;
		const [{ settings }] = subscriptions();
		const { Authorization } = settings.httpEndpoint.headers;
		expect((await post(test, [], { Authorization })).status).toBe(200);
	});

	it('shows the first thing that comes, whatever would be filtered out otherwise', async () => {
		const test = await listen({ events: ['USER.ACCESS_ALLOWED'], filters: { result: 'failure' } });
		const [subscription] = subscriptions();
		const own = { client: { id: seededWorker(tenant()).clientId } };
		const events = [
			{ id: '1', action: { type: 'EVENT_DELIVERY_TEST' } },
			{ id: '2', action: { type: 'USER.LOCKED' }, result: { status: 'SUCCESS' }, actors: own },
			{ odd: true },
		];
		expect((await post(test, events)).status).toBe(200);
		expect((await executed(test, 1)).map((items) => items.map(({ type }) => type))).toEqual([
			['EVENT_DELIVERY_TEST', 'USER.LOCKED', null],
		]);
		const isGone = () => !tenant().subscriptions.has(subscription.id);
		await waitUntil('end of listening', isGone, WITHIN_MS, 5);
	});
});

describe('a delivery', () => {
	it('starts the workflow with an item an event, about whom it is', async () => {
		const active = await publish({ events: ['USER.ACCESS_ALLOWED', 'SESSION.CREATED'] });
		tenant().deliveries.target = active.deliveryUrl;
		tenant().signOn({ ...JANE, password: seededPassword(tenant(), 'jane.doe') });
		const [first, second] = await executed(active, 2);
		expect(first).toEqual([
			{
				eventId: expect.any(String),
				type: 'USER.ACCESS_ALLOWED',
				description: 'User Access Allowed jane.doe',
				recordedAt: expect.stringMatching(/^\d{4}-/),
				result: 'SUCCESS',
				userId: JANE_ID,
				username: 'jane.doe',
				actorId: JANE_ID,
				actor: 'jane.doe',
				ipAddress: '203.0.113.77',
				populationId: EMPLOYEES_ID,
			},
		]);
		const session = [...tenant().sessions.values()].at(-1);
		expect(second).toMatchObject([
			{ type: 'SESSION.CREATED', userId: JANE_ID, sessionId: session?.id },
		]);
		const { attempts } = tenant().deliveries;
		await waitUntil('second response', () => attempts.length === 2, WITHIN_MS, 5);
		expect(attempts.map(({ status }) => status)).toEqual([200, 200]);
		const ref = { nodeDir: NODE_FOLDER, version: 1, versionFallback: true };
		const schema = loadOutputSchema(ref) as unknown as { properties: object };
		expect(Object.keys(schema.properties)).toEqual(
			expect.arrayContaining([first, second].flat().flatMap(Object.keys)),
		);
		expect(new Ajv({ strictSchema: false }).validateSchema(schema)).toBe(true);
	});

	it('with several events starts one execution, in their order, as PingOne has them', async () => {
		const options = { eventsPerDelivery: 500 };
		const active = await publish({ events: ['X.Y'], simplify: false, options });
		const record = (id: string) =>
			tenant().activities.record({ environmentId: WORKFORCE_ID, type: 'X.Y', id });
		for (let count = 0; count < 3; count++) record(`e${count}`);
		tenant().deliveries.target = active.deliveryUrl;
		const [items] = await executed(active, 1);
		expect(items.map(({ id }) => id)).toEqual(['e0', 'e1', 'e2']);
		expect(items[0]).toMatchObject({ action: { type: 'X.Y' }, resources: [] });
	});

	it('that comes twice has the same event ID', async () => {
		const active = await publish({ events: ['X.Y'] });
		tenant().deliveries.times = 2;
		tenant().deliveries.target = active.deliveryUrl;
		const { id } = tenant().activities.record({ environmentId: WORKFORCE_ID, type: 'X.Y' });
		const executions = await executed(active, 2);
		expect(executions.flat().map(({ eventId }) => eventId)).toEqual([id, id]);
	});

	it.each([
		['no secret', { Authorization: undefined }],
		['another secret', { Authorization: 'Bearer x' }],
		['an empty one', { Authorization: '' }],
	])('with %s is refused, and starts nothing', async (_what, headers) => {
		const active = await publish();
		const event = { id: '1', action: { type: 'USER.LOCKED' } };
		const { status, data } = await post(active, [event], headers as never);
		expect([status, data]).toEqual([401, 'The Authorization header is missing or wrong']);
		expect(active.executions).toEqual([]);
	});

	it.each([
		['an empty array', []],
		['the test of a delivery', [{ id: '1', action: { type: 'EVENT_DELIVERY_TEST' } }]],
		['things that are no events', [1, null, {}, { id: 7 }, 'x']],
		['another result', [{ id: '1', action: { type: 'USER.LOCKED' }, result: { status: 'OK' } }]],
		['nothing', ''],
	])('of %s is taken, and starts nothing', async (_what, body) => {
		const active = await publish({ ...LOCKED, filters: { result: 'success' } });
		const { status, data } = await post(active, body);
		expect([status, data]).toEqual([200, 'OK']);
		expect(active.executions).toEqual([]);
	});

	it("names things that are no events in n8n's log", async () => {
		const active = await publish();
		const warnings = warningsOf(WebhookContext);
		await post(active, [1, { id: '1', action: { type: 'USER.LOCKED' } }, {}]);
		const lines = { 'Content-Type': 'application/x-ndjson' };
		expect((await post(active, '{\n'.repeat(100_000), lines)).status).toBe(200);
		expect(warnings()).toEqual([
			'Skipped 2 entries that are not events',
			'Read only the first 10000 lines of a delivery, because PingOne sends at most 500 events',
			'Skipped 10000 entries that are not events',
		]);
	});

	it('that tests whether somebody is there is taken, and starts nothing', async () => {
		const active = await publish();
		tenant().deliveries.target = active.deliveryUrl;
		expect(await tenant().deliveries.test(subscriptions()[0])).toEqual([200, 200]);
		const { status } = await axios.head(
			subscriptions()[0].settings.httpEndpoint.url.replace(PUBLIC_URL, active.deliveryUrl),
		);
		expect(status).toBe(200);
		expect(active.executions).toEqual([]);
	});

	it('of lines, one event and an unknown content type is read', async () => {
		const active = await publish();
		const event = { id: '1', action: { type: 'USER.LOCKED' } };
		const lines = `${JSON.stringify(event)}\n${JSON.stringify({ ...event, id: '2' })}\n`;
		for (const type of ['application/x-ndjson', 'text/plain; charset=utf-8', 'image/png']) {
			expect((await post(active, lines, { 'Content-Type': type })).status).toBe(200);
		}
		expect((await post(active, event)).status).toBe(200);
		const ids = (await executed(active, 4)).map((items) => items.map(({ eventId }) => eventId));
		expect(ids).toEqual([['1', '2'], ['1', '2'], ['1', '2'], ['1']]);
		// That n8n itself refuses.
		expect((await post(active, lines)).status).toBe(422);
	});

	it('of which n8n keeps nothing is taken', async () => {
		const active = await publish();
		const headers = { 'Content-Type': 'multipart/form-data; boundary=x' };
		expect((await post(active, '--x--', headers)).status).toBe(200);
		expect(active.executions).toEqual([]);
	});

	it('is taken whatever JSON it is', async () => {
		const active = await publish();
		await fc.assert(
			fc.asyncProperty(fc.json(), async (json) => {
				expect((await post(active, `[${json}]`)).status).toBe(200);
			}),
			{ numRuns: 50 },
		);
	});

	it('of what this application has done starts nothing', async () => {
		const active = await publish({ events: ['USER.LOCKED', 'X.Y'] });
		const client = { id: seededWorker(tenant()).clientId };
		const own = { id: '1', action: { type: 'USER.LOCKED' }, actors: { client } };
		const other = { ...own, id: '2', actors: { client: { id: 'adminui' } } };
		expect((await post(active, [own])).status).toBe(200);
		expect(active.executions).toEqual([]);
		expect((await post(active, [own, other])).status).toBe(200);
		expect(await executed(active, 1)).toMatchObject([[{ eventId: '2' }]]);
	});

	it('is compared with a credential that was read a few seconds ago at most', async () => {
		const client = { id: seededWorker(tenant()).clientId };
		const own = { id: '1', action: { type: 'USER.LOCKED' }, actors: { client } };
		const credentials = fixture.credentials();
		const { pingOneWorkerApi } = credentials;
		let reads = 0;
		const read = () => {
			reads += 1;
			return pingOneWorkerApi;
		};
		const active = await publish(LOCKED, { credentials });
		Object.defineProperty(credentials, 'pingOneWorkerApi', { get: read });
		const clock = jest.spyOn(Date, 'now');
		let now = Date.now() + 60_000;
		clock.mockImplementation(() => now);
		const send = async () => expect((await post(active, [own])).status).toBe(200);
		await Promise.all([send(), send(), send()]);
		now += 4_999;
		await send();
		expect(reads).toBe(1);
		now += 1;
		await send();
		expect(reads).toBe(2);
		now -= 3_600_000;
		await send();
		expect(reads).toBe(3);
		expect(active.executions).toEqual([]);
		pingOneWorkerApi.clientId = 'another';
		now += 5_000;
		await send();
		expect(await executed(active, 1)).toMatchObject([[{ eventId: '1' }]]);
		clock.mockRestore();
	});

	it('of this application starts nothing where its credential cannot be read for a moment', async () => {
		const client = { id: seededWorker(tenant()).clientId };
		const own = { id: '1', action: { type: 'USER.LOCKED' }, actors: { client } };
		const credentials = fixture.credentials();
		const active = await publish(LOCKED, { credentials, id: 'moment' });
		const clock = jest.spyOn(Date, 'now');
		let now = Date.now() + 7_200_000;
		clock.mockImplementation(() => now);
		expect((await post(active, [own])).status).toBe(200);
		const gone = () => {
			throw new Error('The database is busy');
		};
		Object.defineProperty(credentials, 'pingOneWorkerApi', { get: gone });
		for (let times = 0; times < 3; times++) {
			now += 6_000;
			expect((await post(active, [own])).status).toBe(200);
		}
		clock.mockRestore();
		expect(active.executions).toEqual([]);
	});

	it('is put out where the credential is gone, with which nothing can be caused either', async () => {
		const credentials = fixture.credentials();
		const active = await publish(LOCKED, { credentials, id: 'gone' });
		const gone = () => {
			throw new Error('There is no such credential');
		};
		Object.defineProperty(credentials, 'pingOneWorkerApi', { get: gone });
		const event = { id: '1', action: { type: 'USER.LOCKED' }, actors: { client: { id: 'x' } } };
		expect((await post(active, event)).status).toBe(200);
		expect(await executed(active, 1)).toMatchObject([[{ eventId: '1' }]]);
	});
});

describe('a workflow that changes what it waits for', () => {
	const UPDATE = {
		type: 'n8n-nodes-pingone.pingOneUser',
		parameters: {
			authentication: 'worker',
			operation: 'update',
			environmentId: ENVIRONMENT,
			userId: { __rl: true, mode: 'id', value: '={{ $json.userId }}' },
			updateFields: { title: 'Seen' },
			options: {},
		},
	};

	/** An administrator changes a user, from the console. */
	async function changeUser(): Promise<void> {
		const token = tenant().tokens.issue(adminGrants(tenant()));
		const url = `${fixture.simulator.apiPath}/environments/${WORKFORCE_ID}/users/${JANE_ID}`;
		await axios.patch(url, { title: 'New' }, { headers: { Authorization: `Bearer ${token}` } });
	}

	it('does not start itself', async () => {
		const active = await publish({ events: ['USER.UPDATED'] }, { then: UPDATE });
		tenant().deliveries.target = active.deliveryUrl;
		await changeUser();
		const { attempts } = tenant().deliveries;
		await waitUntil('second delivery', () => attempts.length === 2, WITHIN_MS, 5);
		expect(active.executions).toHaveLength(1);
		expect(tenant().users.get(JANE_ID)?.attributes.title).toBe('Seen');
	});

	it('starts itself without an end where it is told to', async () => {
		const options = { ignoreOwnEvents: false };
		const active = await publish({ events: ['USER.UPDATED'], options }, { then: UPDATE });
		tenant().deliveries.target = active.deliveryUrl;
		await changeUser();
		await waitUntil('fourth execution', () => active.executions.length > 3, WITHIN_MS, 5);
		tenant().deliveries.target = undefined;
	});
});

const NODE_FOLDER = join(__dirname, '../../../dist/nodes/PingOneTrigger');
