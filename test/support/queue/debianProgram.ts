/** Runs programs of the Debian packages that queue mode needs. */
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runProgram } from '../product/runProgram';

/** Debian's folder for PostgreSQL's programs, one for each version, which is not on the PATH. */
const POSTGRESQL = '/usr/lib/postgresql';
/** The account that Debian's package postgresql creates: PostgreSQL does not run as root. */
const UNPRIVILEGED = 'postgres';

/** @throws naming the packages to install, where this machine does not have it. */
export function debianProgram(name: string): string {
	const versions = existsSync(POSTGRESQL) ? readdirSync(POSTGRESQL) : [];
	const newestFirst = versions.sort((a, b) => Number(b) - Number(a));
	const folders = [
		...newestFirst.map((version) => join(POSTGRESQL, version, 'bin')),
		...(process.env.PATH ?? '').split(delimiter),
	];
	const path = folders.map((folder) => join(folder, name)).find(existsSync);
	if (path === undefined) {
		throw new Error(
			`There is no ${name} on this machine. Queue mode needs Redis and PostgreSQL; ` +
				'on Debian: apt-get install redis-server postgresql',
		);
	}
	return path;
}

/**
 * Runs one of them to its end.
 *
 * @returns its standard output.
 * @throws with everything that it said, where it ends with anything but 0.
 */
export async function runDebianProgram(
	name: string,
	args: string[],
	options: { cwd: string; uid?: number; gid?: number },
): Promise<string> {
	return await runProgram(debianProgram(name), args, { ...options, env: process.env });
}

/** Returns the user that runs servers; undefined for the current user if that is not root. */
export async function unprivileged(): Promise<{ uid: number; gid: number } | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const [uid, gid] = await Promise.all(
		['-u', '-g'].map(async (which) =>
			Number(await runDebianProgram('id', [which, UNPRIVILEGED], HERE)),
		),
	);
	return { uid, gid };
}

const HERE = { cwd: '/' };
