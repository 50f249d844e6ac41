/** Receives what PingOne sends to the webhook of the check. */
import express from 'express';
import { LoopbackServer } from '../../simulator/loopbackServer';
import { UsageError } from '../usageError';

export interface Delivery {
	method: string;
	authorization?: string;
	contentType: string;
	body: string;
}

/** Responds 200 to everything, if the check has a webhook. @throws {UsageError} if the port is in use. */
export async function receiveDeliveries(
	deliveries: Delivery[],
	url?: string,
	port?: number,
): Promise<LoopbackServer | undefined> {
	if (url === undefined) return undefined;
	const app = express();
	app.use(express.raw({ type: () => true, limit: '1mb' }));
	app.all(new URL(url).pathname, ({ method, headers, body }, response) => {
		const { authorization, 'content-type': contentType = 'none' } = headers;
		const text = Buffer.isBuffer(body) ? body.toString() : '';
		deliveries.push({ method, authorization, contentType, body: text });
		response.status(200).end();
	});
	return await LoopbackServer.start(app, port).catch(() => {
		throw new UsageError('The port is in use. Choose another one with --webhook-port.');
	});
}
