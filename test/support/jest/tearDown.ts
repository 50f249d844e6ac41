import { rmSync } from 'node:fs';

/** Removes what `setUp` has made. A mutation run goes on in this process, and sets up again. */
export default function tearDown(): void {
	const { TEST_FOLDER, OUTER_TMPDIR } = process.env;
	if (TEST_FOLDER !== undefined) rmSync(TEST_FOLDER, { recursive: true, force: true });
	process.env.TMPDIR = OUTER_TMPDIR;
}
