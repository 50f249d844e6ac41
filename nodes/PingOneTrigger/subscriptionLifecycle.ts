/**
 * The trigger's webhook at PingOne: made when the workflow is published, deleted when it is
 * unpublished. n8n calls these again where they fail, so each may find what another has left.
 */
import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { connectHook } from '../shared/node/connect';
import { messageError } from '../shared/node/messageError';
import type { PingOneClient } from '../shared/pingone/client';
import { saysNotFound, toPingOneError, UnknownOutcomeError } from '../shared/pingone/errors';
import { checkedId, isId } from '../shared/pingone/ids';
import {
	authorizationOf,
	createSubscription,
	deleteSubscription,
	hasSettings,
	replaceSubscription,
	subscriptionsIn,
	urlOf,
	type SubscriptionSettings,
} from '../shared/pingone/subscriptions';
import { authorizationWith, hasHash, hashOf, newSecret } from './deliverySecret';
import { isNameOfOtherWorkflow, isNameOfSameNode } from './subscriptionName';
import { wantedBy, wantedIfUsable } from './wantedSubscription';

/** When n8n activates what was published before. */
const AT_START = ['init', 'leadershipChange'];

/** As n8n calls them, for `webhookMethods`. */
export const subscriptionLifecycle = { checkExists, create, delete: remove };

/**
 * Whether PingOne has the subscription as it should be, with the secret that is known here. It changes
 * nothing. Where this cannot be found out when n8n starts, the answer is yes: n8n would have the
 * subscription deleted otherwise, and with it all that PingOne has kept while n8n was down.
 */
async function checkExists(this: IHookFunctions): Promise<boolean> {
	return await inOneMessage(this, async () => {
		return await isUpToDate(this).catch((error: unknown) => {
			const { secretHash, subscriptionId } = this.getWorkflowStaticData('node');
			const isKnown = isId(subscriptionId) && typeof secretHash === 'string';
			if (!isKnown || !AT_START.includes(this.getActivationMode())) throw error;
			const { message } = toPingOneError(error);
			this.logger.warn(`Webhook ${subscriptionId} in PingOne could not be checked: ${message}`);
			return true;
		});
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
		await leaveEnvironmentBefore(this, environmentId);
		const client = (await connectHook(this)).withSecret(secret);
		// The one that is known may have the address that n8n had before.
		const isHere = (found: IDataObject) => isKnown(this, found) || urlOf(found) === settings.url;
		const [left, ...others] = await idsOf(client, environmentId, isHere);
		if (left !== undefined) {
			await replaceSubscription(client, environmentId, left, settings, authorization);
		}
		// What is not known before it is ours is not deleted if it does not become so.
		const subscriptionId =
			left ?? (await createOnce(client, environmentId, settings, authorization));
		Object.assign(stored, { environmentId, subscriptionId, secretHash: hashOf(authorization) });
		for (const id of others) await deleteSubscription(client, environmentId, id);
		return true;
	});
}

/** Deletes the subscription, and what attempts to make it have left. */
async function remove(this: IHookFunctions): Promise<boolean> {
	return await inOneMessage(this, async () => {
		const stored = this.getWorkflowStaticData('node');
		const wanted = wantedIfUsable(this);
		const environmentId = isId(stored.environmentId) ? stored.environmentId : wanted?.environmentId;
		if (environmentId !== undefined) await removeFrom(this, environmentId, wanted?.settings);
		for (const name of ['environmentId', 'subscriptionId', 'secretHash']) delete stored[name];
		return true;
	});
}

/**
 * Deletes what is this node's: what is known here, and what is there for the trigger's address with
 * its name. Another workflow that has the same address, as a copy has, keeps its own.
 */
async function removeFrom(
	context: IHookFunctions,
	environmentId: string,
	settings?: SubscriptionSettings,
): Promise<void> {
	const client = await connectHook(context);
	const isOwn = (found: IDataObject) =>
		isKnown(context, found) ||
		(settings !== undefined &&
			urlOf(found) === settings.url &&
			isNameOfSameNode(found.name, settings.name));
	const ids = await idsOf(client, environmentId, isOwn).catch((error: unknown) => {
		// An environment that is gone has none.
		if (saysNotFound(error)) return [];
		throw error;
	});
	for (const id of ids) await deleteSubscription(client, environmentId, id);
}

/** Where it was before: n8n unpublishes there first, but goes on if PingOne refuses. */
async function leaveEnvironmentBefore(
	context: IHookFunctions,
	environmentId: string,
): Promise<void> {
	const stored = context.getWorkflowStaticData('node');
	const before = stored.environmentId;
	if (!isId(before) || before.toLowerCase() === environmentId.toLowerCase()) return;
	await removeFrom(context, before).catch((error: unknown) => {
		const { message } = toPingOneError(error);
		const what = `Webhook ${String(stored.subscriptionId)} in environment ${before}`;
		context.logger.warn(`${what} could not be deleted, so PingOne still sends to it: ${message}`);
	});
}

/**
 * Whether it is the one whose ID is stored. A workflow that was copied with what n8n stores for it
 * has the ID of another workflow's.
 */
function isKnown(context: IHookFunctions, { id, name }: IDataObject): boolean {
	const { subscriptionId } = context.getWorkflowStaticData('node');
	return id === subscriptionId && !isNameOfOtherWorkflow(name, context.getWorkflow().id);
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

/** The IDs of the subscriptions that are meant. */
async function idsOf(
	client: PingOneClient,
	environmentId: string,
	isMeant: (subscription: IDataObject) => boolean,
): Promise<string[]> {
	const found = await subscriptionsIn(client, environmentId);
	return found.filter(isMeant).map(({ id }) => checkedId("PingOne's webhook ID", id));
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
