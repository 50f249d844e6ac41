/** What PingOne sends to a webhook: a subscription that the check creates and deletes again. */
import { randomBytes } from 'node:crypto';
import express from 'express';
import { LoopbackServer } from '../../loopbackServer';
import type { Check, Step } from '../check';
import { NotSettled } from '../notSettled';
import { createTemporarily } from '../temporary';
import { isSuccess, listIn, observedOf, textIn, type TenantResponse } from '../tenantResponse';
import { settleAccess } from './access';

interface Delivery {
	method: string;
	authorization?: string;
	contentType: string;
	body: string;
}

/** So long PingOne has to ask a new webhook for something. */
const ASKED_WITHIN_S = 5;
const MAX_BODY = '1mb';
/** PingOne answers one more as if a role were missing. */
const MAX_WEBHOOKS = 50;
/** Somebody else's could have anything in it. */
export const CONTENT_TYPES = [
	'application/json',
	'application/x-ndjson',
	'application/ndjson',
	'application/octet-stream',
	'text/plain',
	'none',
];

export const webhooks: Step = {
	facts: [
		'access.createSubscription',
		'webhook.creation',
		'webhook.authorization',
		'webhook.contentType',
		'webhook.shape',
	],
	needs: 'webhook',
	announcement: (check) => {
		const { webhook } = check.settings;
		return `Register a webhook with the URL ${webhook?.url} in PingOne for changes to users in the population of the test user, disable and enable ${check.userOf('own').username}, and delete the webhook again`;
	},
	async run(check) {
		const { webhook } = check.settings;
		const own = check.userOf('own');
		// Nobody else knows it.
		const url = `${String(webhook?.url).replace(/\/$/, '')}/${randomBytes(16).toString('hex')}`;
		const authorization = `Bearer ${randomBytes(32).toString('base64url')}`;
		const deliveries: Delivery[] = [];
		const server = await listen(deliveries, new URL(url).pathname, webhook?.port);
		try {
			const { response, remove } = await createTemporarily(check, {
				what: `Delete the webhook whose URL is ${url}`,
				collection: 'subscriptions',
				content: { body: subscription(url, authorization, own.populationId) },
				find: async () => await withUrl(check, url),
			});
			try {
				await settleCreation(check, response);
				await settleDeliveries(check, deliveries, authorization);
			} finally {
				await remove();
			}
		} finally {
			await server.stop();
		}
	},
};

/** @throws {NotSettled} where it was not created. */
async function settleCreation(check: Check, response: TenantResponse): Promise<void> {
	const there = response.status === 403 ? await check.send('GET', 'subscriptions') : undefined;
	if (there?.status === 200 && listIn(there, 'subscriptions').length >= MAX_WEBHOOKS) {
		throw new NotSettled('the environment has as many webhooks as it may have');
	}
	settleAccess(check, 'access.createSubscription', response);
	if (!isSuccess(response)) throw new NotSettled(`PingOne returned ${observedOf(response)}`);
}

async function settleDeliveries(
	check: Check,
	deliveries: Delivery[],
	authorization: string,
): Promise<void> {
	const { id } = check.userOf('own');
	const isEvent = ({ body }: Delivery) => body.includes('USER.UPDATED');
	const call = () => deliveries.find((one) => !isEvent(one));
	await check.waitFor(ASKED_WITHIN_S * check.secondMs, () => call() !== undefined);
	const method = call()?.method;
	if (method !== undefined) check.settle('webhook.creation', method);

	for (const enabled of [false, true]) {
		const changed = await check.send('PUT', `users/${id}/enabled`, { body: { enabled } });
		if (!isSuccess(changed)) throw new NotSettled('the user that was created could not be changed');
	}
	// Others may be changed meanwhile.
	const delivered = () => deliveries.find(({ body }) => body.includes(id));
	await check.waitFor(check.settings.patienceMs, () => delivered() !== undefined);
	const delivery = delivered();
	if (delivery === undefined) throw new NotSettled('no delivery arrived');
	// It is known only now that PingOne reaches this machine.
	if (method === undefined) check.settle('webhook.creation', 'no request');
	const isSent = delivery.authorization === authorization;
	check.settle('webhook.authorization', isSent ? 'sent' : 'missing');
	const contentType = delivery.contentType.replace(/;.*/s, '');
	const isKnown = CONTENT_TYPES.includes(contentType);
	check.settle('webhook.contentType', isKnown ? contentType : 'other');
	check.settle('webhook.shape', shapeOf(delivery.body));
}

function subscription(url: string, authorization: string, populationId: string) {
	return {
		name: 'n8n check:tenant',
		enabled: true,
		protocol: 'HTTPS',
		format: 'ACTIVITY',
		verifyTlsCertificates: true,
		httpEndpoint: { url, headers: { Authorization: authorization } },
		filterOptions: {
			includedActionTypes: ['USER.UPDATED'],
			includedPopulations: [{ id: populationId }],
		},
		payloadOptions: {
			maximumPayloadLimit: { type: 'EVENTS_PER_PAYLOAD', size: 1 },
			payloadFormat: { https: { format: 'JSON_ARRAY', prettyPrint: false } },
		},
	};
}

/** Takes whatever comes to this path, as PingOne wants it. @throws {NotSettled} where the port is taken. */
async function listen(
	deliveries: Delivery[],
	path: string,
	port?: number,
): Promise<LoopbackServer> {
	const app = express();
	app.use(express.raw({ type: () => true, limit: MAX_BODY }));
	app.all(path, ({ method, headers, body }, response) => {
		const { authorization, 'content-type': contentType = 'none' } = headers;
		const text = Buffer.isBuffer(body) ? body.toString() : '';
		deliveries.push({ method, authorization, contentType, body: text });
		response.status(200).end();
	});
	return await LoopbackServer.start(app, port).catch(() => {
		throw new NotSettled(`nothing can listen on port ${port}: choose another one`);
	});
}

async function withUrl(check: Check, url: string): Promise<string | undefined> {
	const response = await check.client.send('GET', check.path('subscriptions'));
	const found = listIn(response, 'subscriptions').find(
		({ httpEndpoint }) => textIn(httpEndpoint, 'url') === url,
	);
	return found && textIn(found, 'id');
}

function shapeOf(body: string): string {
	try {
		return Array.isArray(JSON.parse(body)) ? 'array' : 'object';
	} catch {
		return 'other';
	}
}
