import type { Locator } from 'playwright-core';

/** Filters a locator for visible elements, because n8n keeps closed lists in the page. */
export function visible(locator: Locator): Locator {
	return locator.filter({ visible: true });
}
