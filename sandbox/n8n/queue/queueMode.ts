/**
 * n8n past one machine: a main process and workers, as on machines of their own. They share a
 * PostgreSQL, a Redis and the key that credentials are encrypted with; each has its own user folder
 * with this package installed in it.
 */
import { randomBytes } from 'node:crypto';
import { LOOPBACK } from '../../loopbackServer';
import { N8n } from '../product/n8n';
import { N8nSandbox } from '../product/n8nSandbox';
import { Postgres } from './postgres';
import { Redis } from './redis';

/** How many executions a worker runs at once: n8n's own default. */
export const WORKER_CONCURRENCY = 10;

/** How soon a worker counts as lost; n8n's own defaults are six times as long. */
const LOST_SOON = {
	QUEUE_WORKER_LOCK_DURATION: '10000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '5000',
};

export class QueueMode {
	/** In the order in which they were added, killed ones among them. */
	readonly workers: N8n[] = [];

	private constructor(
		/** PingOne, the main process, and its owner. */
		readonly sandbox: N8nSandbox,
		/** n8n's database. */
		readonly postgres: Postgres,
		private readonly environment: Record<string, string>,
		private readonly closings: Closings,
	) {}

	/** No worker is there yet. Takes about half a minute, where n8n is installed. */
	static async open(): Promise<QueueMode> {
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
			};
			const sandbox = closings.add(await N8nSandbox.open({ env: environment }), (opened) =>
				opened.close(),
			);
			return new QueueMode(sandbox, postgres, environment, closings);
		} catch (error) {
			await closings.run();
			throw error;
		}
	}

	/** One worker more, which is ready. */
	async addWorker(): Promise<N8n> {
		const worker = await N8n.start({ command: 'worker', env: this.environment });
		this.workers.push(this.closings.add(worker, (started) => started.stop()));
		return worker;
	}

	/** Ends all of it, workers first, and removes all that it has written. */
	async close(): Promise<void> {
		await this.closings.run();
	}
}

/** What is to be closed, the newest first. */
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
