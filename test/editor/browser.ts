import { existsSync } from 'node:fs';
import { chromium, selectors, type Browser } from 'playwright-core';
import { LOOPBACK } from '../support/product';

const DEBIANS_CHROMIUM = '/usr/bin/chromium';

const FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--no-first-run',
	// It reaches this machine and nothing else.
	'--no-proxy-server',
	`--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE ${LOOPBACK}`,
];

/**
 * Starts a Chromium without a window: Debian's, or the one that the environment variable CHROMIUM
 * names. Close it.
 *
 * @throws where there is none.
 */
export async function startChromium(): Promise<Browser> {
	const executablePath = process.env.CHROMIUM || DEBIANS_CHROMIUM;
	if (!existsSync(executablePath)) {
		throw new Error(
			`There is no Chromium at ${executablePath}. Install it (on Debian: apt-get install chromium), ` +
				'or name yours: CHROMIUM=/path/to/chromium npm run test:editor',
		);
	}
	// As n8n marks what its own tests look for.
	selectors.setTestIdAttribute('data-test-id');
	return await chromium.launch({ executablePath, args: FLAGS });
}
