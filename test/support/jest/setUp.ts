import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** All that tests write goes below one folder, because under jest nothing is told that its process ends. */
export default function setUp(): void {
	process.env.OUTER_TMPDIR = tmpdir();
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-pingone-'));
	// PostgreSQL runs under an account of its own, in a folder below.
	chmodSync(folder, 0o711);
	process.env.TMPDIR = folder;
	process.env.TEST_FOLDER = folder;
}
