import type { Postgres } from '../support/queue/postgres';

/** Returns all executions in n8n's database with their data, oldest first. */
export async function storedExecutions(postgres: Postgres) {
	const rows = await postgres.query(
		'SELECT id, status, mode, data FROM execution_entity JOIN execution_data ON id = "executionId" ORDER BY id',
	);
	return rows.map(([id, status, mode, data]) => ({ id, status, mode, data }));
}
