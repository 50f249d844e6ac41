import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { packageTarball } from '../support/product/packageTarball';

const ROOT = join(__dirname, '../..');

/** The time limit for a program on a busy machine. */
export const SLOW_MS = 180_000;

/** The package's tarball, unpacked. */
export interface UnpackedPackage {
	/** Its package.json is directly in this folder. */
	folder: string;
	/** The files, relative to `folder`. */
	paths: string[];
	/** Bytes of the tarball. */
	size: number;
	remove(): Promise<void>;
}

/** Unpacks the package's tarball into a temporary folder. */
export async function unpackPackage(): Promise<UnpackedPackage> {
	const temporary = await mkdtemp(join(tmpdir(), 'package-'));
	const tarball = await packageTarball(temporary);
	const unpacked = join(temporary, 'unpacked');
	await mkdir(unpacked);
	await run('tar', ['-xzf', tarball, '-C', unpacked]);
	const folder = join(unpacked, 'package');
	const entries = await readdir(unpacked, { recursive: true, withFileTypes: true });
	return {
		folder,
		paths: entries
			.filter((entry) => !entry.isDirectory())
			.map(({ parentPath, name }) => relative(folder, join(parentPath, name))),
		size: (await stat(tarball)).size,
		remove: async () => await rm(temporary, { recursive: true }),
	};
}

/** Runs a program in this project as a user would: n8n's lint rules act differently under jest. */
export async function run(program: string, args: string[]): Promise<string> {
	const { NODE_ENV: _jest, ...env } = process.env;
	return (await promisify(execFile)(program, args, { cwd: ROOT, env })).stdout;
}
