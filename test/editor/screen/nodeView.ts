import type { Locator, Page } from 'playwright-core';
import { actUntil } from './actUntil';
import { CredentialDialog } from './credentialDialog';
import { chooseFromList } from './list';
import { visible } from './visible';

/** A failure as the editor shows it. */
export interface ShownFailure {
	message: string;
	description: string;
}

/** A node that has been opened: what comes in, its fields, what comes out. */
export class NodeView {
	constructor(private readonly page: Page) {}

	get view(): Locator {
		return this.page.getByTestId('ndv');
	}

	async opened(): Promise<void> {
		await this.fieldsPanel.waitFor();
	}

	/** Closes it if it is open. */
	async leave(): Promise<void> {
		if (!(await this.view.isVisible())) return;
		await this.view.getByTestId('ndv-close-button').click();
		await this.view.waitFor({ state: 'hidden' });
	}

	/** The names of the fields that show, from top to bottom. */
	async fields(): Promise<string[]> {
		const labels = visible(this.fieldsPanel.locator('label.n8n-input-label'));
		const texts = await labels.allInnerTexts();
		return texts.map((text) => text.split('\n')[0].trim());
	}

	/** Chooses from a field's list, also a credential from its own. */
	async choose(field: string, option: string): Promise<void> {
		await this.field(field).getByRole('combobox').click();
		await chooseFromList(this.page, option);
	}

	/** True if a switch is on. */
	async isOn(field: string): Promise<boolean> {
		return await this.field(field).getByRole('switch').isChecked();
	}

	/** True if the field shows dots instead of its value. */
	async isMasked(field: string): Promise<boolean> {
		return (await this.field(field).locator('input').last().getAttribute('type')) === 'password';
	}

	/** Adds a field to a collection. */
	async add(collection: string, field: string): Promise<void> {
		await this.adder(collection).click();
		await chooseFromList(this.page, field);
	}

	/** The names in the list of what can be added to Options. */
	async optionsToAdd(): Promise<string[]> {
		await this.adder('Options').click();
		const options = visible(this.page.getByRole('option'));
		await options.first().waitFor();
		const names = await options.allInnerTexts();
		await this.page.keyboard.press('Escape');
		await options.first().waitFor({ state: 'hidden' });
		return names.map((name) => name.trim());
	}

	/** Opens the list of a field that searches, and types; an empty text searches nothing. */
	async search(field: string, text: string): Promise<void> {
		const searchBar = visible(this.page.getByTestId('rlc-search'));
		const input = this.field(field).getByTestId('rlc-input');
		// A list that cannot be had has nothing to search.
		await actUntil(searchBar.or(this.noList), async (timeout) => await input.click(timeout));
		if (text !== '') await searchBar.fill(text);
	}

	/** The names in the list that is open. */
	async listed(): Promise<string[]> {
		return await this.listItems.allInnerTexts();
	}

	/** Returns the message of the open list if it has no entries. */
	async listFailure(): Promise<string> {
		return await this.noList.innerText();
	}

	/** Picks a name from the list that is open. */
	async pick(name: string): Promise<void> {
		await this.listItems.getByText(name, { exact: true }).click();
	}

	async enter(field: string, text: string): Promise<void> {
		await this.field(field).getByTestId('parameter-input-field').fill(text);
	}

	/** Returns the text that a field shows. */
	async shown(field: string): Promise<string> {
		return await this.field(field).locator('input').last().inputValue();
	}

	async newCredential(): Promise<void> {
		const stored = this.field('Credential').getByRole('combobox');
		const create = visible(this.page.getByTestId('node-credentials-select-item-new'));
		await actUntil(create, async (timeout) => await stored.click(timeout));
		const { dialog } = new CredentialDialog(this.page);
		await actUntil(dialog, async (timeout) => await create.click(timeout));
	}

	async editCredential(): Promise<void> {
		await this.view.getByTestId('credential-edit-button').click();
	}

	/** Runs this node, and those before it. */
	async execute(): Promise<void> {
		await this.page.getByTestId('node-execute-button').click();
	}

	/** Shows what came out as a table or as JSON. */
	async showOutputAs(display: 'table' | 'json'): Promise<void> {
		await this.output.getByTestId(`radio-button-${display}`).click();
	}

	/** The first item that came out, as the table has it; empty while there is none. */
	async firstItem(): Promise<Record<string, string | undefined>> {
		const [names, values] = await Promise.all(
			['th', 'tbody tr:first-child td'].map(
				async (cells) => await this.output.locator(`table ${cells}`).allInnerTexts(),
			),
		);
		return Object.fromEntries(names.map((name, column) => [name.trim(), values[column]?.trim()]));
	}

	/** Returns the hints beside the output of a node that has not run. */
	async hints(): Promise<string[]> {
		return await visible(this.output.getByTestId('node-hint')).allInnerTexts();
	}

	async failure(): Promise<ShownFailure> {
		const [message, description] = await Promise.all(
			['node-error-message', 'node-error-description'].map(
				async (part) => await this.output.getByTestId(part).innerText(),
			),
		);
		return { message, description };
	}

	private get fieldsPanel(): Locator {
		return visible(this.page.getByTestId('node-parameters'));
	}

	private get output(): Locator {
		return this.page.getByTestId('output-panel');
	}

	private get noList(): Locator {
		return visible(this.page.getByTestId('rlc-error-container'));
	}

	private get listItems(): Locator {
		return visible(this.page.getByTestId('rlc-item'));
	}

	/** The button that adds a field to a collection. */
	private adder(collection: string): Locator {
		return this.fieldsPanel
			.locator('.multi-parameter')
			.filter({ has: this.page.locator('label').getByText(collection, { exact: true }) })
			.getByTestId('collection-parameter-add');
	}

	private field(name: string): Locator {
		const label = this.page.locator('label').getByText(name, { exact: true });
		return this.fieldsPanel.getByTestId(/^(input|credentials)-label$/).filter({ has: label });
	}
}
