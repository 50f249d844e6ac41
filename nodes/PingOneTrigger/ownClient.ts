import type { IWebhookFunctions } from 'n8n-workflow';
import { ownClientId } from '../shared/node/fields/trigger';

/** A client ID that was read or is being read, and when that began. */
interface Reading {
	clientId: Promise<string | undefined>;
	at: number;
}

/**
 * How long it counts, in milliseconds: n8n takes longer to read and decrypt a credential than for all
 * else that a delivery needs. After a change of the credential, a loop cannot last longer than this.
 */
const FRESH_MS = 5_000;

/** By the credential's ID and name, in which there is no secret. */
const readings = new Map<string, Reading>();

/** The client ID of the node's worker application, as it was a few seconds ago at most. */
export async function recentOwnClientId(context: IWebhookFunctions): Promise<string | undefined> {
	const key = JSON.stringify(context.getNode().credentials);
	const now = Date.now();
	const known = readings.get(key);
	// A clock that was set back must not keep it for ever.
	if (known !== undefined && Math.abs(now - known.at) < FRESH_MS) return await known.clientId;
	// A credential that cannot be read for a moment is still the one that it was.
	const clientIdNow = ownClientId(context).then(async (read) => read ?? (await known?.clientId));
	readings.set(key, { clientId: clientIdNow, at: now });
	const clientId = await clientIdNow;
	// One that was never read may be there with the next delivery.
	if (clientId === undefined) readings.delete(key);
	return clientId;
}
