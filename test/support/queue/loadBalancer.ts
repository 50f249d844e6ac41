/**
 * A load balancer in front of n8n's processes in queue mode. It sends production webhooks to the webhook
 * process and everything else to the main process, and nothing to one that is not ready.
 */
import { request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import axios from 'axios';
import { LoopbackServer } from '../../../simulator/loopbackServer';
import type { N8n } from '../product/n8n';

/** The path of webhooks of published workflows; test webhooks are below `/webhook-test`. */
const PRODUCTION = /^\/webhook\//;
const READINESS = '/healthz/readiness';
const BAD_GATEWAY = 502;
const UNAVAILABLE = 503;

/** Stop it at the end. */
export async function startLoadBalancer(main: N8n, webhookProcess: N8n): Promise<LoopbackServer> {
	return await LoopbackServer.start((request, response) => {
		const { url } = PRODUCTION.test(request.url ?? '') ? webhookProcess : main;
		void forward(url, request, response);
	});
}

async function forward(
	url: string,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	if (!(await isReady(url))) {
		response.writeHead(UNAVAILABLE).end();
		return;
	}
	const { method, headers } = request;
	const onward = send(`${url}${request.url}`, { method, headers }, (reply) => {
		response.writeHead(reply.statusCode ?? BAD_GATEWAY, reply.headers);
		// Where the reply breaks off, the connection of whoever waits for it does too.
		pipeline(reply, response, () => {});
	});
	onward.on('error', () => {
		if (response.headersSent) response.destroy();
		else response.writeHead(BAD_GATEWAY).end();
	});
	request.pipe(onward);
}

async function isReady(url: string): Promise<boolean> {
	const response = axios.get(`${url}${READINESS}`, { proxy: false });
	return await response.then(
		() => true,
		() => false,
	);
}
