import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import axios from 'axios';
import type { Browser, Locator } from 'playwright-core';
import type { WorkflowFile } from '../support/engine/engine';
import { readExample } from '../support/product';
import { adminGrants, seededWorker } from '../../simulator/seed/seed';
import { seededSessionId, WORKFORCE_ID } from '../../simulator/seed/seededIds';
import type { Grant } from '../../simulator/auth/accessTokens';
import { sandboxForAll } from '../n8n/sandboxForAll';
import { startChromium } from './browser';
import { takeScreenshot } from './screenshot';
import { Editor } from './screen/editor';
import { expectToSee } from './expectToSee';

const ICONS = join(__dirname, '../../icons');

const NODE = 'PingOne Session';
const ENVIRONMENT = 'Acme Workforce (production)';
const JANE = 'Jane Doe (jane.doe, jane.doe@acme.example)';

const RESET_ALL = 'Sign out everywhere';

/** The height in pixels at which all fields of a credential are visible. */
const TALL = { width: 1400, height: 960 };

/** The fields of every operation. */
const FIRST_FIELDS = ['Credential', 'Operation', 'Environment'];
const OPTIONS = ['Max Concurrency', 'Requests per Second', 'Timeout', 'Transaction ID'];

const sandbox = sandboxForAll();
let browser: Browser;
let editor: Editor;

beforeAll(async () => {
	browser = await startChromium();
	editor = await Editor.signIn(browser, sandbox().n8n.url);
});

afterAll(async () => await browser?.close());

async function addNode(action: string): Promise<void> {
	await editor.newWorkflow();
	await editor.findAndAdd(NODE, action);
}

async function pickEnvironment(): Promise<void> {
	await editor.node.search('Environment', '');
	await editor.node.pick(ENVIRONMENT);
}

const HINT = 'A pasted access token stops working after an hour.';

const CHOSEN = { __rl: true, mode: 'list', value: WORKFORCE_ID, cachedResultName: ENVIRONMENT };

/** The example for HR with Reset All for User in place of its own operation. */
async function resetOnTicket(): Promise<WorkflowFile> {
	const example = await readExample('1-hr-offboarding.json');
	const [, trigger, disable] = example.nodes;
	const { endSessions: _on, ...parameters } = disable.parameters;
	const reset = {
		...disable,
		name: RESET_ALL,
		type: 'n8n-nodes-pingone.pingOneSession',
		parameters: { ...parameters, operation: 'resetAll', environmentId: CHOSEN },
	};
	const toReset = [[{ node: RESET_ALL, type: 'main' as const, index: 0 }]];
	return {
		...example,
		nodes: [{ ...trigger, parameters: { ...trigger.parameters, responseMode: 'lastNode' } }, reset],
		connections: { [trigger.name]: { main: toReset } },
	};
}

/** Sets the roles of n8n's worker application. */
function grant(grants: Grant[]): void {
	const { tenant } = sandbox().simulator;
	seededWorker(tenant).grants = grants;
	tenant.tokens.expireAll();
}

