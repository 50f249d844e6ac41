/** What PingOne sends to a webhook: a subscription that the check creates and deletes again. */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import express from 'express';
import { LoopbackServer } from '../../loopbackServer';
import type { Check, Step } from '../check';
import { textIn } from '../check';
import { NotSettled } from '../notSettled';
import { isRefused, isSuccess, listIn, observedOf, type JsonObject } from '../tenantClient';

interface Delivery {
	method: string;
	authorization?: string;
	contentType: string;
	body: string;
}

/** So long PingOne has to ask a new webhook for something. */
const ON_CREATION_MS = 5_000;
const LOOK_EVERY_MS = 100;
const MAX_BODY = '1mb';

export const webhooks: Step = {
	facts: ['webhook.creation', 'webhook.authorization', 'webhook.contentType', 'webhook.shape'],
	needs: 'webhook',
	announcement: (check) =>
		`Register a webhook with the URL ${check.settings.webhook?.url} in PingOne, disable and enable ${check.userOf('own').username}, and delete the webhook again`,
	async run(check) {
		const { webhook, patienceMs } = check.settings;
		const user = check.userOf('own');
		const deliveries: Delivery[] = [];
		const server = await LoopbackServer.start(receiver(deliveries), webhook?.port);
		const remove = check.cleanUp.add('Delete the webhook "n8n check"', async () => {
			const ours = (await subscriptions(check)).filter(({ name }) => name === NAME);
			const deleted = ours.map(async (one) =>
				check.undo('DELETE', `subscriptions/${textIn(one, 'id')}`),
			);
			return (await Promise.all(deleted)).every(Boolean);
		});
		try {
			const authorization = `Bearer ${randomBytes(32).toString('base64url')}`;
			const body = subscription(String(webhook?.url), authorization);
			const created = await check.send('POST', 'subscriptions', { body });
			if (isRefused(created)) remove.forget();
			if (!isSuccess(created)) throw new NotSettled(`PingOne answered ${observedOf(created)}`);
			await waitFor(deliveries, Math.min(ON_CREATION_MS, patienceMs));
			check.settle('webhook.creation', deliveries[0]?.method ?? 'nothing');

			deliveries.length = 0;
			const path = `users/${user.id}/enabled`;
			await check.send('PUT', path, { body: { enabled: false } });
			await check.send('PUT', path, { body: { enabled: true } });
			await waitFor(deliveries, patienceMs);
			const [delivery] = deliveries;
			if (delivery === undefined) throw new NotSettled('no delivery arrived');
			const isSent = delivery.authorization === authorization;
			check.settle('webhook.authorization', isSent ? 'sent' : 'missing');
			check.settle('webhook.contentType', delivery.contentType.replace(/;.*/, ''));
			check.settle('webhook.shape', shapeOf(delivery.body));
		} finally {
			await remove.now();
			await server.stop();
		}
	},
};

const NAME = 'n8n check';

function subscription(url: string, authorization: string) {
	return {
		name: NAME,
		enabled: true,
		protocol: 'HTTPS',
		format: 'ACTIVITY',
		verifyTlsCertificates: true,
		httpEndpoint: { url, headers: { Authorization: authorization } },
		filterOptions: { includedActionTypes: ['USER.UPDATED'] },
		payloadOptions: {
			maximumPayloadLimit: { type: 'EVENTS_PER_PAYLOAD', size: 1 },
			payloadFormat: { https: { format: 'JSON_ARRAY', prettyPrint: false } },
		},
	};
}

/** Takes whatever comes, as PingOne wants it. */
function receiver(deliveries: Delivery[]) {
	const app = express();
	app.use(express.raw({ type: () => true, limit: MAX_BODY }));
	app.use(({ method, headers, body }, response) => {
		const { authorization, 'content-type': contentType = 'none' } = headers;
		const text = Buffer.isBuffer(body) ? body.toString() : '';
		deliveries.push({ method, authorization, contentType, body: text });
		response.status(200).end();
	});
	return app;
}

async function subscriptions(check: Check): Promise<JsonObject[]> {
	return listIn(await check.client.send('GET', check.path('subscriptions')), 'subscriptions');
}

async function waitFor(deliveries: Delivery[], ms: number): Promise<void> {
	const givenUpAt = Date.now() + ms;
	while (deliveries.length === 0 && Date.now() < givenUpAt) await pause(LOOK_EVERY_MS);
}

function shapeOf(body: string): string {
	try {
		return Array.isArray(JSON.parse(body)) ? 'array' : 'object';
	} catch {
		return 'other';
	}
}
