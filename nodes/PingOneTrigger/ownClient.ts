import type { IWebhookFunctions } from 'n8n-workflow';
import { ownClientId } from '../shared/node/fields/trigger';

/** A cached client ID, and when it was read. */
interface Reading {
	clientId: Promise<string | undefined>;
	at: number;
}

/**
 * Cache lifetime. Reading and decrypting a credential takes n8n longer than the rest of a
 * delivery. After the credential changes, a workflow can trigger itself for at most this long.
 */
const FRESH_MS = 5_000;

/** Cached client IDs, by the credential's ID and name (not secret). */
const readings = new Map<string, Reading>();

/** Returns the client ID of the node's worker application, at most 5 seconds old. */
export async function recentOwnClientId(context: IWebhookFunctions): Promise<string | undefined> {
	const key = JSON.stringify(context.getNode().credentials);
	const now = Date.now();
	const known = readings.get(key);
	// If the clock was set back, the entry must still expire.
	if (known !== undefined && Math.abs(now - known.at) < FRESH_MS) return await known.clientId;
	// If the credential cannot be read now, the previous client ID is used.
	const clientIdNow = ownClientId(context).then(async (read) => read ?? (await known?.clientId));
	readings.set(key, { clientId: clientIdNow, at: now });
	const clientId = await clientIdNow;
	// Read it again with the next delivery.
	if (clientId === undefined) readings.delete(key);
	return clientId;
}
