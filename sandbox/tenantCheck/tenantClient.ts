/** Sends single requests to PingOne, and shows whatever comes back: the nodes' own client would judge it. */
import { setTimeout as pause } from 'node:timers/promises';
import axios from 'axios';
import { retryAfterMs } from '../../nodes/shared/http/retryAfter';
import { rejectsToken } from '../../nodes/shared/pingone/apiErrors';
import type { Send } from '../../nodes/shared/pingone/client';
import { errorBody } from '../../nodes/shared/pingone/errorBody';
import { isJsonObject, objectIn } from '../../nodes/shared/pingone/json';
import { acquireToken } from '../../nodes/shared/pingone/tokenEndpoint';
import type { Worker } from '../../nodes/shared/pingone/worker';
import { NotSettled } from './notSettled';

export type JsonObject = Record<string, unknown>;

export interface TenantResponse {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	body: unknown;
}

export interface Content {
	mediaType?: string;
	/** Sent as JSON. */
	body?: object;
}

const TIMEOUT_MS = 30_000;
const MAX_WAIT_MS = 60_000;
const DEFAULT_WAIT_MS = 1_000;
const MAX_ATTEMPTS = 5;
const CODE = /^[A-Z][A-Z_]{1,40}$/;

export class TenantClient {
	private constructor(
		private readonly base: string,
		private readonly token: string,
	) {}

	/** @throws {TokenError} where PingOne hands out no token. */
	static async open(worker: Worker): Promise<TenantClient> {
		return new TenantClient(worker.apiBase, await acquireToken(sendForToken, worker));
	}

	/**
	 * Sends a request, and sends it again only if PingOne says that it was too fast, which nothing has
	 * been done after.
	 *
	 * @param path below the API's base.
	 * @throws {NotSettled} where no response comes, PingOne stays busy, or does not accept the token.
	 */
	async send(method: string, path: string, content: Content = {}): Promise<TenantResponse> {
		for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
			const response = await this.sendOnce(method, path, content);
			if (rejectsToken(response)) throw new NotSettled('PingOne does not accept the token (401)');
			if (response.status !== 429) return response;
			const waitMs = retryAfterMs(response.headers) ?? DEFAULT_WAIT_MS;
			if (waitMs > MAX_WAIT_MS) break;
			await pause(waitMs);
		}
		throw new NotSettled('PingOne accepts no more requests for now (429)');
	}

	/** Sends a request once. @throws {NotSettled} where no response comes. */
	async sendOnce(
		method: string,
		path: string,
		{ mediaType, body }: Content = {},
	): Promise<TenantResponse> {
		const contentType = mediaType ?? (body && 'application/json');
		const { status, headers, data } = await axios
			.request<unknown>({
				method,
				url: `${this.base}${path}`,
				data: body && JSON.stringify(body),
				headers: {
					Authorization: `Bearer ${this.token}`,
					...(contentType !== undefined && { 'Content-Type': contentType }),
				},
				timeout: TIMEOUT_MS,
				maxRedirects: 0,
				validateStatus: () => true,
			})
			.catch(() => {
				// What axios says has the request in it, token included.
				throw new NotSettled('PingOne did not respond');
			});
		return { status, headers: textsIn(headers), body: data };
	}
}

/** A response in the words of `TenantFacts`. */
export function observedOf({ status, body }: TenantResponse): string {
	if (status < 300) return String(status);
	const error = errorBody(body);
	if (error === undefined) return `${status} other`;
	const codes = [error.code, ...error.detailCodes.slice(0, 1)].filter((code) => CODE.test(code));
	return `${status} ${codes.join('/') || 'other'}`;
}

export function isSuccess({ status }: TenantResponse): boolean {
	return status >= 200 && status < 300;
}

/** Whether nothing can have been done. */
export function isRefused({ status }: TenantResponse): boolean {
	return status >= 400 && status < 500;
}

/** The objects of a list in a response. @throws {NotSettled} where there is none. */
export function listIn(response: TenantResponse, name: string): JsonObject[] {
	const list = isJsonObject(response.body) ? objectIn(response.body, '_embedded')[name] : undefined;
	if (response.status === 200 && Array.isArray(list)) return list.filter(isJsonObject);
	throw new NotSettled(`The list of ${name} could not be read (${observedOf(response)})`);
}

const sendForToken: Send = async ({ method, url, headers, body, timeout }) => {
	const response = await axios.request<unknown>({
		method,
		url,
		headers: textsIn(headers),
		data: body,
		timeout,
		maxRedirects: 0,
		validateStatus: () => true,
	});
	return { status: response.status, body: response.data, headers: textsIn(response.headers) };
};

function textsIn(headers: object = {}): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
	);
}
