/**
 * n8n past one machine: a main process, workers and webhook processes, as on machines of their own.
 * They share a PostgreSQL, a Redis and the key that credentials are encrypted with; each has its own
 * user folder with this package installed in it.
 */
import { randomBytes } from 'node:crypto';
import { LOOPBACK } from '../../../simulator/loopbackServer';
import { N8n, type N8nOptions } from '../product/n8n';
import { N8nSandbox } from '../product/n8nSandbox';
import { Postgres } from './postgres';
import { Redis } from './redis';

/** The number of concurrent executions of a worker: n8n's own default. */
export const WORKER_CONCURRENCY = 10;

/** The time after which a worker counts as lost; n8n's own defaults are six times as long. */
const LOST_SOON = {
	QUEUE_WORKER_LOCK_DURATION: '10000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '5000',
};

export class QueueMode {
	/** All workers in the order in which they were added, including killed ones. */
	readonly workers: N8n[] = [];
	/** The same. */
	readonly webhookProcesses: N8n[] = [];

	private constructor(
		/** PingOne, the main process, and its owner. */
		readonly sandbox: N8nSandbox,
		/** n8n's database. */
		readonly postgres: Postgres,
		/** n8n's queue and cache. */
		readonly redis: Redis,
		private readonly environment: Record<string, string>,
		private readonly closings: Closings,
	) {}

	/**
	 * No worker is there yet. Takes about half a minute, where n8n is installed.
	 *
	 * @param env of every process, beside what queue mode needs.
	 */
	static async open(env: Record<string, string> = {}): Promise<QueueMode> {
		const closings = new Closings();
		try {
			const postgres = closings.add(await Postgres.start(), (server) => server.stop());
			const redis = closings.add(await Redis.start(), (server) => server.stop());
			const environment = {
				EXECUTIONS_MODE: 'queue',
				N8N_ENCRYPTION_KEY: randomBytes(24).toString('base64url'),
				N8N_WORKER_SERVER_ADDRESS: LOOPBACK,
				...LOST_SOON,
				...postgres.env,
				...redis.env,
				...env,
			};
			const sandbox = closings.add(await N8nSandbox.open({ env: environment }), (opened) =>
				opened.close(),
			);
			return new QueueMode(sandbox, postgres, redis, environment, closings);
		} catch (error) {
			await closings.run();
			throw error;
		}
	}

	/** Adds a worker, and waits until it is ready. */
	async addWorker(): Promise<N8n> {
		const worker = await this.start('worker');
		this.workers.push(worker);
		return worker;
	}

	/** Adds a process for production webhooks, to which a load balancer sends them. */
	async addWebhookProcess(): Promise<N8n> {
		const webhookProcess = await this.start('webhook');
		this.webhookProcesses.push(webhookProcess);
		return webhookProcess;
	}

	/** Ends all of it, what was added last first, and removes all that it has written. */
	async close(): Promise<void> {
		await this.closings.run();
	}

	private async start(command: N8nOptions['command']): Promise<N8n> {
		const started = await N8n.start({ command, env: this.environment });
		return this.closings.add(started, (n8n) => n8n.stop());
	}
}

/** Resources to close, newest first. */
class Closings {
	private readonly closings: Array<() => Promise<void>> = [];

	add<Opened>(opened: Opened, close: (opened: Opened) => Promise<void>): Opened {
		this.closings.unshift(async () => await close(opened));
		return opened;
	}

	/** @throws the first failure, when all has been tried. */
	async run(): Promise<void> {
		const failures: unknown[] = [];
		for (const closing of this.closings.splice(0)) {
			await closing().catch((failure: unknown) => failures.push(failure));
		}
		if (failures.length > 0) throw failures[0];
	}
}
