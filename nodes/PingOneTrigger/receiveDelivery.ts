/** What n8n does with a request to the trigger's webhook. */
import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import {
	activityType,
	clientOf,
	fits,
	isActivity,
	simplifyActivity,
} from '../shared/pingone/activities';
import { hasHash } from './deliverySecret';
import { recentOwnClientId } from './ownClient';
import { readDelivery } from './readDelivery';
import { deliverySettingsOf, type DeliverySettings } from './triggerSettings';

/** The webhook that takes HEAD, with which PingOne's console tests whether somebody is there. */
export const HEAD_WEBHOOK = 'setup';
/** What PingOne's console sends to test a webhook. */
const DELIVERY_TEST = 'EVENT_DELIVERY_TEST';

/** Exactly 200, without an execution: PingOne sends anything else again, and nothing behind it. */
const ACCEPTED: IWebhookResponseData = { webhookResponse: 'OK' };

/**
 * Starts an execution with the events that are wanted. Whatever a delivery contains, it does not
 * throw: PingOne would send the same again for days, and nothing else.
 */
export async function receiveDelivery(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	if (context.getWebhookName() === HEAD_WEBHOOK) return ACCEPTED;
	const { authorization } = context.getHeaderData();
	if (!hasHash(authorization, context.getWorkflowStaticData('node').secretHash)) {
		context
			.getResponseObject()
			.status(401)
			.send('The Authorization header is missing or wrong')
			.end();
		return { noWebhookResponse: true };
	}
	const settings = deliverySettingsOf(context);
	const { objects, unreadable } = readDelivery(context.getBodyData(), rawBodyOf(context));
	// While somebody waits for a test event, n8n ends with the first request: they are to see it.
	const isTest = context.getMode() === 'manual';
	const events = isTest ? objects : objects.filter(isActivity);
	const others = unreadable + objects.length - events.length;
	if (others > 0) context.logger.warn(`Skipped ${others} entries that are not events`);
	const wanted = isTest ? events : await wantedOf(context, events, settings);
	if (wanted.length === 0) return ACCEPTED;
	const outputs = settings.simplify ? wanted.map(simplifyActivity) : wanted;
	return { workflowData: [outputs.map((json) => ({ json }))] };
}

async function wantedOf(
	context: IWebhookFunctions,
	events: IDataObject[],
	{ result, ignoreOwnEvents }: DeliverySettings,
): Promise<IDataObject[]> {
	const mayBeOwn = ignoreOwnEvents && events.some((event) => clientOf(event) !== undefined);
	const exceptBy = mayBeOwn ? await recentOwnClientId(context) : undefined;
	return events.filter(
		(event) => activityType(event) !== DELIVERY_TEST && fits(event, { result, exceptBy }),
	);
}

/** As n8n keeps it beside what it has parsed. */
function rawBodyOf(context: IWebhookFunctions): string {
	const request: object = context.getRequestObject();
	const body = 'rawBody' in request ? request.rawBody : undefined;
	return Buffer.isBuffer(body) ? body.toString() : '';
}
