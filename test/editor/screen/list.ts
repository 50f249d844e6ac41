import type { Page } from 'playwright-core';
import { visible } from './visible';

/** Chooses from the list that is open, and waits until it is closed. */
export async function chooseFromList(page: Page, option: string): Promise<void> {
	const chosen = visible(page.getByRole('option')).filter({
		has: page.getByText(option, { exact: true }),
	});
	await chosen.click();
	await chosen.waitFor({ state: 'hidden' });
}
