/** n8n's editor, as a user uses it. All that n8n's pages are known by is in this folder. */
import type { Browser, Locator, Page } from 'playwright-core';
import { OWNER } from '../../support/product';
import { waitUntil } from '../../support/waitUntil';
import { actUntil } from './actUntil';
import { CredentialDialog } from './credentialDialog';
import { NodeView } from './nodeView';
import { visible } from './visible';

/** The size of the window in pixels. */
const WINDOW = { width: 1400, height: 820 };
/** On the canvas, in pixels from its left and top, where no workflow here has a node. */
const EMPTY_PLACE = { x: 120, y: 120 };
const SHOWN_WITHIN_MS = 30_000;
const AT_REST_MS = 500;

/** A picture that is on the screen. */
export interface Icon {
	/** The path of the image's address. */
	path: string;
	isBroken: boolean;
}

/** A part of the browser's element type; the DOM types are not part of this project. */
interface Image {
	/** The width of the icon in pixels; 0 if it cannot be shown. */
	naturalWidth: number;
}

export class Editor {
	readonly node: NodeView;
	readonly credential: CredentialDialog;

	private constructor(
		readonly page: Page,
		private readonly url: string,
	) {
		this.node = new NodeView(page);
		this.credential = new CredentialDialog(page);
	}

	/** Signs the owner in, in a window of their own. */
	static async signIn(browser: Browser, url: string): Promise<Editor> {
		const page = await browser.newPage({ viewport: WINDOW, colorScheme: 'light' });
		page.setDefaultTimeout(SHOWN_WITHIN_MS);
		await page.goto(`${url}/signin`);
		await page.getByLabel('Email').fill(OWNER.email);
		await page.getByLabel('Password').fill(OWNER.password);
		await page.getByRole('button', { name: 'Sign in' }).click();
		await page.waitForURL(({ pathname }) => !pathname.startsWith('/signin'));
		// What n8n tells a newcomer, when it is in the way.
		const tip = page.getByRole('button', { name: 'Got it' });
		await page.addLocatorHandler(tip, async () => await tip.click());
		return new Editor(page, url);
	}

	/** Opens a new workflow and drops unsaved changes. */
	async newWorkflow(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.page.getByText('Add first step').waitFor();
	}

	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${id}`);
		await this.page.getByTestId('canvas-node').first().waitFor();
	}

	get canvas(): Locator {
		return this.page.getByTestId('canvas');
	}

	get nodePanel(): Locator {
		return this.page.getByTestId('node-creator');
	}

	/** Selects nothing. */
	async clickCanvas(): Promise<void> {
		await this.canvas.click({ position: EMPTY_PLACE });
	}

	/** Zooms until the whole workflow is on the screen, and waits until nothing moves. */
	async showAll(): Promise<void> {
		await this.page.getByTestId('zoom-to-fit').click();
		await this.page.mouse.move(0, 0);
		const viewport = this.page.locator('.vue-flow__transformationpane');
		let before: string | null = null;
		await waitUntil(
			'canvas at rest',
			async () => {
				const now = await viewport.getAttribute('style');
				const isAtRest = now === before;
				before = now;
				return isAtRest;
			},
			SHOWN_WITHIN_MS,
			AT_REST_MS,
		);
	}

	async openNodePanel(): Promise<void> {
		const plus = this.page.getByTestId('node-creator-plus-button');
		await actUntil(this.nodePanel, async (timeout) => await plus.click(timeout));
	}

	async searchNodes(text: string): Promise<void> {
		await this.nodePanel.getByTestId('node-creator-search-bar').fill(text);
	}

	/** The names of the nodes, or of a node's actions, that the panel shows. */
	async offered(): Promise<string[]> {
		return await this.nodePanel.getByTestId('node-creator-item-name').allInnerTexts();
	}

	/** Shows what a node of the panel can do. */
	async openActions(node: string): Promise<void> {
		const found = this.nodePanel.getByText(node, { exact: true });
		const actions = this.nodePanel.getByText('Actions (');
		await actUntil(actions, async (timeout) => await found.click(timeout));
	}

	/** Adds the node whose actions are shown; it opens. */
	async addNode(action: string): Promise<void> {
		const offered = this.nodePanel.getByText(action, { exact: true });
		await actUntil(this.node.view, async (timeout) => await offered.click(timeout));
		await this.node.opened();
	}

	/** Finds a node by its name, adds it, and leaves it open. */
	async findAndAdd(node: string, action: string): Promise<void> {
		await this.openNodePanel();
		await this.searchNodes(node);
		await this.openActions(node);
		await this.addNode(action);
	}

	async openNode(name: string): Promise<void> {
		const node = this.canvasNode(name);
		await actUntil(this.node.view, async (timeout) => await node.dblclick(timeout));
		await this.node.opened();
	}

	/** Has the workflow wait for its trigger's test event. */
	async listen(): Promise<void> {
		await this.page.getByTestId('execute-workflow-button').click();
		await this.page.getByText('Waiting for trigger event').waitFor();
	}

	/** Waits until a node is marked as carried out. */
	async succeeded(name: string): Promise<void> {
		await this.canvasNode(name).getByTestId('canvas-node-status-mark-success').waitFor();
	}

	/** Gives the window another size, or the one it had at first. */
	async resize(size = WINDOW): Promise<void> {
		await this.page.setViewportSize(size);
	}

	/** Waits until a message lies over the page, as it does after an error. */
	async messageShown(): Promise<void> {
		await visible(this.page.locator('.el-notification')).first().waitFor();
	}

	/** Closes the messages that lie over the page. */
	async dismissMessages(): Promise<void> {
		const messages = visible(this.page.locator('.el-notification'));
		for (const message of await messages.all()) {
			await message.locator('.el-notification__closeBtn').click();
			await message.waitFor({ state: 'hidden' });
		}
	}

	async useTheme(theme: 'light' | 'dark'): Promise<void> {
		await this.page.emulateMedia({ colorScheme: theme });
	}

	/** The pictures of this package in a part of the screen. */
	async icons(part: Locator): Promise<Icon[]> {
		const icons = visible(part.locator('img[src*="n8n-nodes-pingone"]'));
		return await Promise.all(
			(await icons.all()).map(async (icon) => ({
				path: new URL((await icon.getAttribute('src')) ?? '', this.url).pathname,
				isBroken: (await icon.evaluate((image: Image) => image.naturalWidth)) === 0,
			})),
		);
	}

	canvasNode(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}
}
