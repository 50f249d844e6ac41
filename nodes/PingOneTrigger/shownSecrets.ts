/**
 * Accepts a delivery whose secret is not the stored one, but the one that PingOne has for the
 * webhook. n8n writes the static data of a workflow as a whole, so another node can revert the
 * stored hash to an older one. PingOne may also have changed the secret without n8n receiving the
 * response.
 */
import type { IWebhookFunctions } from 'n8n-workflow';
import { connectHook } from '../shared/node/connect';
import { triggerEnvironmentOf } from '../shared/node/fields/trigger';
import { Environment } from '../shared/pingone/environment';
import { toPingOneError } from '../shared/pingone/errors/pingOneError';
import { authorizationOf, subscriptionsIn, urlOf } from '../shared/pingone/events/subscriptions';
import { hasHash, hashOf } from './deliverySecret';

/** A webhook as PingOne shows it. */
interface Shown {
	subscriptionId: unknown;
	environmentId: string;
	/** Hash of the `Authorization` header of its deliveries. */
	secretHash: string;
}

interface Reading {
	at: number;
	shown: Promise<Shown[]>;
	/** True if n8n's log has a warning since this reading. */
	hasWarned: boolean;
}

/** PingOne is asked at most once in this time, so that a stranger cannot cause more requests. */
const FRESH_MS = 60_000;
/** PingOne waits for the response to its delivery meanwhile. */
const TIMEOUT_MS = 5_000;

/** The latest reading of each webhook, by its address. */
const readings = new Map<string, Reading>();

/**
 * True if PingOne has this header for a webhook with the trigger's address. Stores its hash then.
 * Otherwise logs a warning, at most once a minute.
 */
export async function isShownSecret(
	context: IWebhookFunctions,
	authorization: unknown,
): Promise<boolean> {
	const reading = recentReading(context);
	let reason = "Its Authorization header is not the webhook's.";
	const shown = await reading.shown.catch((error: unknown) => {
		reason = `PingOne could not be asked whether it has this secret: ${toPingOneError(error).message}.`;
		return [];
	});
	const own = shown.find(({ secretHash }) => hasHash(authorization, secretHash));
	if (own !== undefined) {
		Object.assign(context.getWorkflowStaticData('node'), own);
		return true;
	}
	if (!reading.hasWarned) {
		reading.hasWarned = true;
		context.logger.warn(
			`A request to the webhook of "${context.getNode().name}" was rejected. ${reason} If events of PingOne no longer start this workflow, unpublish and publish it again.`,
		);
	}
	return false;
}

function recentReading(context: IWebhookFunctions): Reading {
	const url = String(context.getNodeWebhookUrl('default'));
	const now = Date.now();
	const known = readings.get(url);
	// If the clock was set back, the entry must still expire.
	if (known !== undefined && Math.abs(now - known.at) < FRESH_MS) return known;
	const reading = { at: now, shown: readWebhooks(context, url), hasWarned: false };
	readings.set(url, reading);
	return reading;
}

async function readWebhooks(context: IWebhookFunctions, url: string): Promise<Shown[]> {
	const environmentId = triggerEnvironmentOf(context);
	const client = await connectHook(context);
	const environment = new Environment(client, environmentId, { timeoutMs: TIMEOUT_MS });
	return (await subscriptionsIn(environment)).flatMap((found) => {
		const authorization = authorizationOf(found);
		if (urlOf(found) !== url || typeof authorization !== 'string') return [];
		return [{ subscriptionId: found.id, environmentId, secretHash: hashOf(authorization) }];
	});
}
