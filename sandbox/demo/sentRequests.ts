import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';

/** A request that this process sent, and what was answered. */
export interface LoggedRequest {
	method: string;
	url: string;
	/** Those that mean something to PingOne; of the token, only that there is one. */
	headers: Record<string, string>;
	status: number;
	statusMessage: string;
}

const ANSWERED = 'http.client.response.finish';
const MEANINGFUL = ['Authorization', 'Content-Type', 'X-Ping-External-Transaction-Id'];

/**
 * Watches what Node.js itself sends, whoever sends it.
 *
 * @returns a function that ends the watch and gives back what was seen.
 */
export function watchRequests(): () => LoggedRequest[] {
	const seen: LoggedRequest[] = [];
	const see = (message: unknown) => {
		const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
		seen.push({
			method: request.method,
			url: `${request.protocol}//${request.getHeader('host')}${request.path}`,
			headers: meaningfulHeaders(request),
			status: response.statusCode ?? 0,
			statusMessage: response.statusMessage ?? '',
		});
	};
	subscribe(ANSWERED, see);
	return () => {
		unsubscribe(ANSWERED, see);
		return seen;
	};
}

function meaningfulHeaders(request: ClientRequest): Record<string, string> {
	const present = MEANINGFUL.filter((name) => request.hasHeader(name));
	return Object.fromEntries(present.map((name) => [name, shown(name, request.getHeader(name))]));
}

function shown(name: string, value: unknown): string {
	return name === 'Authorization' ? String(value).replace(/ .*/, ' [hidden]') : String(value);
}
