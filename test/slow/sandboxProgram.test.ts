import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
/** What it prints last. */
const STARTED = 'Sessions in Acme Workforce';

/** Runs `npm run sandbox` until it has started, or has ended by itself. */
async function sandbox(...options: string[]): Promise<{ code: number; said: string }> {
	const program = ['--import', 'tsx', 'sandbox/pingone/main.ts', ...options];
	const child = spawn(process.execPath, program, { cwd: ROOT });
	let said = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk: Buffer) => {
			said += chunk.toString();
			if (said.includes(STARTED)) child.kill('SIGTERM');
		});
	}
	const [code] = await once(child, 'close');
	return { code: Number(code), said };
}

it.each([
	['--rate', 'x', '--rate must be a whole number, not "x".\n'],
	['--break', 'x', '--break must be a status or one of login, redirect, cut, silence.\n'],
	[
		'--deliver-to',
		'x',
		'--deliver-to must be an address such as http://127.0.0.1:5678, not "x".\n',
	],
	['--deliver-to', 'https://acme.example', 'The simulator delivers to loopback only.\n'],
])(
	'npm run sandbox -- %s %s ends with a sentence',
	async (option, value, sentence) => {
		expect(await sandbox(option, value)).toEqual({ code: 2, said: sentence });
	},
	60_000,
);

it('npm run sandbox -- --like says what it cannot imitate', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'like-'));
	try {
		const file = join(folder, 'tenant-check.json');
		const facts = { 'reset.live': { observed: '200' }, 'webhook.shape': { observed: 'xml' } };
		await writeFile(file, JSON.stringify({ format: 1, facts }));
		const { code, said } = await sandbox('--like', file, '--deliver-to', 'http://127.0.0.1:5678/');
		expect(said).toMatch(
			/behaves as .*tenant-check\.json says in 1 of .*\n {2}webhook\.shape: xml\n/s,
		);
		expect(code).toBe(0);
	} finally {
		await rm(folder, { recursive: true });
	}
}, 60_000);
