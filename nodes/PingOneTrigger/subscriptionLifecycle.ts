/**
 * The trigger's webhook at PingOne: made when the workflow is published, deleted when it is
 * unpublished. n8n calls these again where they fail, so each may find what another has left.
 */
import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { connectHook } from '../shared/node/connect';
import { triggerEnvironmentOf } from '../shared/node/fields/trigger';
import { messageError } from '../shared/node/messageError';
import type { PingOneClient } from '../shared/pingone/client';
import { UnknownOutcomeError } from '../shared/pingone/errors';
import { checkedId } from '../shared/pingone/ids';
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
import { isNameOfSameNode, subscriptionName } from './subscriptionName';
import { deliverySettingsOf, subscriptionSettingsOf } from './triggerSettings';
import { checkedAddress } from './webhookAddress';

/** What the trigger wants PingOne to have. */
interface Wanted {
	environmentId: string;
	settings: SubscriptionSettings;
}

/** As n8n calls them, for `webhookMethods`. */
export const subscriptionLifecycle = { checkExists, create, delete: remove };

/** Whether PingOne has the subscription as it should be, with the secret that is known here. It changes nothing. */
async function checkExists(this: IHookFunctions): Promise<boolean> {
	return await inOneMessage(this, async () => {
		const { environmentId, settings } = wantedBy(this);
		const { secretHash, subscriptionId } = this.getWorkflowStaticData('node');
		const client = await connectHook(this);
		return (await subscriptionsIn(client, environmentId)).some(
			(found) =>
				found.id === subscriptionId &&
				hasSettings(found, settings) &&
				hasHash(authorizationOf(found), secretHash),
		);
	});
}

/** Makes the subscription, in the place of what is there for the same address. */
async function create(this: IHookFunctions): Promise<boolean> {
	return await inOneMessage(this, async () => {
		const { environmentId, settings } = wantedBy(this);
		const secret = newSecret();
		const authorization = authorizationWith(secret);
		const client = (await connectHook(this)).withSecret(secret);
		const stored = this.getWorkflowStaticData('node');
		const remember = (subscriptionId: string) =>
			Object.assign(stored, { environmentId, subscriptionId, secretHash: hashOf(authorization) });
		// The one that is known may have the address that n8n had before.
		const isOwn = ({ id }: IDataObject) => id === stored.subscriptionId;
		const isHere = (found: IDataObject) => isOwn(found) || urlOf(found) === settings.url;
		const [left, ...others] = await idsOf(client, environmentId, isHere);
		for (const id of others) await deleteSubscription(client, environmentId, id);
		if (left !== undefined) {
			remember(left);
			await replaceSubscription(client, environmentId, left, settings, authorization);
		} else {
			remember(await createOnce(client, environmentId, settings, authorization));
		}
		return true;
	});
}

/** Deletes the subscription, or one that an attempt to make it has left. */
async function remove(this: IHookFunctions): Promise<boolean> {
	return await inOneMessage(this, async () => {
		const stored = this.getWorkflowStaticData('node');
		const { environmentId, subscriptionId } = stored;
		if (typeof environmentId === 'string' && typeof subscriptionId === 'string') {
			await deleteSubscription(await connectHook(this), environmentId, subscriptionId);
		} else {
			await removeUnknown(this);
		}
		for (const name of ['environmentId', 'subscriptionId', 'secretHash']) delete stored[name];
		return true;
	});
}

/**
 * Deletes what is there for the trigger's address, and has this node's name: another workflow that
 * has the same address, as a copy has, keeps its own. Without an address there is nothing.
 */
async function removeUnknown(context: IHookFunctions): Promise<void> {
	const wanted = wantedIfUsable(context);
	if (wanted === undefined) return;
	const { environmentId, settings } = wanted;
	const client = await connectHook(context);
	const isOwn = (found: IDataObject) =>
		urlOf(found) === settings.url && isNameOfSameNode(found.name, settings.name);
	for (const id of await idsOf(client, environmentId, isOwn)) {
		await deleteSubscription(client, environmentId, id);
	}
}

/** Nothing was sent for settings that cannot be used. */
function wantedIfUsable(context: IHookFunctions): Wanted | undefined {
	try {
		return wantedBy(context);
	} catch {
		return undefined;
	}
}

/** @throws {PingOneError} naming what cannot be used. */
function wantedBy(context: IHookFunctions): Wanted {
	const url = checkedAddress(context.getNodeWebhookUrl('default'));
	// What a delivery needs is checked here: then it is too late to say so.
	deliverySettingsOf(context);
	const name = subscriptionName(context, url);
	return {
		environmentId: triggerEnvironmentOf(context),
		settings: { name, url, ...subscriptionSettingsOf(context) },
	};
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
