/** Receives requests to webhooks on loopback, as n8n's server does. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Request, type Response } from 'express';
import { LOOPBACK } from '../../../simulator/loopbackServer';

const LIMIT = '16mb';

export class WebhookServer {
	readonly app = express().use(parseAsN8n);
	private readonly server = createServer(this.app);

	async start(): Promise<void> {
		this.server.listen(0, LOOPBACK);
		await once(this.server, 'listening');
	}

	/** The URL without a slash at the end. */
	get url(): string {
		const { port } = this.server.address() as AddressInfo;
		return `http://${LOOPBACK}:${port}`;
	}

	/** Stops receiving requests, and waits for those that are in progress. */
	async stop(): Promise<void> {
		const closed = once(this.server, 'close');
		this.server.close();
		await closed;
	}
}

/** Keeps the raw body, and parses the content types that n8n parses. */
function parseAsN8n(request: Request, response: Response, next: NextFunction): void {
	response.set('Connection', 'close');
	if (request.headers['content-type']?.startsWith('multipart/')) return next();
	express.raw({ type: () => true, limit: LIMIT })(request, response, () => {
		const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
		const type = (request.headers['content-type'] ?? '').split(';')[0];
		Object.assign(request, { rawBody, body: undefined });
		try {
			if (rawBody.length > 0 && type === 'application/json') {
				request.body = JSON.parse(rawBody.toString());
			} else if (type === 'text/plain') request.body = rawBody.toString();
			next();
		} catch {
			response.status(422).json({ message: 'Failed to parse request body' });
		}
	});
}
