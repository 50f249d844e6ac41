/**
 * Creates the trigger's webhook at PingOne when the workflow is published, and deletes it when it
 * is unpublished. n8n repeats these calls if they fail, so each must handle what an earlier call
 * left behind.
 */
import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { connectHook } from '../shared/node/connect';
import { triggerEnvironmentOf } from '../shared/node/fields/trigger';
import { messageError } from '../shared/node/messageError';
import { Environment } from '../shared/pingone/environment';
import { toPingOneError, UnknownOutcomeError } from '../shared/pingone/errors/pingOneError';
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
} from '../shared/pingone/events/subscriptions';
import { authorizationWith, hasHash, hashOf, newSecret } from './deliverySecret';
import {
	forgetSubscription,
	idsOf,
	isStoredSubscription,
	removeSubscriptions,
} from './ownSubscriptions';
import { desiredSubscription } from './desiredSubscription';

/** Activation modes in which n8n reactivates workflows that were published before. */
const AT_START = ['init', 'leadershipChange'];

/** The functions for n8n's `webhookMethods`. */
export const subscriptionLifecycle = { checkExists, create, delete: remove };

/**
 * Returns true if PingOne has the subscription with the desired settings and the stored secret.
 * Changes nothing.
 */
async function checkExists(this: IHookFunctions): Promise<boolean> {
	return await withMessageErrors(this, async () => {
		return await isUpToDate(this).catch((error) => ignoreErrorAtStart(this, error, 'checked'));
	});
}

async function isUpToDate(context: IHookFunctions): Promise<boolean> {
	const { environmentId, settings } = desiredSubscription(context);
	const { secretHash, subscriptionId } = context.getWorkflowStaticData('node');
	const environment = new Environment(await connectHook(context), environmentId);
	return (await subscriptionsIn(environment)).some(
		(found) =>
			found.id === subscriptionId &&
			hasSettings(found, settings) &&
			hasHash(authorizationOf(found), secretHash),
	);
}

/** Creates the subscription, or replaces an existing one that has the same address. */
async function create(this: IHookFunctions): Promise<boolean> {
	return await withMessageErrors(this, async () => {
		const { environmentId, settings } = desiredSubscription(this);
		const secret = newSecret();
		const authorization = authorizationWith(secret);
		const stored = this.getWorkflowStaticData('node');
		const remember = (subscriptionId: string) =>
			Object.assign(stored, { environmentId, subscriptionId, secretHash: hashOf(authorization) });
		await deleteFromPreviousEnvironment(this, environmentId);
		const client = (await connectHook(this)).withSecret(secret);
		const environment = new Environment(client, environmentId);
		// The stored subscription may still have n8n's previous address.
		const isHere = (found: IDataObject) =>
			isStoredSubscription(this, found) || urlOf(found) === settings.url;
		const [existingId, ...duplicateIds] = await idsOf(environment, isHere);
		if (existingId === undefined) {
			const createdId = await createOnce(environment, settings, authorization);
			remember(createdId);
			void testInBackground(this, environment, createdId);
			return true;
		}
		const replace = async () => {
			await replaceSubscription(environment, existingId, settings, authorization);
			// Stored only now: if replacing fails, a subscription that was not stored must not be
			// deleted.
			remember(existingId);
			for (const id of duplicateIds) await deleteSubscription(environment, id);
			void testInBackground(this, environment, existingId);
			return true;
		};
		if (existingId !== stored.subscriptionId) return await replace();
		return await replace().catch((error: unknown) => ignoreErrorAtStart(this, error, 'changed'));
	});
}

/**
 * Logs a warning if PingOne cannot deliver. Skipped in manual mode, because PingOne's test
 * request would end n8n's wait for a test event.
 */
async function testInBackground(
	context: IHookFunctions,
	environment: Environment,
	id: string,
): Promise<void> {
	if (context.getMode() === 'manual') return;
	const reason = await testDelivery(environment, id);
	if (reason === undefined) return;
	context.logger.warn(
		`PingOne could not test the delivery to webhook ${id}: ${reason} Check that PingOne can reach n8n's public address (WEBHOOK_URL) from the internet.`,
	);
}

/** Deletes the subscription, and any left over from failed attempts to create it. */
async function remove(this: IHookFunctions): Promise<boolean> {
	return await withMessageErrors(this, async () => {
		const stored = this.getWorkflowStaticData('node');
		const environmentId = isId(stored.environmentId)
			? stored.environmentId
			: undefinedIfInvalid(() => triggerEnvironmentOf(this));
		const settings = undefinedIfInvalid(() => desiredSubscription(this).settings);
		if (environmentId !== undefined) await removeSubscriptions(this, environmentId, settings);
		forgetSubscription(this);
		return true;
	});
}

/**
 * Ignores the error if n8n is starting and the subscription is stored. Otherwise n8n would delete
 * the subscription, and PingOne would discard the events that it kept while n8n was down.
 *
 * @throws the error in all other cases.
 */
function ignoreErrorAtStart(context: IHookFunctions, error: unknown, what: string): true {
	const { secretHash, subscriptionId } = context.getWorkflowStaticData('node');
	const isComplete = isId(subscriptionId) && typeof secretHash === 'string';
	if (!isComplete || !AT_START.includes(context.getActivationMode())) throw error;
	const { message } = toPingOneError(error);
	context.logger.warn(`Webhook ${subscriptionId} in PingOne could not be ${what}: ${message}`);
	return true;
}

/**
 * Deletes the subscription in the previous environment, if the environment has changed. n8n
 * unpublishes first, but continues if PingOne refuses.
 */
async function deleteFromPreviousEnvironment(
	context: IHookFunctions,
	environmentId: string,
): Promise<void> {
	const { environmentId: before, subscriptionId } = context.getWorkflowStaticData('node');
	if (!isId(before) || before.toLowerCase() === environmentId) return;
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

/** Returns undefined if a field or n8n's address is not valid. */
function undefinedIfInvalid<Value>(read: () => Value): Value | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}

/**
 * Creates a subscription. If the response is lost, it is searched for, so that no second one is
 * created.
 */
async function createOnce(
	environment: Environment,
	settings: SubscriptionSettings,
	authorization: string,
): Promise<string> {
	const created = createSubscription(environment, settings, authorization);
	return await created.catch(async (error: unknown) => {
		if (!(error instanceof UnknownOutcomeError)) throw error;
		const hasSecret = (found: IDataObject) => authorizationOf(found) === authorization;
		const [id] = await idsOf(environment, hasSecret);
		if (id === undefined) throw error;
		return id;
	});
}

/** Converts errors so that the message contains everything: n8n shows only the message here. */
async function withMessageErrors(
	context: IHookFunctions,
	work: () => Promise<boolean>,
): Promise<boolean> {
	try {
		return await work();
	} catch (error) {
		throw messageError(context, error);
	}
}
