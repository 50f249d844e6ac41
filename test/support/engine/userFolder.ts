/** n8n-core writes to a user folder as soon as it is loaded: import this first to give it one of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-pingone-'));
process.env.N8N_USER_FOLDER = folder;
process.env.N8N_ENCRYPTION_KEY = 'of a sandbox that stores nothing';
process.env.N8N_LOG_LEVEL ??= 'silent';
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
