/** Which subscriptions at PingOne are this trigger's, and how they are deleted. */
import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { connectHook } from '../shared/node/connect';
import type { PingOneClient } from '../shared/pingone/client';
import { saysNotFound, toPingOneError } from '../shared/pingone/errors';
import { checkedId, isId } from '../shared/pingone/ids';
import {
	deleteSubscription,
	IF_NOT_DELETED,
	subscriptionOf,
	subscriptionsIn,
	urlOf,
	type SubscriptionSettings,
} from '../shared/pingone/subscriptions';
import { isNameOfOtherWorkflow, isNameOfSameNode } from './subscriptionName';

/**
 * Whether it is the one whose ID is stored. A workflow that was copied with what n8n stores for it
 * has the ID of another workflow's.
 */
export function isKnown(context: IHookFunctions, { id, name }: IDataObject): boolean {
	const { subscriptionId } = context.getWorkflowStaticData('node');
	return id === subscriptionId && !isNameOfOtherWorkflow(name, context.getWorkflow().id);
}

/**
 * Deletes the one that is known. If it is not there, what an attempt to make one may have left is
 * deleted: what has the trigger's address and name. Another workflow that has the same address, as a
 * copy has, keeps its own.
 *
 * @param settings undefined if they cannot be used.
 */
export async function removeSubscriptions(
	context: IHookFunctions,
	environmentId: string,
	settings?: SubscriptionSettings,
): Promise<void> {
	const client = await connectHook(context);
	// Not by the list: it may not have yet what has just been made.
	if ((await removeKnown(context, client, environmentId)) || settings === undefined) return;
	const { name, url } = settings;
	const isLeft = (found: IDataObject) => urlOf(found) === url && isNameOfSameNode(found.name, name);
	const ids = await idsOf(client, environmentId, isLeft).catch((error: unknown) => {
		// An environment that is gone has none.
		if (saysNotFound(error)) return [];
		throw error;
	});
	for (const id of ids) await deleteSubscription(client, environmentId, id);
}

/** @returns whether it was there. */
async function removeKnown(
	context: IHookFunctions,
	client: PingOneClient,
	environmentId: string,
): Promise<boolean> {
	const { subscriptionId } = context.getWorkflowStaticData('node');
	if (!isId(subscriptionId)) return false;
	const found = await subscriptionOf(client, environmentId, subscriptionId).catch((error) => {
		const known = toPingOneError(error);
		throw known.with({ description: `${known.description} ${IF_NOT_DELETED}` });
	});
	if (found === undefined || !isKnown(context, found)) return false;
	await deleteSubscription(client, environmentId, subscriptionId);
	return true;
}

/** Nothing is known any more. */
export function forgetSubscription(context: IHookFunctions): void {
	const stored = context.getWorkflowStaticData('node');
	for (const name of ['environmentId', 'subscriptionId', 'secretHash']) delete stored[name];
}

/** The IDs of the subscriptions that are meant. */
export async function idsOf(
	client: PingOneClient,
	environmentId: string,
	isMeant: (subscription: IDataObject) => boolean,
): Promise<string[]> {
	const found = await subscriptionsIn(client, environmentId);
	return found.filter(isMeant).map(({ id }) => checkedId("PingOne's webhook ID", id));
}
