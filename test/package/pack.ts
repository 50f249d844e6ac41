import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '../..');

/** The time limit for a program on a busy machine. */
export const SLOW_MS = 180_000;

/** Returns the files that npm would publish. */
export interface Packed {
	size: number;
	files: Array<{ path: string }>;
}

export async function pack(): Promise<Packed> {
	const [packed] = JSON.parse(await run('npm', ['pack', '--dry-run', '--json']));
	return packed;
}

/** Runs a program in this project as a user would: n8n's lint rules act differently under jest. */
export async function run(program: string, args: string[]): Promise<string> {
	const { NODE_ENV: _jest, ...env } = process.env;
	return (await promisify(execFile)(program, args, { cwd: ROOT, env })).stdout;
}
