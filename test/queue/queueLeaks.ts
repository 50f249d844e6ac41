import { join } from 'node:path';
import type { QueueMode } from '../support/queue/queueMode';
import { leaks } from '../n8n/leaks';

/** Returns the secrets that n8n's processes have written to the database, Redis, a log or a file. */
export async function queueLeaks(queueMode: QueueMode): Promise<string[]> {
	const { sandbox, workers, webhookProcesses, postgres, redis } = queueMode;
	await postgres.dump(join(sandbox.n8n.userFolder, 'database.sql'));
	await redis.dump(join(sandbox.n8n.userFolder, 'redis.rdb'));
	const processes = [sandbox.n8n, ...workers, ...webhookProcesses];
	return await leaks(
		sandbox,
		processes.map(({ userFolder }) => userFolder),
	);
}
