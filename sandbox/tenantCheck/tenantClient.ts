/** Sends single requests to PingOne, and shows whatever comes back: the nodes' own client would judge it. */
import { setTimeout as pause } from 'node:timers/promises';
import axios from 'axios';
import { retryAfterMs } from '../../nodes/shared/http/retryAfter';
import { rejectsToken } from '../../nodes/shared/pingone/apiErrors';
import { acquireToken } from '../../nodes/shared/pingone/tokenEndpoint';
import type { Worker } from '../../nodes/shared/pingone/worker';
import { NotSettled, NothingDone } from './notSettled';
import type { TenantResponse } from './tenantResponse';

export interface Content {
	mediaType?: string;
	/** Sent as JSON. */
	body?: object;
}

const TIMEOUT_MS = 30_000;
const MAX_WAIT_MS = 60_000;
const DEFAULT_WAIT_MS = 1_000;
const MAX_ATTEMPTS = 5;

interface Request {
	method?: string;
	url: string;
	headers?: object;
	body?: unknown;
	timeout?: number;
}

export class TenantClient {
	private constructor(
		private readonly worker: Worker,
		private token: string,
	) {}

	/** @throws {TokenError} where PingOne hands out no token. */
	static async open(worker: Worker): Promise<TenantClient> {
		return new TenantClient(worker, await acquireToken(transport, worker));
	}

	/**
	 * Sends a request, and sends it again only if nothing has been done: because PingOne says that it
	 * came too fast, or because the token had expired, which is renewed once.
	 *
	 * @param path below the API's base.
	 * @param signal ends the wait for the next attempt.
	 * @throws {NothingDone} where PingOne stays busy, or does not accept the token; {NotSettled} where no
	 * response comes.
	 */
	async send(
		method: string,
		path: string,
		content: Content = {},
		signal?: AbortSignal,
	): Promise<TenantResponse> {
		let hasRenewed = false;
		for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
			const response = await this.sendOnce(method, path, content);
			if (rejectsToken(response)) {
				if (hasRenewed) throw new NothingDone('PingOne does not accept the token (401)');
				hasRenewed = true;
				await this.renewToken();
			} else if (response.status === 429) {
				const waitMs = retryAfterMs(response.headers) ?? DEFAULT_WAIT_MS;
				if (waitMs > MAX_WAIT_MS) break;
				await pause(waitMs, undefined, { signal });
			} else return response;
		}
		throw new NothingDone('PingOne accepts no more requests for now (429)');
	}

	/** Sends a request once. @throws {NotSettled} where no response comes. */
	async sendOnce(
		method: string,
		path: string,
		{ mediaType, body }: Content = {},
	): Promise<TenantResponse> {
		const contentType = mediaType ?? (body && 'application/json');
		const headers = {
			Authorization: `Bearer ${this.token}`,
			...(contentType !== undefined && { 'Content-Type': contentType }),
		};
		return await transport({
			method,
			url: `${this.worker.apiBase}${path}`,
			headers,
			body: body && JSON.stringify(body),
			timeout: TIMEOUT_MS,
		}).catch(() => {
			// What axios says has the request in it, token included.
			throw new NotSettled('PingOne did not respond');
		});
	}

	private async renewToken(): Promise<void> {
		this.token = await acquireToken(transport, this.worker).catch(() => {
			throw new NothingDone('PingOne hands out no token any more');
		});
	}
}

/** Sends a request as it is. */
async function transport(request: Request): Promise<TenantResponse> {
	const { method, url, headers, body, timeout } = request;
	const { status, data, ...response } = await axios.request<unknown>({
		method,
		url,
		headers: textsIn(headers),
		data: body,
		timeout,
		maxRedirects: 0,
		validateStatus: () => true,
	});
	return { status, headers: textsIn(response.headers), body: data };
}

function textsIn(headers: object = {}): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
	);
}
