/** Finds and deletes this trigger's subscriptions at PingOne. */
import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { connectHook } from '../shared/node/connect';
import { Environment } from '../shared/pingone/environment';
import { isNotFoundError, toPingOneError } from '../shared/pingone/errors/pingOneError';
import { checkedId, isId } from '../shared/pingone/ids';
import {
	deleteSubscription,
	IF_NOT_DELETED,
	subscriptionOf,
	subscriptionsIn,
	urlOf,
	type SubscriptionSettings,
} from '../shared/pingone/events/subscriptions';
import { isNameOfOtherWorkflow, isNameOfSameNode } from './subscriptionName';

/**
 * True if a subscription is the one whose ID is stored. A workflow that was copied together with
 * its static data has the ID of another workflow's subscription: that one does not count.
 */
export function isStoredSubscription(context: IHookFunctions, { id, name }: IDataObject): boolean {
	const { subscriptionId } = context.getWorkflowStaticData('node');
	return id === subscriptionId && !isNameOfOtherWorkflow(name, context.getWorkflow().id);
}

/**
 * Deletes the stored subscription. If it does not exist, deletes those with the trigger's address
 * and name, which a failed attempt to create one may have left. A copy of the workflow with the
 * same address keeps its own.
 *
 * @param settings undefined if the fields are not valid.
 */
export async function removeSubscriptions(
	context: IHookFunctions,
	environmentId: string,
	settings?: SubscriptionSettings,
): Promise<void> {
	const environment = new Environment(await connectHook(context), environmentId);
	// Read by ID: the list may not contain a new subscription yet.
	if ((await removeStored(context, environment)) || settings === undefined) return;
	const { name, url } = settings;
	const isLeftover = (found: IDataObject) =>
		urlOf(found) === url && isNameOfSameNode(found.name, name);
	const ids = await idsOf(environment, isLeftover).catch((error: unknown) => {
		// A deleted environment has no subscriptions.
		if (isNotFoundError(error)) return [];
		throw error;
	});
	for (const id of ids) await deleteSubscription(environment, id);
}

/** Deletes the stored subscription. @returns true if it existed. */
async function removeStored(context: IHookFunctions, environment: Environment): Promise<boolean> {
	const { subscriptionId } = context.getWorkflowStaticData('node');
	if (!isId(subscriptionId)) return false;
	const found = await subscriptionOf(environment, subscriptionId).catch((error) => {
		const known = toPingOneError(error);
		throw known.with({ description: `${known.description} ${IF_NOT_DELETED}` });
	});
	if (found === undefined || !isStoredSubscription(context, found)) return false;
	await deleteSubscription(environment, subscriptionId);
	return true;
}

/** Removes the subscription from the static data. */
export function forgetSubscription(context: IHookFunctions): void {
	const stored = context.getWorkflowStaticData('node');
	for (const name of ['environmentId', 'subscriptionId', 'secretHash']) delete stored[name];
}

/** Returns the IDs of the subscriptions that match. */
export async function idsOf(
	environment: Environment,
	matches: (subscription: IDataObject) => boolean,
): Promise<string[]> {
	const found = await subscriptionsIn(environment);
	return found.filter(matches).map(({ id }) => checkedId("PingOne's webhook ID", id));
}
