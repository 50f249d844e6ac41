import type { N8n } from '../support/product';

/** The executions that a worker has begun, as its log says. */
export async function started(worker: N8n): Promise<string[]> {
	return idsAfter('Worker started execution', await worker.log());
}

/** Returns the executions that it has started and not finished. */
export async function underWay(worker: N8n): Promise<string[]> {
	const log = await worker.log();
	const finished = new Set(idsAfter('Worker finished execution', log));
	return idsAfter('Worker started execution', log).filter((id) => !finished.has(id));
}

/** The IDs of executions that a log has behind these words. */
export function idsAfter(words: string, log: string): string[] {
	return [...log.matchAll(new RegExp(`${words} (\\d+)`, 'g'))].map(([, id]) => id);
}
