import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '..');
const GROUPS = 4;

/**
 * Runs every fourth file of the engine's tests as one. Jest loads n8n-core anew for each file, which
 * takes three seconds; in this way it is loaded four times, not fifty.
 */
export function runGroup(group: number): void {
	const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.test.ts') && !name.startsWith('groups'))
		.sort();
	for (const [index, file] of files.entries()) {
		if (index % GROUPS !== group) continue;
		describe(file.replace('.test.ts', ''), () => {
			// In a block of its own, what a file sets up is for its own tests.
			// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would be too late
			require(join(FOLDER, file));
		});
	}
}
