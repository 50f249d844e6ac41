import axios from 'axios';
import { NodeConnectionTypes, type INodeType, type IRun } from 'n8n-workflow';
import { ActiveWorkflow } from '../support/engine/activeWorkflow';
import { Engine, type WorkflowFile } from '../support/engine/engine';
import { link, node } from '../support/engine/workflow';

const TRIGGER = {
	group: ['trigger' as const],
	version: 1,
	description: 'Starts a workflow in a test',
	defaults: {},
	inputs: [],
	outputs: [NodeConnectionTypes.Main],
	properties: [],
	credentials: [{ name: 'pingOneApi', required: true }],
};

/** Returns an item for every poll but each third one, and counts polls in its static data. */
const POLL_TRIGGER: INodeType = {
	description: { ...TRIGGER, displayName: 'Poll', name: 'poll', polling: true },
	async poll() {
		const staticData = this.getWorkflowStaticData('node');
		const count = Number(staticData.count ?? 0) + 1;
		staticData.count = count;
		const { apiPath } = await this.getCredentials('pingOneApi');
		return count % 3 === 0 ? null : [[{ json: { count, apiPath } }]];
	},
};

/** The webhook trigger's hooks that were called. */
let hooks: string[];

const WEBHOOK_TRIGGER: INodeType = {
	description: {
		...TRIGGER,
		displayName: 'Listen',
		name: 'listen',
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'events' }],
	},
	webhookMethods: {
		default: {
			async checkExists() {
				return this.getWorkflowStaticData('node').url === this.getNodeWebhookUrl('default');
			},
			async create() {
				const url = this.getNodeWebhookUrl('default');
				const { apiPath } = await this.getCredentials('pingOneApi');
				if (apiPath === 'refused') throw new Error('PingOne refused the subscription');
				this.getWorkflowStaticData('node').url = url;
				hooks.push(`create ${url}`);
				return true;
			},
			async delete() {
				hooks.push(`delete ${String(this.getWorkflowStaticData('node').url)}`);
				return true;
			},
		},
	},
	async webhook() {
		const { event } = this.getBodyData();
		if (event === 'rejected') {
			this.getResponseObject().status(403).end();
			return { noWebhookResponse: true };
		}
		if (event === 'ping') return { webhookResponse: { pong: true } };
		return { workflowData: [[{ json: { event } }]] };
	},
};

let engine: Engine;

beforeAll(async () => {
	engine = await Engine.start({ 'test.poll': POLL_TRIGGER, 'test.listen': WEBHOOK_TRIGGER });
});

beforeEach(() => {
	hooks = [];
});

function startedBy(type: string): WorkflowFile {
	return {
		name: 'Test',
		nodes: [node('Trigger', type), node('After', 'test.after')],
		connections: { Trigger: { main: [[link('After')]] } },
	};
}

async function activate(type: string, apiPath = 'https://api.pingone.eu/v1') {
	const credentials = { pingOneApi: { apiPath, accessToken: 'token' } };
	return await ActiveWorkflow.activate(engine, { workflow: startedBy(type), credentials });
}

function itemsAfter(execution?: IRun) {
	return execution?.data.resultData.runData.After[0].data?.main[0]?.map(({ json }) => json);
}

describe('an activated workflow whose trigger polls', () => {
	it('runs with the items of each poll, and not where there are none', async () => {
		const active = await activate('test.poll');
		const apiPath = 'https://api.pingone.eu/v1';
		expect(itemsAfter(await active.poll())).toEqual([{ count: 1, apiPath }]);
		expect(itemsAfter(await active.poll())).toEqual([{ count: 2, apiPath }]);
		expect(await active.poll()).toBeUndefined();
		expect(active.webhookUrl()).toBeUndefined();
		await active.deactivate();
	});
});

describe('an activated workflow whose trigger has a webhook', () => {
	it('sets the webhook up, runs for each request, and removes the webhook', async () => {
		const active = await activate('test.listen');
		const url = String(active.webhookUrl());
		expect(hooks).toEqual([`create ${url}`]);
		const { status, data } = await axios.post(url, { event: 'USER.DISABLED' });
		expect([status, data]).toEqual([200, { message: 'Workflow was started' }]);
		expect(active.executions.map(itemsAfter)).toEqual([[{ event: 'USER.DISABLED' }]]);
		await active.deactivate();
		expect(hooks).toEqual([`create ${url}`, `delete ${url}`]);
		await expect(axios.post(url, {})).rejects.toThrow();
	});

	it('sends the response of the trigger, and starts nothing where it says so', async () => {
		const active = await activate('test.listen');
		const url = String(active.webhookUrl());
		const send = async (method: string, event: string) => {
			const options = { method, url, data: { event }, validateStatus: () => true };
			const { status, data } = await axios.request(options);
			return [status, data];
		};
		expect(await send('POST', 'ping')).toEqual([200, { pong: true }]);
		expect(await send('POST', 'rejected')).toEqual([403, '']);
		expect((await send('GET', 'ping'))[0]).toBe(404);
		expect(active.executions).toEqual([]);
		await active.deactivate();
	});

	it('is not activated where its webhook cannot be set up', async () => {
		await expect(activate('test.listen', 'refused')).rejects.toThrow(
			'PingOne refused the subscription',
		);
		// n8n has it removed all the same: it may be there.
		expect(hooks).toEqual(['delete undefined']);
	});
});
