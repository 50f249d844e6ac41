import type { IDataObject } from 'n8n-workflow';
import type { WorkflowFile } from '../support/engine/engine';
import { outputOf, readyToRun, type StoredWorkflow } from '../support/product';
import { seededUserId, WORKFORCE_ID } from '../../simulator/seed/seededIds';
import { waitUntil } from '../support/waitUntil';
import { link, node } from '../support/engine/workflow';
import { sandboxForAll } from './sandboxForAll';

const sandbox = sandboxForAll();

/** n8n polls once a minute at most, at a second of its own choice. */
const NEXT_POLL_MS = 75_000;
const RESTART_MS = 120_000;
const TRIGGER = 'PingOne Activity Trigger';
const BACKLOG = 10_000;

const WORKFLOW: WorkflowFile = {
	name: 'Lockouts',
	nodes: [
		node(TRIGGER, 'n8n-nodes-pingone.pingOneActivityTrigger', {
			pollTimes: { item: [{ mode: 'everyMinute' }] },
			events: ['USER.LOCKED'],
			options: {},
		}),
		node('After', 'n8n-nodes-base.noOp'),
	],
	connections: { [TRIGGER]: { main: [[link('After')]] } },
	settings: { executionOrder: 'v1' },
};

let workflow: StoredWorkflow;

/** Enters wrong passwords until PingOne locks the user. */
function lockOut(username: string): void {
	const { tenant } = sandbox().simulator;
	const attempt = { environmentId: WORKFORCE_ID, username, password: 'guessed' };
	const isLocked = () =>
		tenant.activities.list.some(
			({ type, user }) => type === 'USER.LOCKED' && user?.username === username,
		);
	for (let guesses = 0; guesses < 20 && !isLocked(); guesses++) tenant.signOn(attempt);
	expect(isLocked()).toBe(true);
}

/** Returns the trigger's output in each execution, oldest first. */
async function putOut(): Promise<IDataObject[][]> {
	const { executions } = sandbox().client;
	const ids = (await executions.ids(workflow)).reverse();
	const all = await Promise.all(ids.map(async (id) => await executions.get(id)));
	expect(all.map(({ status }) => status)).toEqual(all.map(() => 'success'));
	return all.map((execution) => outputOf(execution, TRIGGER).map(({ json }) => json));
}

/** Waits until there are so many executions. */
async function executions(count: number, withinMs: number): Promise<IDataObject[][]> {
	const look = async () => (await putOut()).length >= count && (await putOut());
	return await waitUntil(`execution number ${count}`, look, withinMs, 500);
}

/** Kills n8n, causes events, starts n8n again, and waits until it has polled. */
async function whileOff(work: () => void): Promise<void> {
	const { n8n, simulator } = sandbox();
	await n8n.kill();
	work();
	const { length } = simulator.received;
	await n8n.startAgain();
	const hasPolled = () =>
		simulator.received.slice(length).some(({ path }) => path.includes('/activities?'));
	await waitUntil('poll after the restart', hasPolled, NEXT_POLL_MS);
}

beforeAll(async () => {
	const { client, choices } = sandbox();
	workflow = await client.workflows.import(readyToRun(WORKFLOW, choices.worker));
	await client.workflows.publish(workflow);
});

it(
	'a lockout starts the published workflow within the next poll',
	async () => {
		expect(await putOut()).toEqual([]);
		lockOut('jane.doe');
		const userId = seededUserId('jane.doe');
		const found = await executions(1, NEXT_POLL_MS);
		expect(found).toMatchObject([[{ type: 'USER.LOCKED', userId, username: 'jane.doe' }]]);
	},
	2 * NEXT_POLL_MS,
);

it(
	'what happens while n8n is off comes exactly once, and nothing comes again after n8n was killed',
	async () => {
		await whileOff(() => lockOut('luis.ortega'));
		const found = await executions(2, NEXT_POLL_MS);
		expect(found.slice(1)).toMatchObject([[{ username: 'luis.ortega' }]]);
		await whileOff(() => {});
		expect(await putOut()).toEqual(found);
	},
	2 * RESTART_MS,
);

it(
	'a backlog of 10,000 events comes exactly once, oldest first',
	async () => {
		const { tenant } = sandbox().simulator;
		const ids: string[] = [];
		await whileOff(() => {
			const at = Date.now() - BACKLOG;
			for (let count = 0; count < BACKLOG; count++) {
				const recordedAt = new Date(at + count);
				const event = { environmentId: WORKFORCE_ID, type: 'USER.LOCKED', recordedAt };
				ids.push(tenant.activities.record(event).id);
			}
		});
		const count = async () => (await putOut()).slice(2).flat().length >= BACKLOG && putOut();
		// One event more than fits in a poll: it takes three, the last of which may come after two minutes.
		const found = await waitUntil('end of the backlog', count, 5 * NEXT_POLL_MS, 1_000);
		expect(
			found
				.slice(2)
				.flat()
				.map(({ eventId }) => eventId),
		).toEqual(ids);
		await whileOff(() => {});
		expect(await putOut()).toHaveLength(found.length);
	},
	6 * RESTART_MS,
);
