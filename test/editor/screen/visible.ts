import type { Locator } from 'playwright-core';

/** Of what a locator finds, what can be seen: n8n keeps closed lists in the page. */
export function visible(locator: Locator): Locator {
	return locator.filter({ visible: true });
}
