import axios from 'axios';
import type { Browser } from 'playwright-core';
import { readExample } from '../support/product';
import { seededGroupId, seededUserId } from '../../simulator/seed/seededIds';
import { sandboxForAll } from '../n8n/sandboxForAll';
import { startChromium } from './browser';
import { expectToSee } from './expectToSee';
import { Editor } from './screen/editor';
import { takeScreenshot } from './screenshot';

const NODE = 'PingOne User';
const ENVIRONMENT = 'Acme Workforce (production)';
const JANE = 'Jane Doe (jane.doe, jane.doe@acme.example)';

/** The fields between Environment and Options, by operation. */
const FIELDS: Record<string, string[]> = {
	'Add to Group': ['User', 'Group'],
	Create: ['Username', 'Email', 'Population', 'Additional Fields'],
	Delete: ['User'],
	Disable: ['User', 'End Sessions'],
	Enable: ['User'],
	'Force Password Change': ['User', 'End Sessions'],
	Get: ['User', 'Simplify', 'Include'],
	'Get Many': ['Return All', 'Limit', 'Filters', 'Simplify'],
	Lock: ['User', 'Lock For', 'Lock Unit', 'End Sessions'],
	'Remove From Group': ['User', 'Groups', 'Group'],
	'Remove Password': ['User', 'End Sessions'],
	'Send Password Recovery Code': ['User'],
	'Set Password': ['User', 'Password', 'Force Change', 'End Sessions'],
	Unlock: ['User'],
	'Unlock Password': ['User'],
	Update: ['User', 'Update Fields'],
};
const OPTIONS = ['Max Concurrency', 'Requests per Second', 'Timeout', 'Transaction ID'];

const sandbox = sandboxForAll();
let browser: Browser;
let editor: Editor;

beforeAll(async () => {
	browser = await startChromium();
	editor = await Editor.signIn(browser, sandbox().n8n.url);
});

afterAll(async () => await browser?.close());

/** Adds the node, with the environment picked, and leaves it open. */
async function addNode(action: string): Promise<void> {
	await editor.newWorkflow();
	await editor.findAndAdd(NODE, action);
	await editor.node.search('Environment', '');
	await editor.node.pick(ENVIRONMENT);
}

async function pickUser(typed: string, name: string): Promise<void> {
	await editor.node.search('User', typed);
	await editor.node.pick(name);
}

