import { join } from 'node:path';

const UNIT = join(__dirname, '../unit');

/**
 * Runs files of the unit tests as one, in this order. Jest loads n8n-workflow anew for each file, which
 * takes longer than most of their tests; a mutation run does that for each mutant.
 */
export function inOneFile(names: string[]): void {
	for (const name of names) {
		describe(name, () => {
			// In a block of its own, what a file sets up is for its own tests.
			// eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would be too late
			require(join(UNIT, `${name}.test.ts`));
		});
	}
}
