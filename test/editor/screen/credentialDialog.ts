import type { Locator, Page } from 'playwright-core';
import { chooseFromList } from './list';
import { visible } from './visible';

/** A part of the browser's element type; the DOM types are not part of this project. */
interface Scrolled {
	scrollIntoView(): void;
}

/** The dialog in which a user enters a credential. */
export class CredentialDialog {
	constructor(private readonly page: Page) {}

	get dialog(): Locator {
		return this.page.getByTestId('editCredential-modal');
	}

	/** The names of the fields that show, from top to bottom. */
	async fields(): Promise<string[]> {
		const texts = await this.dialog.locator('label.n8n-input-label').allInnerTexts();
		return texts.map((text) => text.split('\n')[0].replace('*', '').trim());
	}

	async enter(field: string, text: string): Promise<void> {
		await this.field(field).locator('input').fill(text);
	}

	async choose(field: string, option: string): Promise<void> {
		await this.field(field).getByRole('combobox').click();
		await chooseFromList(this.page, option);
	}

	/** Saves the credential, and waits for the result of n8n's test. */
	async save(): Promise<void> {
		await this.dialog.getByTestId('credential-save-button').click();
	}

	/** Returns the result of n8n's credential test, with all details. */
	async verdict(): Promise<string> {
		const verdict = visible(this.dialog.locator('.el-tag')).first();
		await verdict.waitFor();
		const more = verdict.getByText('More details');
		if (await more.isVisible()) await more.click();
		return await verdict.innerText();
	}

	/** Leaves the field that was entered last, and scrolls until another is the first that shows. */
	async scrollTo(field: string): Promise<void> {
		await this.dialog.getByText('Connection', { exact: true }).click();
		await this.field(field).evaluate((element: Scrolled) => element.scrollIntoView());
	}

	/** Closes it if it is open. */
	async leave(): Promise<void> {
		if (!(await this.dialog.isVisible())) return;
		await this.dialog.getByRole('button', { name: /close/i }).click();
		await this.closed();
	}

	async closed(): Promise<void> {
		await this.dialog.waitFor({ state: 'hidden' });
	}

	private field(name: string): Locator {
		return this.dialog
			.getByTestId('credential-connection-parameter')
			.filter({ hasText: new RegExp(`^\\s*${name}`) });
	}
}
