import type { Browser } from 'playwright-core';
import { GUIDES } from '../../tools/editor/exampleGuides';
import { EXAMPLES, readExample } from '../support/product';
import { Vendors } from '../support/vendors';
import { importExample } from '../n8n/importExample';
import { sandboxForAll } from '../n8n/sandboxForAll';
import { startChromium } from './browser';
import { Editor } from './screen/editor';
import { takeScreenshot } from './screenshot';

const NOTE = 'n8n-nodes-base.stickyNote';

const sandbox = sandboxForAll();
let browser: Browser;
let editor: Editor;
let vendors: Vendors;
let knownTypes: Set<string>;

beforeAll(async () => {
	vendors = await Vendors.start();
	browser = await startChromium();
	const { client, n8n } = sandbox();
	editor = await Editor.signIn(browser, n8n.url);
	knownTypes = new Set((await client.nodeTypes()).map(({ name }) => name));
});

afterAll(async () => {
	await browser?.close();
	await vendors?.stop();
});

describe('in the editor, an example that was imported', () => {
	it.each(EXAMPLES)('shows all its nodes, and n8n knows each of them: %s', async (file) => {
		const example = await readExample(file);
		const nodes = example.nodes.filter(({ type }) => type !== NOTE);
		expect(nodes.filter(({ type }) => !knownTypes.has(type))).toEqual([]);

		const chosen = { vendors: vendors.all, settings: GUIDES[file].settings };
		const { id } = await importExample(sandbox(), file, chosen);
		await editor.openWorkflow(id);
		for (const { name } of nodes) await editor.canvasNode(name).waitFor();
		await editor.showAll();
		await takeScreenshot(editor.canvas, `examples/${file.replace('.json', '')}`);
	});
});
