import type { IncomingHttpHeaders } from 'node:http';
import type { Request, Response } from 'express';
import { bodyLength, bodyText } from './resource';

/** A request that the simulator received. */
export interface ReceivedRequest {
	method: string;
	/** The path with its query, not decoded. */
	path: string;
	/** The headers without the token. */
	headers: IncomingHttpHeaders;
	/** True if the request was sent with this token. The log does not keep the token. */
	carries(token: string): boolean;
	bodyLength: number;
	/** The body as text, or empty. It may contain passwords. */
	body: string;
	/** A time of `performance.now()`. */
	receivedAt: number;
	/** The status of the response; absent until it is sent. */
	status?: number;
}

/** The entry of the log for a request. Its status is filled in when the response is sent. */
export function logEntry(request: Request, response: Response): ReceivedRequest {
	const { authorization, ...headers } = request.headers;
	const entry: ReceivedRequest = {
		method: request.method,
		path: request.originalUrl,
		headers,
		carries: (token) => authorization === `Bearer ${token}`,
		bodyLength: bodyLength(request),
		body: bodyText(request),
		receivedAt: performance.now(),
	};
	response.on('finish', () => {
		entry.status = response.statusCode;
	});
	return entry;
}