describe('in the editor, a user', () => {
	it.each(['pingone', 'logout'])('finds the node by typing "%s"', async (text) => {
		await editor.newWorkflow();
		await editor.openNodePanel();
		await editor.searchNodes(text);
		await expectToSee(true, async () => (await editor.offered()).includes(NODE));
	});

	it('sees in words what the node can do, before adding it', async () => {
		await editor.newWorkflow();
		await editor.openNodePanel();
		await editor.searchNodes('pingone');
		await editor.openActions(NODE);
		expect(await editor.offered()).toEqual(
			expect.arrayContaining([
				'Delete session of user',
				'Get session',
				'Get many sessions of user',
				'Reset session (end it)',
				'Reset all sessions of user (sign out everywhere)',
			]),
		);
	});

	it('picks credential, environment and user from lists, runs the node and sees what came out', async () => {
		await addNode('Reset all sessions of user (sign out everywhere)');
		const { node } = editor;
		await node.choose('Credential', 'PingOne token');
		await expectToSee(true, async () => (await node.hints()).join().includes(HINT));
		await node.choose('Credential', 'PingOne');
		await expectToSee([], async () => await node.hints());

		await node.search('Environment', 'acme w');
		await expectToSee([ENVIRONMENT, 'Acme Workforce Staging (sandbox)'], () => node.listed());
		await node.pick(ENVIRONMENT);
		await node.search('User', 'jane.');
		await expectToSee(
			[JANE, 'Jane Doerr (jane.doerr, jane.doerr@acme.example)'],
			async () => await node.listed(),
		);
		await node.pick(JANE);
		expect(await node.shown('Environment')).toBe(ENVIRONMENT);
		expect(await node.shown('User')).toBe(JANE);

		const { sessions } = sandbox().simulator.tenant;
		expect(sessions.has(seededSessionId('jane.doe'))).toBe(true);
		await node.execute();
		await node.showOutputAs('table');
		await expectToSee({ success: 'true', username: 'jane.doe', sessionsReset: '2' }, async () => {
			const { success, username, sessionsReset } = await node.firstItem();
			return { success, username, sessionsReset };
		});
		expect(sessions.has(seededSessionId('jane.doe'))).toBe(false);
	});

	it('sees the fields and options of each operation and no others', async () => {
		await addNode('Reset session (end it)');
		const visibleFields: Record<string, string[]> = {
			Delete: [...FIRST_FIELDS, 'User', 'Session ID', 'Options'],
			Get: [...FIRST_FIELDS, 'Session ID', 'Simplify', 'Options'],
			'Get Many': [...FIRST_FIELDS, 'User', 'Return All', 'Limit', 'Simplify', 'Options'],
			Reset: [...FIRST_FIELDS, 'Session ID', 'Options'],
			'Reset All for User': [...FIRST_FIELDS, 'User', 'Options'],
		};
		const own: Record<string, string[]> = {
			Delete: ['If Session Is Not Found'],
			Reset: ['If Session Is Not Found'],
			'Reset All for User': ['Check Again', 'Except Session IDs'],
		};
		for (const [operation, fields] of Object.entries(visibleFields)) {
			await editor.node.choose('Operation', operation);
			await expectToSee(fields, async () => await editor.node.fields());
			expect(await editor.node.optionsToAdd()).toEqual([...(own[operation] ?? []), ...OPTIONS]);
		}
	});

	it('sees that an ID is none, and that nothing was sent', async () => {
		await addNode('Reset session (end it)');
		await pickEnvironment();
		await editor.node.enter('Session ID', '../users/me');
		const before = sandbox().simulator.received.length;
		await editor.node.execute();
		const { message, description } = await editor.node.failure();
		expect(message).toContain(`'Session ID' is not a valid UUID: "../users/me"`);
		expect(description).toContain('Nothing was sent.');
		expect(sandbox().simulator.received).toHaveLength(before);
	});

	it('sees that PingOne denies access, and what to do about it', async () => {
		await addNode('Reset session (end it)');
		await pickEnvironment();
		await editor.node.enter('Session ID', seededSessionId('mei.lin'));
		grant([]);
		try {
			await editor.node.execute();
			const { message, description } = await editor.node.failure();
			expect(message).toMatch(/^PingOne denies access to /);
			expect(description).toContain('Identity Data Admin');
			await editor.messageShown();
			await editor.dismissMessages();
			await takeScreenshot(editor.node.view, 'failure');

			await editor.node.search('Environment', '');
			expect(await editor.node.listFailure()).toContain(
				'The token does not have access to any environment',
			);
		} finally {
			grant(adminGrants(sandbox().simulator.tenant));
		}
	});

	it('enters a credential, and hears whether it works', async () => {
		const { simulator } = sandbox();
		const { clientId, clientSecret, environmentId } = seededWorker(simulator.tenant);
		await addNode('Reset session (end it)');
		await editor.node.newCredential();
		const { credential } = editor;
		await credential.choose('Region', 'Europe');
		await credential.enter('Worker Environment ID', environmentId);
		await credential.enter('Client ID', clientId);
		await credential.enter('Client Secret', `${clientSecret}x`);
		await editor.resize(TALL);
		await credential.scrollTo('Client ID');
		await takeScreenshot(credential.dialog, 'credential');
		await editor.resize();

		await credential.choose('Region', 'Custom');
		await credential.enter('API Path', simulator.apiPath);
		await credential.enter('Auth Path', simulator.authPath);
		await credential.save();
		expect(await credential.verdict()).toContain('Client Secret');

		await credential.enter('Client Secret', clientSecret);
		await credential.save();
		// n8n closes the dialog where the credential works.
		await credential.closed();
		expect(await editor.node.shown('Credential')).toBe('PingOne Worker Application account');
		await editor.node.editCredential();
		expect(await credential.verdict()).toContain('Connection tested successfully');
	});

	it.each([
		['dark', 'pingOne.dark.svg'],
		['light', 'pingOne.svg'],
	] as const)('sees the picture for the %s theme wherever the node is', async (theme, file) => {
		const path = `/icons/n8n-nodes-pingone/dist/icons/${file}`;
		const see = async (part: Locator) =>
			await expectToSee([{ path, isBroken: false }], async () => await editor.icons(part));

		await editor.useTheme(theme);
		await editor.newWorkflow();
		await editor.openNodePanel();
		await editor.searchNodes(NODE);
		await see(editor.nodePanel);
		await editor.openActions(NODE);
		await editor.addNode('Reset session (end it)');
		await see(editor.node.view);
		await editor.node.newCredential();
		await see(editor.credential.dialog);
		await editor.credential.leave();
		await editor.node.leave();
		await see(editor.canvas);

		const { text } = await sandbox().client.file(path);
		expect(text).toBe(await readFile(join(ICONS, file), 'utf8'));
	});

	it('resets all sessions of a user whom a webhook names', async () => {
		const { client, n8n } = sandbox();
		const workflow = await client.workflows.import(await resetOnTicket());
		await editor.openWorkflow(workflow.id);
		await editor.openNode(RESET_ALL);
		await editor.node.choose('Credential', 'PingOne');
		expect(await editor.node.shown('Environment')).toBe(ENVIRONMENT);
		await editor.node.leave();

		await editor.listen();
		const ticket = { ticket: 'HR-2041', email: 'amara.okafor@acme.example' };
		const url = `${n8n.url}/webhook-test/pingone-hr-offboarding`;
		const { data } = await axios.post(url, ticket, { proxy: false });
		expect(data).toMatchObject({ success: true, username: 'amara.okafor', sessionsReset: 1 });
		await editor.succeeded(RESET_ALL);
		await editor.dismissMessages();
		await editor.openNode(RESET_ALL);
		await editor.node.showOutputAs('json');
		await takeScreenshot(editor.node.view, 'node');
	});
});
