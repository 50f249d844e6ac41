import type { IDataObject, IHttpRequestMethods, IHttpRequestOptions } from 'n8n-workflow';
import { CircuitOpenError } from '../http/requestErrors';
import type { ItemProgress } from '../http/itemProgress';
import type { HttpResponse } from '../http/outcome';
import { TOO_LARGE } from '../http/responseBody';
import { RequestScheduler, type Settled } from '../http/scheduler';
import { serverTimeMs } from '../http/serverTime';
import {
	apiErrorFrom,
	circuitOpenError,
	IF_UNKNOWN,
	meaningOf,
	tryAgainAdvice,
	type ApiResponse,
	type Subject,
} from './errors/responseErrors';
import { errorBody } from './errors/errorBody';
import { UnknownOutcomeError, type ErrorContext, type PingOneError } from './errors/pingOneError';
import { exceedsLimits, isJsonObject, MAX_DEPTH } from './json';
import { networkErrorFrom } from './errors/connectionErrors';

/**
 * Sends one request with the credential's token, without following redirects. Resolves with the
 * response, whatever its status; rejects only if there is none.
 */
export type Send = (request: IHttpRequestOptions) => Promise<ApiResponse>;

/** Options for sending a request. */
export interface RequestOptions {
	/** Timeout in milliseconds. */
	timeoutMs?: number;
	/** Recorded in PingOne's audit log; see `transactionId`. */
	transactionId?: string;
	/**
	 * True if something has already been changed, so that the error of a read does not say that
	 * nothing was changed.
	 */
	isAfterChange?: boolean;
	/** Called with PingOne's time, in milliseconds since 1970, when something was read and the response says it. */
	onServerTime?: (ms: number) => void;
}

/** Repetition policy of a call that may have been carried out. */
export interface Repetition {
	isRepeatable: boolean;
	/** Advice for the user if it is not known whether the call was carried out. */
	ifUnknown: string;
}

/** Content of a request. It is not repeated unless it says so. */
export interface Call extends Partial<Repetition> {
	/**
	 * `application/json` if left out and there is a body. PingOne's actions have their own media
	 * types, some without a body.
	 */
	mediaType?: string;
	/** Sent as JSON. */
	body?: IDataObject;
	/**
	 * Repeats the call a few times after 415, with which PingOne sometimes responds to valid
	 * requests.
	 */
	retries415?: boolean;
}

const DEFAULT_TIMEOUT_MS = 30_000;

/** Client for one PingOne API with one token. Its errors contain no secrets. */
export class PingOneClient {
	private readonly host: string;

	constructor(
		private readonly transport: Send,
		/** Base address, see `apiBase`. */
		readonly base: string,
		readonly context: ErrorContext,
		/** One attempt if left out, because the user in the editor can try again. */
		private readonly scheduler = new RequestScheduler({ maxAttempts: 1 }),
		/** The item that the requests belong to. */
		private readonly item?: ItemProgress,
	) {
		this.host = new URL(base).host;
	}

	/**
	 * Reads an object.
	 *
	 * @param path below the API's base, with a leading slash and the query.
	 * @throws {PingOneError} unless the response is 200 with a JSON object.
	 */
	async get(path: string, subject: Subject, options: RequestOptions = {}): Promise<IDataObject> {
		const advice = tryAgainAdvice(this.context.isWithoutItems);
		const ifUnknown = options.isAfterChange ? advice : `Nothing was changed. ${advice}`;
		const read = { isRepeatable: true, ifUnknown };
		const response = await this.request('GET', path, read, options);
		if (response.status !== 200 || !isJsonObject(response.body)) {
			throw this.error(response, subject);
		}
		const serverMs = serverTimeMs(response.headers);
		if (serverMs !== undefined) options.onServerTime?.(serverMs);
		return response.body;
	}

	/**
	 * Sends a change.
	 *
	 * @returns the response, whatever its status; the caller interprets it.
	 * @throws {PingOneError} if there is no response.
	 */
	async send(
		method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
		path: string,
		call: Call = {},
		options: RequestOptions = {},
	): Promise<ApiResponse> {
		return await this.request(method, path, call, options);
	}

