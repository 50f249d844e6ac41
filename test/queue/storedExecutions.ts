import type { Postgres } from '../support/queue/postgres';

/** Every execution as n8n's database has it, the oldest first; what its nodes put out is in its data. */
export async function storedExecutions(postgres: Postgres) {
	const rows = await postgres.query(
		'SELECT id, status, mode, data FROM execution_entity JOIN execution_data ON id = "executionId" ORDER BY id',
	);
	return rows.map(([id, status, mode, data]) => ({ id, status, mode, data }));
}
