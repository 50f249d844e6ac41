import type { WorkflowFile } from '../support/engine/engine';
import { signInCrowd } from '../../simulator/seed/seed';
import { seededUserId } from '../../simulator/seed/seededIds';
import { readyToRun } from '../support/product';
import { waitUntil } from '../support/waitUntil';
import { link, node } from '../support/engine/workflow';
import { callWebhook } from './callWebhook';
import { sandboxForAll } from './sandboxForAll';

const sandbox = sandboxForAll();

const USERS = 300;
const PATH = 'disable-many';
const WITHIN_MS = 10_000;

const USER_IDS = Array.from({ length: USERS }, (_, index) => seededUserId(`crowd.${index + 1}`));

function workflow(): WorkflowFile {
	const webhook = node('Webhook', 'n8n-nodes-base.webhook', {
		httpMethod: 'POST',
		path: PATH,
		options: {},
	});
	return {
		name: 'Disable many users',
		nodes: [
			{ ...webhook, typeVersion: 2.1, webhookId: PATH },
			node('Split', 'n8n-nodes-base.splitOut', { fieldToSplitOut: 'body.ids', options: {} }),
			node('Disable', 'n8n-nodes-pingone.pingOneUser', {
				operation: 'disable',
				userId: { __rl: true, mode: 'id', value: "={{ $json['body.ids'] }}" },
				options: {},
			}),
		],
		connections: {
			Webhook: { main: [[link('Split')]] },
			Split: { main: [[link('Disable')]] },
		},
		settings: { executionOrder: 'v1' },
	};
}

it('Stop leaves nobody disabled and still signed in whom the log does not name', async () => {
	const { client, n8n, choices, simulator } = sandbox();
	signInCrowd(simulator.tenant, USERS);
	const { users, sessions } = simulator.tenant;
	const isDisabled = (id: string) => users.get(id)?.enabled === false;
	const stored = await client.workflows.import(readyToRun(workflow(), choices.worker));
	await client.workflows.publish(stored);
	await callWebhook(n8n, PATH, { ids: USER_IDS });
	await waitUntil('disabled users', () => USER_IDS.filter(isDisabled).length > 20, WITHIN_MS, 5);
	const [id] = await client.executions.ids(stored);
	await client.executions.stop(id);
	const log = await waitUntil(
		'log',
		async () => {
			const text = await n8n.log();
			return /Nothing was changed for: /.test(text) ? text : undefined;
		},
		WITHIN_MS,
	);
	await client.workflows.unpublish(stored);

	expect(await client.executions.statusOf(id)).toBe('canceled');
	const disabled = USER_IDS.filter(isDisabled);
	expect(disabled.length).toBeLessThan(USERS);
	const signedIn = new Set([...sessions.values()].map(({ userId }) => userId));
	const idsIn = (title: string) =>
		[...log.matchAll(new RegExp(`Disable: ${title}.*`, 'g'))].flatMap(([line]) =>
			[...line.matchAll(/\(user ([^)]*)\)/g)].map(([, userId]) => userId),
		);
	const notComplete = idsIn('Not complete');
	expect([...idsIn('Done'), ...notComplete].sort()).toEqual(disabled.sort());
	expect(
		disabled.filter((userId) => signedIn.has(userId) && !notComplete.includes(userId)),
	).toEqual([]);
});
