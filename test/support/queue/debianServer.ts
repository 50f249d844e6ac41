import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '../waitUntil';
import { debianProgram, runDebianProgram, unprivileged } from './debianProgram';

const READY_WITHIN_MS = 30_000;

export interface ServerOptions {
	program: string;
	args: string[];
	/** A program that runs in the server's folder before the server starts. */
	prepare?: { program: string; args: string[] };
	/** Ends with 0 as soon as the server is ready. */
	probe: { program: string; args: string[] };
	/** The signal that ends it at once and in order. */
	stopWith: 'SIGINT' | 'SIGTERM';
}

/** A server of Debian's, in a temporary folder that goes with it. It never outlives this process. */
export class DebianServer {
	private constructor(
		private readonly folder: string,
		private readonly child: ChildProcess,
		private readonly stopWith: ServerOptions['stopWith'],
	) {}

	/** @throws with what it said, where it does not get ready; naming a package, where it is missing. */
	static async start(options: ServerOptions): Promise<DebianServer> {
		const { program, args, prepare, probe, stopWith } = options;
		const path = debianProgram(program);
		const identity = await unprivileged();
		const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-pingone-'));
		try {
			if (identity) await chown(folder, identity.uid, identity.gid);
			if (prepare) {
				await runDebianProgram(prepare.program, prepare.args, { cwd: folder, ...identity });
			}
			const logFile = join(folder, 'log');
			const log = await open(logFile, 'w');
			const child = launch(path, args, { folder, log, identity, stopWith });
			await log.close();
			const server = new DebianServer(folder, child, stopWith);
			await server.ready(probe).catch(async (error: unknown) => {
				const said = await readFile(logFile, 'utf8');
				await server.stop();
				throw new Error(`${program} did not start. It said:\n${said}`, { cause: error });
			});
			return server;
		} catch (error) {
			await rm(folder, { recursive: true, force: true });
			throw error;
		}
	}

	/** Ends it, and removes all that it has written. */
	async stop(): Promise<void> {
		if (this.isRunning) {
			const exited = once(this.child, 'exit');
			this.child.kill(this.stopWith);
			await exited;
		}
		await rm(this.folder, { recursive: true, force: true });
	}

	private get isRunning(): boolean {
		return this.child.exitCode === null && this.child.signalCode === null;
	}

	private async ready({ program, args }: ServerOptions['probe']): Promise<void> {
		await waitUntil(
			`answer to ${program}`,
			async () => {
				if (!this.isRunning) throw new Error('It ended before it was ready.');
				return await runDebianProgram(program, args, { cwd: this.folder }).catch(() => undefined);
			},
			READY_WITHIN_MS,
		);
	}
}

interface Launch {
	folder: string;
	log: FileHandle;
	identity?: { uid: number; gid: number };
	stopWith: NodeJS.Signals;
}

function launch(path: string, args: string[], { folder, log, identity, stopWith }: Launch) {
	// The kernel sends the signal when this process ends, however it ends.
	const orphaned = ['--pdeathsig', stopWith.replace('SIG', '')];
	return spawn('setpriv', [...orphaned, path, ...args], {
		cwd: folder,
		...identity,
		stdio: ['ignore', log.fd, log.fd],
	});
}
