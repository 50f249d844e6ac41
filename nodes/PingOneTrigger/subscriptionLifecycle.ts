/**
 * The trigger's webhook at PingOne: made when the workflow is published, deleted when it is
 * unpublished. n8n calls these again where they fail, so each may find what another has left.
 */
import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { connectHook } from '../shared/node/connect';
import { triggerEnvironmentOf } from '../shared/node/fields/trigger';
import { messageError } from '../shared/node/messageError';
import type { PingOneClient } from '../shared/pingone/client';
import { toPingOneError, UnknownOutcomeError } from '../shared/pingone/errors';
import { isId } from '../shared/pingone/ids';
import {
	authorizationOf,
	createSubscription,
	deleteSubscription,
	hasSettings,
	replaceSubscription,
	subscriptionsIn,
	testDelivery,
	urlOf,
	type SubscriptionSettings,
} from '../shared/pingone/subscriptions';
import { authorizationWith, hasHash, hashOf, newSecret } from './deliverySecret';
import { forgetSubscription, idsOf, isKnown, removeSubscriptions } from './ownSubscriptions';
import { wantedBy } from './wantedSubscription';

/** When n8n activates what was published before. */
const AT_START = ['init', 'leadershipChange'];

/** As n8n calls them, for `webhookMethods`. */
export const subscriptionLifecycle = { checkExists, create, delete: remove };

/** Whether PingOne has the subscription as it should be, with the secret that is known here. It changes nothing. */
async function checkExists(this: IHookFunctions): Promise<boolean> {
	return await inOneMessage(this, async () => {
		return await isUpToDate(this).catch((error) => keepAtStart(this, error, 'checked'));
	});
}

async function isUpToDate(context: IHookFunctions): Promise<boolean> {
	const { environmentId, settings } = wantedBy(context);
	const { secretHash, subscriptionId } = context.getWorkflowStaticData('node');
	const client = await connectHook(context);
	return (await subscriptionsIn(client, environmentId)).some(
		(found) =>
			found.id === subscriptionId &&
			hasSettings(found, settings) &&
			hasHash(authorizationOf(found), secretHash),
	);
}

/** Makes the subscription, in the place of what is there for the same address. */
async function create(this: IHookFunctions): Promise<boolean> {
	return await inOneMessage(this, async () => {
		const { environmentId, settings } = wantedBy(this);
		const secret = newSecret();
		const authorization = authorizationWith(secret);
		const stored = this.getWorkflowStaticData('node');
		const remember = (subscriptionId: string) =>
			Object.assign(stored, { environmentId, subscriptionId, secretHash: hashOf(authorization) });
		await leaveEnvironmentBefore(this, environmentId);
		const client = (await connectHook(this)).withSecret(secret);
		// The one that is known may have the address that n8n had before.
		const isHere = (found: IDataObject) => isKnown(this, found) || urlOf(found) === settings.url;
		const [left, ...others] = await idsOf(client, environmentId, isHere);
		if (left === undefined) {
			const made = await createOnce(client, environmentId, settings, authorization);
			remember(made);
			void testInBackground(this, client, environmentId, made);
			return true;
		}
		const replace = async () => {
			await replaceSubscription(client, environmentId, left, settings, authorization);
			// Only now: what is not known is not deleted if this fails.
			remember(left);
			for (const id of others) await deleteSubscription(client, environmentId, id);
			void testInBackground(this, client, environmentId, left);
			return true;
		};
		if (left !== stored.subscriptionId) return await replace();
		return await replace().catch((error: unknown) => keepAtStart(this, error, 'changed'));
	});
}

/** Warns in n8n's log if PingOne cannot deliver. Listening for a test event would end with PingOne's test. */
async function testInBackground(
	context: IHookFunctions,
	client: PingOneClient,
	environmentId: string,
	id: string,
): Promise<void> {
	if (context.getMode() === 'manual') return;
	const reason = await testDelivery(client, environmentId, id);
	if (reason === undefined) return;
	context.logger.warn(
		`PingOne could not test the delivery to webhook ${id}: ${reason} Check that PingOne can reach n8n's public address (WEBHOOK_URL) from the internet.`,
	);
}

/** Deletes the subscription, and what attempts to make it have left. */
async function remove(this: IHookFunctions): Promise<boolean> {
	return await inOneMessage(this, async () => {
		const stored = this.getWorkflowStaticData('node');
		const environmentId = isId(stored.environmentId)
			? stored.environmentId
			: ifUsable(() => triggerEnvironmentOf(this));
		const settings = ifUsable(() => wantedBy(this).settings);
		if (environmentId !== undefined) await removeSubscriptions(this, environmentId, settings);
		forgetSubscription(this);
		return true;
	});
}

/**
 * For when n8n starts: a known subscription counts as it is. n8n would have it deleted otherwise, and
 * with it all that PingOne has kept while n8n was down.
 *
 * @throws the error, where nothing is known or somebody publishes the workflow.
 */
function keepAtStart(context: IHookFunctions, error: unknown, what: string): true {
	const { secretHash, subscriptionId } = context.getWorkflowStaticData('node');
	const isComplete = isId(subscriptionId) && typeof secretHash === 'string';
	if (!isComplete || !AT_START.includes(context.getActivationMode())) throw error;
	const { message } = toPingOneError(error);
	context.logger.warn(`Webhook ${subscriptionId} in PingOne could not be ${what}: ${message}`);
	return true;
}

/** Where it was before: n8n unpublishes there first, but goes on if PingOne refuses. */
async function leaveEnvironmentBefore(
	context: IHookFunctions,
	environmentId: string,
): Promise<void> {
	const { environmentId: before, subscriptionId } = context.getWorkflowStaticData('node');
	if (!isId(before) || before.toLowerCase() === environmentId.toLowerCase()) return;
	try {
		await removeSubscriptions(context, before);
		forgetSubscription(context);
	} catch (error) {
		const { message } = toPingOneError(error);
		context.logger.warn(
			`Webhook ${String(subscriptionId)} in environment ${before} could not be deleted, so PingOne still sends to it: ${message}`,
		);
	}
}

/** Undefined where a field or n8n's address cannot be used any more. */
function ifUsable<Value>(read: () => Value): Value | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}

/** Makes a subscription. If the response is lost, it is looked for, so that there are not two. */
async function createOnce(
	client: PingOneClient,
	environmentId: string,
	settings: SubscriptionSettings,
	authorization: string,
): Promise<string> {
	const created = createSubscription(client, environmentId, settings, authorization);
	return await created.catch(async (error: unknown) => {
		if (!(error instanceof UnknownOutcomeError)) throw error;
		const hasSecret = (found: IDataObject) => authorizationOf(found) === authorization;
		const [id] = await idsOf(client, environmentId, hasSecret);
		if (id === undefined) throw error;
		return id;
	});
}

/** n8n shows the message alone of what these throw. */
async function inOneMessage(
	context: IHookFunctions,
	work: () => Promise<boolean>,
): Promise<boolean> {
	try {
		return await work();
	} catch (error) {
		throw messageError(context, error);
	}
}
