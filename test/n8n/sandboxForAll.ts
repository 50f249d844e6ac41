import { N8nSandbox, type N8nOptions } from '../support/product';
import { leaks } from './leaks';

/** An installation, where there is none yet. */
const OPENED_WITHIN_MS = 30 * 60_000;

/**
 * Opens a sandbox for all tests of a file. After the last one, nothing that n8n has written may
 * hold a secret, though it has logged all that it can.
 *
 * @returns what gives the sandbox, once a test runs.
 */
export function sandboxForAll(options: N8nOptions = {}): () => N8nSandbox {
	let sandbox: N8nSandbox;

	beforeAll(async () => {
		const env = { N8N_LOG_LEVEL: 'debug', ...options.env };
		sandbox = await N8nSandbox.open({ ...options, env });
	}, OPENED_WITHIN_MS);

	afterAll(async () => {
		const found = await leaks(sandbox);
		await sandbox.close();
		expect(found).toEqual([]);
	});

	return () => sandbox;
}