describe('in the editor, a user', () => {
	it.each(['offboarding', 'unlock account', 'help desk'])(
		'finds PingOne User by typing "%s"',
		async (text) => {
			await editor.newWorkflow();
			await editor.openNodePanel();
			await editor.searchNodes(text);
			await expectToSee(true, async () => (await editor.offered()).includes(NODE));
		},
	);

	it('sees in words what PingOne User can do, before adding it', async () => {
		await editor.newWorkflow();
		await editor.openNodePanel();
		await editor.searchNodes(NODE);
		await editor.openActions(NODE);
		expect(await editor.offered()).toEqual(
			expect.arrayContaining([
				'Add user to group',
				'Create user',
				'Disable user and end all sessions',
				'Get many users',
				'Remove user from group',
				'Send password recovery code to user',
				'Set password of user and end all sessions',
				'Unlock user',
			]),
		);
	});

	it('disables a user from the list, and sees that the sessions have ended', async () => {
		await addNode('Disable user and end all sessions');
		await pickUser('jane.', JANE);
		expect(await editor.node.isOn('End Sessions')).toBe(true);
		await editor.node.execute();
		await editor.node.showOutputAs('table');
		await expectToSee({ username: 'jane.doe', enabled: 'false', sessionsReset: '2' }, async () => {
			const { username, enabled, sessionsReset } = await editor.node.firstItem();
			return { username, enabled, sessionsReset };
		});
		const { users } = sandbox().simulator.tenant;
		expect(users.get(seededUserId('jane.doe'))?.enabled).toBe(false);
	});

	it('searches the groups, and adds a user to one', async () => {
		const finance = seededGroupId('Finance');
		await addNode('Add user to group');
		await pickUser('mei', 'Mei Lin (mei.lin, mei.lin@acme.example)');
		await editor.node.search('Group', 'fin');
		await expectToSee(['Finance', 'Finance Approvers'], () => editor.node.listed());
		await editor.node.pick('Finance');
		expect(await editor.node.shown('Group')).toBe('Finance');
		await editor.node.execute();
		await editor.node.showOutputAs('table');
		await expectToSee(finance, async () => (await editor.node.firstItem()).groupId);
		const { memberships } = sandbox().simulator.tenant;
		expect(memberships.isDirect(seededUserId('mei.lin'), finance)).toBe(true);
	});

	it('searches the populations for a new user', async () => {
		await addNode('Create user');
		await editor.node.search('Population', '');
		await expectToSee(['Contractors', 'Employees'], async () =>
			(await editor.node.listed()).sort(),
		);
		await editor.node.search('Population', 'con');
		await expectToSee(['Contractors'], () => editor.node.listed());
		await editor.node.pick('Contractors');
		expect(await editor.node.shown('Population')).toBe('Contractors');
	});

	it('searches groups and populations among the filters, too', async () => {
		await addNode('Get many users');
		for (const [filter, typed, found] of [
			['Group', 'vpn', 'VPN Users'],
			['Population', 'emp', 'Employees'],
		]) {
			await editor.node.add('Filters', filter);
			await editor.node.search(filter, typed);
			await expectToSee([found], () => editor.node.listed());
			await editor.node.pick(found);
		}
		await editor.node.execute();
		await editor.node.showOutputAs('table');
		await expectToSee('jane.doe', async () => (await editor.node.firstItem()).username);
	});

	it('sees the fields and options of each operation and no others', async () => {
		await addNode('Disable user and end all sessions');
		for (const [operation, fields] of Object.entries(FIELDS)) {
			await editor.node.choose('Operation', operation);
			const all = ['Credential', 'Operation', 'Environment', ...fields, 'Options'];
			await expectToSee(all, async () => await editor.node.fields());
			const own = operation === 'Lock' ? ['Unlock At'] : [];
			expect(await editor.node.optionsToAdd()).toEqual([...own, ...OPTIONS]);
		}
	});

	it('sees no group to pick where all direct groups are removed, and a masked password', async () => {
		await addNode('Remove user from group');
		await editor.node.choose('Groups', 'All Direct Groups');
		await expectToSee(false, async () => (await editor.node.fields()).includes('Group'));
		await editor.node.choose('Operation', 'Set Password');
		await expectToSee(true, async () => await editor.node.isMasked('Password'));
		expect(await editor.node.isOn('Force Change')).toBe(true);
	});

	it('runs the offboarding example', async () => {
		const { client, n8n } = sandbox();
		const workflow = await client.workflows.import(await readExample('1-hr-offboarding.json'));
		await editor.openWorkflow(workflow.id);
		await editor.openNode('Disable and sign out');
		await editor.node.choose('Credential', 'PingOne');
		await editor.node.search('Environment', '');
		await editor.node.pick(ENVIRONMENT);
		await editor.node.leave();
		await editor.clickCanvas();

		await editor.listen();
		const leaver = { ticket: 'HR-2041', email: 'amara.okafor@acme.example' };
		const url = `${n8n.url}/webhook-test/pingone-hr-offboarding`;
		const { data } = await axios.post(url, leaver, { proxy: false });
		expect(data).toMatchObject({ username: 'amara.okafor', enabled: false, sessionsReset: 1 });
		await editor.succeeded('HR ticket');
		await editor.succeeded('Disable and sign out');
		await editor.dismissMessages();
		await takeScreenshot(editor.page, 'canvas');

		await editor.openNode('Disable and sign out');
		await editor.node.showOutputAs('json');
		await takeScreenshot(editor.node.view, 'user');
	});
});
