import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EXAMPLES, N8nClient, PINGONE_NODE, readExample } from '../support/product';
import { waitUntil } from '../support/waitUntil';

const ROOT = join(__dirname, '../..');
const STARTED_WITHIN_MS = 180_000;
const ENDED_WITHIN_MS = 30_000;

async function processesOf(folder: string): Promise<string[]> {
	// With their environment, in which the folder is.
	const { stdout } = await promisify(execFile)('ps', ['axeww', '-o', 'pid,command'], {
		maxBuffer: 10_000_000,
	});
	return stdout.split('\n').filter((line) => line.includes(folder));
}

describe('npm run editor', () => {
	it.each(['SIGINT', 'SIGTERM'] as const)(
		'has it all ready, and leaves nothing behind after %s',
		async (signal) => {
			const folder = await mkdtemp(join(tmpdir(), 'editor-'));
			const { NODE_ENV: _jest, ...env } = process.env;
			const child = spawn('npm', ['run', '--silent', 'editor'], {
				cwd: ROOT,
				env: { ...env, TMPDIR: folder },
				detached: true,
				stdio: ['ignore', 'pipe', 'inherit'],
			});
			const ended = once(child, 'close');
			let said = '';
			child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
			try {
				await waitUntil('editor', () => said.includes('Press Ctrl+C'), STARTED_WITHIN_MS);
				const shown = (name: string) => new RegExp(`^ +${name} +(\\S+)`, 'm').exec(said)?.[1] ?? '';
				const client = await N8nClient.signIn(shown('n8n'), {
					email: shown('Email'),
					password: shown('Password'),
				});
				const credentials = await client.credentials.list();
				const types = credentials.map(({ type }) => type);
				expect(types).toEqual(expect.arrayContaining(['pingOneApi', 'pingOneWorkerApi', 'smtp']));
				for (const file of EXAMPLES) expect(said).toContain(`  ${file}: `);
				const workflows = await client.workflows.list();
				const names = EXAMPLES.map(async (file) => (await readExample(file)).name);
				expect(workflows.map(({ name }) => name).sort()).toEqual((await Promise.all(names)).sort());
				for (const { id } of workflows) {
					const ours = (await client.workflows.get(id)).nodes.filter(({ type }) =>
						PINGONE_NODE.test(type),
					);
					expect(ours.length).toBeGreaterThan(0);
					for (const node of ours) {
						expect(credentials.map((credential) => credential.id)).toContain(
							node.credentials?.pingOneWorkerApi.id,
						);
					}
				}
				expect(await processesOf(folder)).not.toEqual([]);
			} finally {
				// To all of them, as a terminal does.
				process.kill(-child.pid!, signal);
			}
			await ended;
			await waitUntil(
				'end of all processes',
				async () => (await processesOf(folder)).length === 0,
				ENDED_WITHIN_MS,
			);
			// tsx keeps its own cache there.
			const left = (await readdir(folder)).filter((name) => !name.startsWith('tsx-'));
			expect(left).toEqual([]);
			await rm(folder, { recursive: true });
		},
		STARTED_WITHIN_MS + ENDED_WITHIN_MS,
	);
});
