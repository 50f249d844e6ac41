import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Locator, Page } from 'playwright-core';

const FOLDER = join(__dirname, '../../docs/images');
const MAX_BYTES = 300_000;

/** The icon of the node before, which hangs over the edge of an open node. */
const HIDE_NEIGHBOUR = '[data-test-id="floating-node"] { visibility: hidden; }';

/**
 * Takes a picture for the documentation. It is written where SCREENSHOTS is set, as
 * `npm run screenshots` does; any other run sees that it could be.
 *
 * @param name of the file below docs/images, without its ending.
 */
export async function takeScreenshot(of: Page | Locator, name: string): Promise<void> {
	const png = await of.screenshot({
		animations: 'disabled',
		caret: 'hide',
		scale: 'css',
		style: HIDE_NEIGHBOUR,
	});
	expect(png.length).toBeLessThan(MAX_BYTES);
	if (!process.env.SCREENSHOTS) return;
	const file = join(FOLDER, `${name}.png`);
	await mkdir(dirname(file), { recursive: true });
	await writeFile(file, png);
}
