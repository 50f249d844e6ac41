import { rmSync } from 'node:fs';

/** Removes what `setUp` has made. */
export default function tearDown(): void {
	const { TEST_FOLDER } = process.env;
	if (TEST_FOLDER !== undefined) rmSync(TEST_FOLDER, { recursive: true, force: true });
}
