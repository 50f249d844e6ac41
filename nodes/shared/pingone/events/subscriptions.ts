/** Manages PingOne's webhooks, which its API calls subscriptions. */
import type { IDataObject } from 'n8n-workflow';
import { clock } from '../../http/clock';
import { isNotFound, type Subject } from '../errors/responseErrors';
import type { Environment } from '../environment';
import { readAll } from '../collection';
import {
	PingOneError,
	isNotFoundError,
	toPingOneError,
	UnknownOutcomeError,
} from '../errors/pingOneError';
import { isId } from '../ids';
import { isJsonObject, objectIn } from '../json';
import { ENVIRONMENT_ADMIN } from '../auth/roles';

/** Settings of a subscription that the trigger creates. */
export interface SubscriptionSettings {
	name: string;
	/** The https address that PingOne sends to. */
	url: string;
	types: string[];
	/** Only events of users in these populations and of these applications; all if empty. */
	populationIds: string[];
	applicationIds: string[];
	/** 1 to 500. */
	eventsPerDelivery: number;
}

/**
 * Maximum number per environment. PingOne refuses another one with 403, as if a role were
 * missing.
 */
const MAX_SUBSCRIPTIONS = 50;

const MEDIA_TYPE = 'application/json';
const IF_UNKNOWN =
	'It is not known whether PingOne registered the webhook. Try again: an existing webhook is reused.';

/** Advice for the user if a subscription to be deleted may still exist. */
export const IF_NOT_DELETED =
	'PingOne may still have the webhook, and send to it. Look for it in the PingOne admin console: Integrations > Webhooks.';

/** Lists all subscriptions of an environment, including those of others. */
export async function subscriptionsIn(environment: Environment): Promise<IDataObject[]> {
	return await readAll(environment, {
		path: '/subscriptions',
		name: 'subscriptions',
		subject: webhooksSubject(environment),
	});
}

/** Reads one subscription; undefined if it does not exist. */
export async function subscriptionOf(
	environment: Environment,
	id: string,
): Promise<IDataObject | undefined> {
	const path = subscriptionPath(id);
	return await environment.get(path, webhookSubject(environment, id)).catch((error: unknown) => {
		if (isNotFoundError(error)) return undefined;
		throw error;
	});
}

/** Returns the address that a subscription sends to. */
export function urlOf(subscription: IDataObject): unknown {
	return endpointOf(subscription).url;
}

/** Returns the endpoint. PingOne may return it as `connectionDetails` instead of `httpEndpoint`. */
function endpointOf(subscription: IDataObject): IDataObject {
	const name = isJsonObject(subscription.httpEndpoint) ? 'httpEndpoint' : 'connectionDetails';
	return objectIn(subscription, name);
}

/**
 * Returns the `Authorization` header of a subscription's deliveries, which PingOne shows to
 * everybody who may read subscriptions.
 */
export function authorizationOf(subscription: IDataObject): unknown {
	const headers = Object.entries(objectIn(endpointOf(subscription), 'headers'));
	// Header names are not case-sensitive, and PingOne may change their case.
	return headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1];
}

/**
 * True if a subscription has these settings. PingOne may return lists in another order, and
 * additional fields.
 */
export function hasSettings(subscription: IDataObject, settings: SubscriptionSettings): boolean {
	const httpEndpoint = endpointOf(subscription);
	return includes({ ...subscription, httpEndpoint }, bodyOf(settings));
}

/**
 * Creates a subscription.
 *
 * @param authorization the `Authorization` header of its deliveries.
 * @returns its ID.
 * @throws {UnknownOutcomeError} if it may have been created.
 * @throws {PingOneError} if PingOne refuses, or if the environment has the maximum number of
 * subscriptions.
 */
export async function createSubscription(
	environment: Environment,
	settings: SubscriptionSettings,
	authorization: string,
): Promise<string> {
	const call = { ...callOf(settings, authorization), ifUnknown: IF_UNKNOWN };
	const response = await environment.send('POST', '/subscriptions', call);
	if (response.status === 403) await throwIfFull(environment);
	if (Math.floor(response.status / 100) !== 2)
		throw environment.error(response, webhooksSubject(environment));
	const id = isJsonObject(response.body) ? response.body.id : undefined;
	if (isId(id)) return id;
	throw new UnknownOutcomeError(
		"PingOne's response does not contain the ID of the new webhook",
		IF_UNKNOWN,
	);
}

/**
 * Replaces the settings and the secret of a subscription.
 *
 * @throws {PingOneError} if PingOne refuses.
 */
export async function replaceSubscription(
	environment: Environment,
	id: string,
	settings: SubscriptionSettings,
	authorization: string,
): Promise<void> {
	const call = { ...callOf(settings, authorization), isRepeatable: true, ifUnknown: IF_UNKNOWN };
	const path = subscriptionPath(id);
	const response = await environment.send('PUT', path, call);
	environment.changedObject(response, webhookSubject(environment, id));
}