	/**
	 * Returns the object in the response to a change for which any 2xx is a success; undefined if
	 * there is none.
	 *
	 * @throws {UnknownOutcomeError} if the change may have been carried out anyway.
	 * @throws {PingOneError} unless the response is 2xx with a JSON object or without content.
	 */
	changedObject(response: ApiResponse, subject: Subject): IDataObject | undefined {
		const { status, body } = response;
		if (Math.floor(status / 100) !== 2) throw this.error(response, subject);
		if (isJsonObject(body)) return body;
		if (!body) return undefined;
		throw this.error(response, subject);
	}

	/** Returns the same client with one more secret to hide in its errors. */
	withSecret(secret: string): PingOneClient {
		const { context } = this;
		const withSecret: ErrorContext = {
			...context,
			// A renewed token is added to `context.secrets` later.
			get secrets() {
				return new Set([...context.secrets, secret]);
			},
		};
		return new PingOneClient(this.transport, this.base, withSecret, this.scheduler, this.item);
	}

	/** Returns the same client for the requests of one item. */
	forItem(item: ItemProgress): PingOneClient {
		return new PingOneClient(this.transport, this.base, this.context, this.scheduler, item);
	}

	/** Returns the error for an unexpected response. */
	error(response: ApiResponse, subject: Subject): PingOneError {
		return apiErrorFrom(response, subject, this.context);
	}

	private async request(
		method: IHttpRequestMethods,
		path: string,
		{ mediaType, body, isRepeatable = false, ifUnknown = IF_UNKNOWN, retries415 }: Call,
		{ timeoutMs = DEFAULT_TIMEOUT_MS, transactionId }: RequestOptions,
	): Promise<ApiResponse> {
		const contentType = mediaType ?? (body && 'application/json');
		const request: IHttpRequestOptions = {
			method,
			url: `${this.base}${path}`,
			timeout: timeoutMs,
			headers: {
				...(contentType && { 'Content-Type': contentType }),
				...(transactionId && { 'X-Ping-External-Transaction-Id': transactionId }),
			},
			// As text: n8n drops an empty object.
			...(body && { body: JSON.stringify(body) }),
		};
		const settled = await this.scheduler
			.send({
				attempt: async (abortSignal) => await this.transport({ ...request, abortSignal }),
				timeoutMs,
				isRepeatable,
				classify: (outcome) => meaningOf(outcome, retries415),
				item: this.item,
				isChange: method !== 'GET',
			})
			.catch((error: unknown) => {
				throw error instanceof CircuitOpenError
					? this.circuitOpenError(error, ifUnknown)
					: this.networkError(error, ifUnknown);
			});
		return this.responseOf(settled, ifUnknown);
	}

	private responseOf({ outcome, ...settled }: Settled, ifUnknown: string): ApiResponse {
		if ('response' in outcome) {
			const { status, isTooLarge } = outcome.response;
			if (isTooLarge) {
				throw new UnknownOutcomeError(`${this.host} sent ${TOO_LARGE}`, ifUnknown, status);
			}
			if (!exceedsLimits(outcome.response.body, MAX_DEPTH)) {
				return { ...outcome.response, ...settled, ifUnknown };
			}
			throw new UnknownOutcomeError(
				`${this.host} sent a response that is nested more than ${MAX_DEPTH} levels deep`,
				ifUnknown,
				status,
			);
		}
		throw this.networkError(outcome.error, ifUnknown, settled.attempts);
	}

	private networkError(error: unknown, ifUnknown: string, attempts?: number): PingOneError {
		return networkErrorFrom(error, { host: this.host, ifUnknown, attempts }, this.context);
	}

	/** Returns the error of a request that was not sent because the circuit is open. */
	private circuitOpenError({ reason }: CircuitOpenError, ifUnknown: string): PingOneError {
		const cause =
			'response' in reason
				? this.error(withoutMessages(reason.response), { name: 'another item' })
				: this.networkError(reason.error, ifUnknown);
		return circuitOpenError(cause, meaningOf(reason) === 'fatal', this.host);
	}
}

/** Returns a response without PingOne's messages, which may contain a secret of another item. */
function withoutMessages({ body, ...response }: HttpResponse): HttpResponse {
	const error = errorBody(body);
	const details = error?.detailCodes.map((code) => ({ code }));
	return { ...response, body: error ? { code: error.code, details } : body };
}
