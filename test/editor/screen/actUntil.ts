import { errors, type Locator } from 'playwright-core';
import { waitUntil } from '../../support/waitUntil';

const SHOWN_WITHIN_MS = 30_000;
const ACT_MS = 3_000;

/**
 * Acts until something is on the screen. On a slow machine a click can be lost, because it meets what
 * the editor is about to draw again; so that a user would click again.
 *
 * @param act what takes longer than this many milliseconds is tried again.
 * @throws where nothing shows within half a minute.
 */
export async function actUntil(
	shown: Locator,
	act: (timeout: { timeout: number }) => Promise<void>,
): Promise<void> {
	const element = shown.first();
	await waitUntil(
		`${shown.toString()} on the screen`,
		async () => {
			if (await element.isVisible()) return true;
			await unlessLate(act({ timeout: ACT_MS }));
			await unlessLate(element.waitFor({ timeout: ACT_MS }));
			return await element.isVisible();
		},
		SHOWN_WITHIN_MS,
	);
}

async function unlessLate(acting: Promise<void>): Promise<void> {
	await acting.catch((error: unknown) => {
		if (!(error instanceof errors.TimeoutError)) throw error;
	});
}
