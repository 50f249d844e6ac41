import type { Browser } from 'playwright-core';
import { seededDeviceId } from '../../simulator/seed/seededIds';
import { sandboxForAll } from '../n8n/sandboxForAll';
import { startChromium } from './browser';
import { expectToSee } from './expectToSee';
import { Editor } from './screen/editor';

const NODE = 'PingOne MFA Device';
const ENVIRONMENT = 'Acme Workforce (production)';
const JANE = 'Jane Doe (jane.doe, jane.doe@acme.example)';

/** The fields between User and Options, by operation. */
const FIELDS: Record<string, string[]> = {
	Block: ['Devices', 'Device'],
	Delete: ['Devices', 'Device'],
	'Get Many': ['Return All', 'Limit', 'Simplify'],
	Unblock: ['Devices', 'Device'],
};

const sandbox = sandboxForAll();
let browser: Browser;
let editor: Editor;

beforeAll(async () => {
	browser = await startChromium();
	editor = await Editor.signIn(browser, sandbox().n8n.url);
});

afterAll(async () => await browser?.close());

/** Adds the node, with environment and user picked, and leaves it open. */
async function addNode(action: string): Promise<void> {
	await editor.newWorkflow();
	await editor.findAndAdd(NODE, action);
	await editor.node.search('Environment', '');
	await editor.node.pick(ENVIRONMENT);
	await editor.node.search('User', 'jane.');
	await editor.node.pick(JANE);
}

describe('in the editor, a user', () => {
	it.each(['lost phone', 'second factor'])('finds the node by typing "%s"', async (text) => {
		await editor.newWorkflow();
		await editor.openNodePanel();
		await editor.searchNodes(text);
		await expectToSee(true, async () => (await editor.offered()).includes(NODE));
	});

	it("picks one of the user's devices, by masked number, and blocks it", async () => {
		await addNode('Block MFA device of user');
		await editor.node.search('Device', 'sms');
		await expectToSee(['SMS: ***0142'], () => editor.node.listed());
		await editor.node.pick('SMS: ***0142');
		await editor.node.execute();
		await editor.node.showOutputAs('table');
		await expectToSee({ username: 'jane.doe', changed: 'true' }, async () => {
			const { username, changed } = await editor.node.firstItem();
			return { username, changed };
		});
		const { devices } = sandbox().simulator.tenant;
		expect(devices.get(seededDeviceId('jane.doe', 'SMS'))?.isBlocked).toBe(true);
		expect(devices.get(seededDeviceId('jane.doe', 'TOTP'))?.isBlocked).toBe(false);
	});

	it('sees the fields of each operation, and no device to pick where all are meant', async () => {
		await addNode('Block MFA device of user');
		for (const [operation, fields] of Object.entries(FIELDS)) {
			await editor.node.choose('Operation', operation);
			const all = ['Credential', 'Operation', 'Environment', 'User', ...fields, 'Options'];
			await expectToSee(all, async () => await editor.node.fields());
		}
		await editor.node.choose('Devices', 'All Devices');
		await expectToSee(false, async () => (await editor.node.fields()).includes('Device'));
	});
});
