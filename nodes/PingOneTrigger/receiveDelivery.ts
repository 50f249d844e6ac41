/** Handles requests to the trigger's webhook. */
import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import {
	activityType,
	clientIdOf,
	matchesFilter,
	isActivity,
	simplifyActivity,
} from '../shared/pingone/events/event';
import { hasHash } from './deliverySecret';
import { recentOwnClientId } from './ownClient';
import { MAX_LINES, readDelivery } from './readDelivery';
import { isShownSecret } from './shownSecrets';
import { deliverySettingsOf, type DeliverySettings } from './triggerSettings';

/** The webhook for HEAD requests, which PingOne's console sends to test the address. */
export const HEAD_WEBHOOK = 'setup';
/** The event type of PingOne's delivery test. */
const DELIVERY_TEST = 'EVENT_DELIVERY_TEST';

/**
 * Responds 200 without starting an execution. For any other response, PingOne repeats the
 * delivery and holds back all later ones.
 */
const ACCEPTED: IWebhookResponseData = { webhookResponse: 'OK' };

/**
 * Starts an execution with the events that match the filters. It never throws because of a
 * delivery's content: PingOne would repeat that delivery for days and hold back all later ones.
 */
export async function receiveDelivery(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	if (context.getWebhookName() === HEAD_WEBHOOK) return ACCEPTED;
	const { authorization } = context.getHeaderData();
	const { secretHash } = context.getWorkflowStaticData('node');
	if (!hasHash(authorization, secretHash) && !(await isShownSecret(context, authorization))) {
		context
			.getResponseObject()
			.status(401)
			.send('The Authorization header is missing or wrong')
			.end();
		return { noWebhookResponse: true };
	}
	const settings = deliverySettingsOf(context);
	const { objects, unreadable, hasMoreLines } = readDelivery(
		context.getBodyData(),
		rawBodyOf(context),
	);
	if (hasMoreLines) {
		context.logger.warn(
			`Read only the first ${MAX_LINES} lines of a delivery, because PingOne sends at most 500 events`,
		);
	}
	// n8n stops waiting for a test event at the first request, so the user must see it.
	const isTest = context.getMode() === 'manual';
	const events = isTest ? objects : objects.filter(isActivity);
	const others = unreadable + objects.length - events.length;
	if (others > 0) context.logger.warn(`Skipped ${others} entries that are not events`);
	const matching = isTest ? events : await matchingEvents(context, events, settings);
	if (matching.length === 0) return ACCEPTED;
	const outputs = settings.simplify ? matching.map(simplifyActivity) : matching;
	return { workflowData: [outputs.map((json) => ({ json }))] };
}

async function matchingEvents(
	context: IWebhookFunctions,
	events: IDataObject[],
	{ result, ignoreOwnEvents }: DeliverySettings,
): Promise<IDataObject[]> {
	const mayBeOwn = ignoreOwnEvents && events.some((event) => clientIdOf(event) !== undefined);
	const excludedClientId = mayBeOwn ? await recentOwnClientId(context) : undefined;
	return events.filter(
		(event) =>
			activityType(event) !== DELIVERY_TEST && matchesFilter(event, { result, excludedClientId }),
	);
}

/** Returns the raw body, which n8n keeps beside the parsed one. */
function rawBodyOf(context: IWebhookFunctions): string {
	const request: object = context.getRequestObject();
	const body = 'rawBody' in request ? request.rawBody : undefined;
	return Buffer.isBuffer(body) ? body.toString() : '';
}
