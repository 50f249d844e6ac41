import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axios from 'axios';
import { LOOPBACK } from '../../../simulator/loopbackServer';
import { freePort } from './freePort';
import { installedN8n } from './install';
import { installPackage } from './installPackage';
import { waitUntil } from '../waitUntil';

export interface N8nOptions {
	/** n8n's version; N8N_VERSION or the default one if left out. */
	version?: string;
	/** `start` (where left out) is n8n with its editor, `worker` and `webhook` are of queue mode. */
	command?: 'start' | 'worker' | 'webhook';
	/** Environment variables that override those that are set here. */
	env?: Record<string, string>;
}

/** Paths that respond once n8n is ready; n8n 1.x reports ready before its REST interface is. */
const READY_AT = {
	start: ['/healthz/readiness', '/rest/settings'],
	worker: ['/healthz/readiness'],
	webhook: ['/healthz/readiness'],
};
const READY_WITHIN_MS = 180_000;
const STOPPED_WITHIN_MS = 20_000;
const NOBODY_IS_LEFT = 'ESRCH';
/** The number of log lines in the error if n8n does not start. */
const LOG_END_LINES = 40;

/** n8n on this machine alone: it listens on loopback, and asks nobody on the internet for anything. */
const ON_ITS_OWN = {
	N8N_HOST: LOOPBACK,
	N8N_LISTEN_ADDRESS: LOOPBACK,
	N8N_SECURE_COOKIE: 'false',
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
};

/** A real n8n with this package installed, in a user folder of its own. */
export class N8n {
	private constructor(
		readonly version: string,
		/** The address of its editor, REST interface and webhooks; no slash at the end. */
		readonly url: string,
		/** All that it writes, its log included, is below this folder. */
		readonly userFolder: string,
		/** The standard output and standard error. */
		readonly logFile: string,
		private readonly readyAt: string[],
		private readonly launch: () => Promise<ChildProcess>,
		private child: ChildProcess,
	) {}

	/**
	 * Starts n8n and waits until it is ready. It never outlives this process.
	 *
	 * @throws with the end of its log, where it does not get ready.
	 */
	static async start({ version, command = 'start', env }: N8nOptions = {}): Promise<N8n> {
		const installation = await installedN8n(version);
		const userFolder = await mkdtemp(join(tmpdir(), 'n8n-nodes-pingone-'));
		// Where this process ends before n8n has been started.
		process.once('exit', () => rmSync(userFolder, { recursive: true, force: true }));
		try {
			await installPackage(userFolder);
			const port = String(await freePort());
			const logFile = join(userFolder, 'n8n.log');
			const { node, program, version: started } = installation;
			const ownEnv = {
				// Nothing else of this process's environment: no proxy, no NODE_ENV, no secret.
				PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
				HOME: userFolder,
				TMPDIR: userFolder,
				N8N_USER_FOLDER: userFolder,
				...ON_ITS_OWN,
				// It asks n8n's servers; n8n 1.x does not have it, and does not start where it is named.
				...(!started.startsWith('1.') && { N8N_DISABLED_MODULES: 'mcp-registry' }),
				N8N_PORT: port,
				QUEUE_HEALTH_CHECK_ACTIVE: 'true',
				QUEUE_HEALTH_CHECK_PORT: port,
				N8N_RUNNERS_BROKER_PORT: String(await freePort()),
				...env,
			};
			const endWithParent = pathToFileURL(join(__dirname, 'endWithParent.mjs')).href;
			const launch = async () => {
				const log = await open(logFile, 'a');
				const child = spawn(node, ['--import', endWithParent, program, command], {
					cwd: userFolder,
					// A group of its own, in which everything is that it starts.
					detached: true,
					stdio: ['ignore', log.fd, log.fd, 'pipe'],
					env: ownEnv,
				});
				await log.close();
				return child;
			};
			const url = `http://${LOOPBACK}:${port}`;
			const readyAt = READY_AT[command];
			const child = await launch();
			const n8n = new N8n(started, url, userFolder, logFile, readyAt, launch, child);
			await n8n.ready();
			return n8n;
		} catch (error) {
			await rm(userFolder, { recursive: true, force: true });
			throw error;
		}
	}

	get processId(): number {
		return this.child.pid!;
	}

	/** True if it has neither ended nor been killed. */
	get isRunning(): boolean {
		return this.child.exitCode === null && this.child.signalCode === null;
	}

	/** Ends it in an orderly way, or by force where that takes too long, and removes its user folder. */
	async stop(): Promise<void> {
		await this.end();
		await rm(this.userFolder, { recursive: true, force: true });
	}

	/** Ends it at once, as a crash does, and keeps its user folder until it is stopped. */
	async kill(): Promise<void> {
		const exited = this.isRunning && once(this.child, 'exit');
		this.signalGroup('SIGKILL');
		await exited;
	}

	/** Starts it again after it was killed: at the same address, with all that it has stored. */
	async startAgain(): Promise<void> {
		if (this.isRunning) throw new Error('n8n is running.');
		this.child = await this.launch();
		await this.ready();
	}

	/** Returns its output so far. */
	async log(): Promise<string> {
		return await readFile(this.logFile, 'utf8');
	}

	private async ready(): Promise<void> {
		try {
			await waitUntil(
				'n8n that is ready',
				async () => {
					if (!this.isRunning) throw new Error('n8n ended before it was ready.');
					return await this.answersAll(this.readyAt);
				},
				READY_WITHIN_MS,
			);
		} catch (error) {
			const logEnd = (await this.log()).split('\n').slice(-LOG_END_LINES).join('\n');
			await this.end();
			throw new Error(`n8n ${this.version} did not start. The end of its log:\n${logEnd}`, {
				cause: error,
			});
		}
	}

	private async answersAll(paths: string[]): Promise<boolean> {
		const responses = paths.map((path) => axios.get(`${this.url}${path}`, { proxy: false }));
		return (await Promise.allSettled(responses)).every(({ status }) => status === 'fulfilled');
	}

	private async end(): Promise<void> {
		if (this.isRunning) {
			const exited = once(this.child, 'exit');
			this.child.kill('SIGTERM');
			const late = setTimeout(() => this.signalGroup('SIGKILL'), STOPPED_WITHIN_MS);
			await exited;
			clearTimeout(late);
		}
		this.signalGroup('SIGKILL');
	}

	/** Sends a signal to n8n and all processes that it has started. */
	private signalGroup(signal: NodeJS.Signals): void {
		try {
			process.kill(-this.processId, signal);
		} catch (error) {
			// Not `instanceof Error`: under jest, Node.js's own errors are of another realm.
			const code = typeof error === 'object' && error !== null && 'code' in error && error.code;
			if (code !== NOBODY_IS_LEFT) throw error;
		}
	}
}