/**
 * Deletes a subscription. One that does not exist counts as deleted.
 *
 * @throws {PingOneError} if it may still exist.
 */
export async function deleteSubscription(environment: Environment, id: string): Promise<void> {
	const call = { isRepeatable: true, ifUnknown: IF_NOT_DELETED };
	const response = await environment.send('DELETE', subscriptionPath(id), call);
	if (response.status !== 204 && !isNotFound(response)) {
		throw environment.error(response, webhookSubject(environment, id));
	}
}

/**
 * n8n stores the secret only after the subscription has been created, and rejects deliveries
 * until then.
 */
const SECRET_STORED_AFTER_MS = 10_000;
const DELIVERY_TEST = 'application/vnd.pingidentity.subscription.test+json';

/**
 * Lets PingOne test the delivery of a subscription, after 10 s.
 *
 * @returns the reason if PingOne could not deliver; undefined if it could, or if the subscription
 * no longer exists. PingOne does not document its response.
 */
export async function testDelivery(
	environment: Environment,
	id: string,
): Promise<string | undefined> {
	await clock.sleep(SECRET_STORED_AFTER_MS);
	const path = subscriptionPath(id);
	try {
		const response = await environment.send('POST', path, { mediaType: DELIVERY_TEST });
		const { status, body } = response;
		const hasFailed = isJsonObject(body) && body.success === false;
		if ((status < 300 && !hasFailed) || isNotFound(response)) return undefined;
		const { message, description } = environment.error(response, webhookSubject(environment, id));
		return hasFailed
			? 'PingOne says that the test was not successful'
			: `${message}. ${description}`;
	} catch (error) {
		return toPingOneError(error).message;
	}
}

/**
 * Throws if the environment has the maximum number of subscriptions, to which PingOne responds as
 * to a missing role.
 */
async function throwIfFull(environment: Environment): Promise<void> {
	const { length } = await subscriptionsIn(environment);
	if (length < MAX_SUBSCRIPTIONS) return;
	throw new PingOneError(
		`Environment ${environment.id} has ${length} webhooks, and PingOne allows at most ${MAX_SUBSCRIPTIONS} (403)`,
		'Delete one that is no longer needed in the PingOne admin console: Integrations > Webhooks. The names of webhooks from n8n start with "n8n".',
		403,
	);
}

function callOf(settings: SubscriptionSettings, authorization: string) {
	const { httpEndpoint, ...others } = bodyOf(settings);
	const headers = { Authorization: authorization };
	return { mediaType: MEDIA_TYPE, body: { ...others, httpEndpoint: { ...httpEndpoint, headers } } };
}

/**
 * Returns the body without the headers. Undefined fields are not sent, and must not be present in
 * a subscription.
 */
function bodyOf({ name, url, types, eventsPerDelivery, ...filters }: SubscriptionSettings) {
	const references = (ids: string[]) => (ids.length > 0 ? ids.map((id) => ({ id })) : undefined);
	return {
		name,
		enabled: true,
		protocol: 'HTTPS',
		format: 'ACTIVITY',
		verifyTlsCertificates: true,
		httpEndpoint: { url },
		filterOptions: {
			includedActionTypes: types,
			includedPopulations: references(filters.populationIds),
			includedApplications: references(filters.applicationIds),
			includedTags: undefined,
			// Without these, events contain neither.
			ipAddressExposed: true,
			userAgentExposed: true,
		},
		payloadOptions: {
			maximumPayloadLimit: { type: 'EVENTS_PER_PAYLOAD', size: eventsPerDelivery },
			payloadFormat: { https: { format: 'JSON_ARRAY', prettyPrint: false } },
		},
	};
}

function includes(actual: unknown, expected: unknown): boolean {
	if (expected === undefined) return !Array.isArray(actual) || actual.length === 0;
	if (Array.isArray(expected)) {
		if (!Array.isArray(actual) || actual.length !== expected.length) return false;
		return expected.every((part) => actual.some((other) => includes(other, part)));
	}
	if (!isJsonObject(expected)) return actual === expected;
	return (
		isJsonObject(actual) &&
		Object.entries(expected).every(([name, value]) => includes(actual[name], value))
	);
}

function subscriptionPath(id: string): string {
	return `/subscriptions/${id}`;
}

function webhooksSubject(environment: Environment): Subject {
	return { name: `the webhooks of environment ${environment.id}`, role: ENVIRONMENT_ADMIN };
}

function webhookSubject(environment: Environment, id: string): Subject {
	return {
		name: `webhook ${id} in environment ${environment.id}`,
		role: ENVIRONMENT_ADMIN,
	};
}
