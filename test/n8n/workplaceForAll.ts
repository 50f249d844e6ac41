import { Workplace, type N8nOptions } from '../../sandbox/product';
import { leaks } from './leaks';

/** An installation, where there is none yet. */
const OPENED_WITHIN_MS = 30 * 60_000;

/**
 * Opens a workplace for all tests of a file. After the last one, nothing that n8n has written may
 * hold a secret, though it has logged all that it can.
 *
 * @returns what gives the workplace, once a test runs.
 */
export function workplaceForAll(options: N8nOptions = {}): () => Workplace {
	let workplace: Workplace;

	beforeAll(async () => {
		const env = { N8N_LOG_LEVEL: 'debug', ...options.env };
		workplace = await Workplace.open({ ...options, env });
	}, OPENED_WITHIN_MS);

	afterAll(async () => {
		const found = await leaks(workplace);
		await workplace.close();
		expect(found).toEqual([]);
	});

	return () => workplace;
}
