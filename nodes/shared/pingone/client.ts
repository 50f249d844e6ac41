import type { IDataObject, IHttpRequestMethods, IHttpRequestOptions } from 'n8n-workflow';
import { CircuitOpenError } from '../http/errors';
import type { HttpResponse } from '../http/outcome';
import { RequestScheduler, type Settled } from '../http/scheduler';
import {
	apiErrorFrom,
	circuitOpenError,
	IF_UNKNOWN,
	meaningOf,
	tryAgainAdvice,
	type ApiResponse,
	type Subject,
} from './apiErrors';
import { errorBody } from './errorBody';
import { UnknownOutcomeError, type ErrorContext, type PingOneError } from './errors';
import { isBeyond, isJsonObject, MAX_DEPTH } from './json';
import { networkErrorFrom } from './networkErrors';

/**
 * Sends one request with the credential's token and resolves with the response, whatever its status;
 * it follows no redirect. It rejects only if there is no response.
 */
export type Send = (request: IHttpRequestOptions) => Promise<ApiResponse>;

/** How one request is sent. */
export interface RequestOptions {
	/** How long to wait for the response, in milliseconds. */
	timeoutMs?: number;
	/** Kept in PingOne's audit trail; see `transactionId`. */
	transactionId?: string;
	/** True if something was changed before, so that the error of a read does not deny it. */
	isAfterChange?: boolean;
}

/** Whether a call may be sent again after it may have been carried out. */
export interface Repetition {
	isRepeatable: boolean;
	/** What to tell the user if it is not known whether it was carried out. */
	ifUnknown: string;
}

/** What a request carries, and whether it may be repeated: it is not, unless it says so. */
export interface Call extends Partial<Repetition> {
	/** `application/json` if left out and there is a body. PingOne's actions have their own, some without a body. */
	mediaType?: string;
	/** Sent as JSON. */
	body?: IDataObject;
	/** PingOne responds with 415 to this call now and then, although it is right: it is sent again a few times. */
	retries415?: boolean;
}

const DEFAULT_TIMEOUT_MS = 30_000;

/** One PingOne API with one token. Errors that come out of it hold no secret. */
export class PingOneClient {
	private readonly host: string;

	constructor(
		private readonly transport: Send,
		/** As `apiBase` gives it. */
		readonly base: string,
		readonly context: ErrorContext,
		/** One attempt if left out: whoever waits before the editor tries again themselves. */
		private readonly scheduler = new RequestScheduler({ maxAttempts: 1 }),
	) {
		this.host = new URL(base).host;
	}

	/**
	 * Reads an object.
	 *
	 * @param path below the API's base, with a leading slash, query included.
	 * @throws {PingOneError} if anything but a 200 with a JSON object comes back.
	 */
	async get(path: string, subject: Subject, options: RequestOptions = {}): Promise<IDataObject> {
		const advice = tryAgainAdvice(this.context.isWithoutItems);
		const ifUnknown = options.isAfterChange ? advice : `Nothing was changed. ${advice}`;
		const read = { isRepeatable: true, ifUnknown };
		const response = await this.request('GET', path, read, options);
		if (response.status !== 200 || !isJsonObject(response.body)) {
			throw this.error(response, subject);
		}
		return response.body;
	}

	/**
	 * Changes something.
	 *
	 * @returns the response, whatever its status: what it means is the caller's to say.
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
	 * Changes something, where any success counts.
	 *
	 * @returns the object that PingOne responds with; undefined if it responds with none.
	 * @throws {UnknownOutcomeError} if it may have been carried out all the same.
	 * @throws {PingOneError} if anything but a 2xx with a JSON object or nothing comes back.
	 */
	async change(
		method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
		path: string,
		call: Call,
		subject: Subject,
		options: RequestOptions,
	): Promise<IDataObject | undefined> {
		return this.resultOf(await this.send(method, path, call, options), subject);
	}

	/** What the response to a change says, as `change` has it. */
	resultOf(response: ApiResponse, subject: Subject): IDataObject | undefined {
		const { status, body } = response;
		if (Math.floor(status / 100) !== 2) throw this.error(response, subject);
		if (isJsonObject(body)) return body;
		if (!body) return undefined;
		throw this.error(response, subject);
	}

	/** The same client, in whose errors one more text is hidden. */
	withSecret(secret: string): PingOneClient {
		const { context } = this;
		const withSecret: ErrorContext = {
			...context,
			// A renewed token is added to the others later.
			get secrets() {
				return new Set([...context.secrets, secret]);
			},
		};
		return new PingOneClient(this.transport, this.base, withSecret, this.scheduler);
	}

	/** The error to throw for a response that is not the expected one. */
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
			// As text: n8n leaves out an object without fields.
			...(body && { body: JSON.stringify(body) }),
		};
		const settled = await this.scheduler
			.send({
				attempt: async (abortSignal) => await this.transport({ ...request, abortSignal }),
				timeoutMs,
				isRepeatable,
				classify: (outcome) => meaningOf(outcome, retries415),
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
			if (!isBeyond(outcome.response.body, MAX_DEPTH)) {
				return { ...outcome.response, ...settled, ifUnknown };
			}
			throw new UnknownOutcomeError(
				`${this.host} sent a response that is nested more than ${MAX_DEPTH} levels deep`,
				ifUnknown,
				outcome.response.status,
			);
		}
		throw this.networkError(outcome.error, ifUnknown, settled.attempts);
	}

	private networkError(error: unknown, ifUnknown: string, attempts?: number): PingOneError {
		return networkErrorFrom(error, { host: this.host, ifUnknown, attempts }, this.context);
	}

	/** For a request that was not sent, because no other gets through. */
	private circuitOpenError({ reason }: CircuitOpenError, ifUnknown: string): PingOneError {
		const cause =
			'response' in reason
				? this.error(withoutMessages(reason.response), { name: 'another item' })
				: this.networkError(reason.error, ifUnknown);
		return circuitOpenError(cause, meaningOf(reason) === 'fatal', this.host);
	}
}

/** Returns a response without PingOne's messages, which may repeat a secret of the item that it was for. */
function withoutMessages({ body, ...response }: HttpResponse): HttpResponse {
	const error = errorBody(body);
	const details = error?.detailCodes.map((code) => ({ code }));
	return { ...response, body: error ? { code: error.code, details } : body };
}
