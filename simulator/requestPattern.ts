import type { Request } from 'express';

/** A request by its form: what it is about, whichever environment and IDs it has. */
export interface RequestPattern {
	environmentId: string;
	/** The parts of the path after the environment; IDs in lower case. */
	parts: string[];
	/** Method and path, in which a star stands for each ID, as in `DELETE users/*`. */
	pattern: string;
	/** Behind `application/vnd.pingidentity.`, without `+json`: `account.lock`; empty for others. */
	action: string;
}

const ENVIRONMENT_PATH = /^\/v1\/environments\/([^/]+)\/(.+)$/;
const ACTION = /^application\/vnd\.pingidentity\.([\w.]+)/;

/** Undefined for a request that is not about something in an environment. */
export function requestPattern({ method, path, headers }: Request): RequestPattern | undefined {
	const [, environmentId, rest] = ENVIRONMENT_PATH.exec(path) ?? [];
	if (rest === undefined) return undefined;
	const parts = rest.split('/').map((part, index) => (index % 2 ? part.toLowerCase() : part));
	const form = parts.map((part, index) => (index % 2 ? '*' : part)).join('/');
	const [, action = ''] = ACTION.exec(headers['content-type'] ?? '') ?? [];
	return { environmentId, parts, pattern: `${method} ${form}`, action };
}
