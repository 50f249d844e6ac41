/** Sends single requests to the given PingOne, and to no other host. */
import { setTimeout as pause } from 'node:timers/promises';
import axios from 'axios';
import { retryAfterMs } from '../../nodes/shared/http/retryAfter';
import { acquireToken } from '../../nodes/shared/pingone/auth/tokenEndpoint';
import type { Worker } from '../../nodes/shared/pingone/auth/worker';

export interface Content {
	mediaType?: string;
	body?: string;
}

export interface Answer {
	status: number;
	body: unknown;
}

const TIMEOUT_MS = 30_000;
const MAX_WAIT_MS = 60_000;
const MAX_ATTEMPTS = 5;

/** A probe cannot give a result. The message says why. */
export class NotTried extends Error {}

/**
 * Sends a request. Sends it again only after 429, when the time in Retry-After is over.
 *
 * @param path below the API's base, with a slash.
 * @throws {NotTried} if PingOne stays busy, or if there is no response.
 */
export type Send = (
	method: string,
	path: string,
	content?: Content,
	signal?: AbortSignal,
) => Promise<Answer>;

/**
 * Returns a function that sends requests with one token. The token lives for an hour: longer than a
 * check takes.
 *
 * @throws {TokenError} if PingOne issues no token.
 */
export async function tenantClient(worker: Worker): Promise<Send> {
	const token = await acquireToken(request, worker);
	return async (method, path, { mediaType, body } = {}, signal) => {
		const type = mediaType && { 'Content-Type': mediaType };
		const headers = { Authorization: `Bearer ${token}`, ...type };
		for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
			const sent = { method, url: `${worker.apiBase}${path}`, headers, body };
			const answer = await request(sent).catch(() => {
				// The token is in axios's error.
				throw new NotTried('PingOne did not respond');
			});
			if (answer.status !== 429) return answer;
			const waitMs = Math.min(retryAfterMs(answer.headers) ?? 1_000, MAX_WAIT_MS);
			await pause(waitMs, undefined, { signal });
		}
		throw new NotTried('PingOne accepts no more requests for now (429)');
	};
}

async function request(sent: { method?: string; url: string; headers?: object; body?: unknown }) {
	const { method, url, headers, body: data } = sent;
	const response = await axios.request<unknown>({
		...{ method, url, data, headers: { ...headers } },
		...{ timeout: TIMEOUT_MS, maxRedirects: 0, validateStatus: () => true },
	});
	return { status: response.status, headers: { ...response.headers }, body: response.data };
}
