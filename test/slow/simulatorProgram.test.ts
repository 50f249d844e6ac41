import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
/** The last line that it prints. */
const STARTED = 'Sessions in Acme Workforce';

/** Runs `npm run simulator` until it has started, or has ended by itself. */
async function runSimulator(...options: string[]): Promise<{ code: number; said: string }> {
	const program = ['--import', 'tsx', 'simulator/main.ts', ...options];
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
	'npm run simulator -- %s %s ends with a sentence',
	async (option, value, sentence) => {
		expect(await runSimulator(option, value)).toEqual({ code: 2, said: sentence });
	},
	60_000,
);

it('npm run simulator -- --deliver-to takes a loopback address', async () => {
	expect((await runSimulator('--deliver-to', 'http://127.0.0.1:5678/')).code).toBe(0);
}, 60_000);
