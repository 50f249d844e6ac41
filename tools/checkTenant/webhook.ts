/** Receives what PingOne sends to the webhook of the check. */
import express from 'express';
import { LoopbackServer } from '../../simulator/loopbackServer';
import { UsageError } from '../usageError';
import type { Run } from './run';

/** Responds 200 to everything, if the check has a webhook. @throws {UsageError} if the port is in use. */
export async function receiveDeliveries(run: Run): Promise<LoopbackServer | undefined> {
	const { webhookUrl } = run.values;
	if (webhookUrl === undefined) return undefined;
	const app = express();
	app.use(express.text({ type: () => true, limit: '1mb' }));
	app.all(new URL(webhookUrl).pathname, ({ method, headers, body }, response) => {
		const { authorization, 'content-type': contentType = 'none' } = headers;
		run.deliveries.push({ method, authorization, contentType, body: String(body) });
		response.status(200).end();
	});
	return await LoopbackServer.start(app, run.settings.webhook?.port).catch(() => {
		throw new UsageError('The port is in use. Choose another one with --webhook-port.');
	});
}
