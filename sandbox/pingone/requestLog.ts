import type { IncomingHttpHeaders } from 'node:http';
import type { Request, Response } from 'express';
import { bodyLength, bodyText } from './resource';

/** A request that the simulator received. */
export interface ReceivedRequest {
	method: string;
	/** With its query, not decoded. */
	path: string;
	/** All but the token. */
	headers: IncomingHttpHeaders;
	/** Whether it came with this token, which itself is kept nowhere. */
	carries(token: string): boolean;
	bodyLength: number;
	/** As text; empty where there is none. It may have passwords in it, as requests do. */
	body: string;
	/** As `performance.now()` has it. */
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
