import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { CircuitOpenError } from '../http/errors';
import type { Outcome } from '../http/outcome';
import { RequestScheduler, type Settled } from '../http/scheduler';
import { Failure, type CredentialNotes } from './failure';
import { isJsonObject } from './json';
import { IF_UNKNOWN, meaningOf, refusalOf, type Answer } from './refusals';
import { silenceOf } from './silence';

/**
 * Sends one request with the credential's token and gives back whatever is answered, whatever its
 * status; it follows no redirect. It rejects only where no answer came.
 */
export type Send = (request: IHttpRequestOptions) => Promise<Answer>;

/** How one request is sent. */
export interface RequestOptions {
	/** How long to wait for the answer, in milliseconds. */
	timeoutMs?: number;
	/** Kept in PingOne's audit trail; see `transactionId`. */
	transactionId?: string;
}

/** Whether a call may be sent again after it may have been carried out. */
export interface Repetition {
	isRepeatable: boolean;
	/** What to tell a person if it is not known whether it was carried out. */
	ifUnknown: string;
}

/** A call is not repeated unless it says that it may be. */
const NOT_REPEATABLE: Repetition = { isRepeatable: false, ifUnknown: IF_UNKNOWN };

const READ: Repetition = {
	isRepeatable: true,
	ifUnknown: 'Nothing was changed. Run the workflow again for this item.',
};

/** One page of a collection. */
export interface Page {
	listed: IDataObject[];
	/** The path of the next page, where there is one. */
	nextPath?: string;
}

const DEFAULT_TIMEOUT_MS = 30_000;

/** One PingOne API with one token. Failures that come out of it hold no secret. */
export class PingOne {
	private readonly host: string;

	constructor(
		private readonly send: Send,
		/** As `apiBase` gives it. */
		private readonly base: string,
		readonly credential: CredentialNotes,
		/** One attempt, where left out: whoever waits before the editor tries again themselves. */
		private readonly scheduler = new RequestScheduler({ maxAttempts: 1 }),
	) {
		this.host = new URL(base).host;
	}

	/**
	 * Reads something.
	 *
	 * @param path below the API's base, with a leading slash, query included.
	 * @param subject what is read, as a failure names it.
	 * @throws {Failure} where anything but a 200 with a JSON object comes back.
	 */
	async get(path: string, subject: string, options: RequestOptions): Promise<IDataObject> {
		const answer = await this.request({ method: 'GET', url: path }, READ, options);
		if (answer.status !== 200 || !isJsonObject(answer.body)) throw this.refusal(answer, subject);
		return answer.body;
	}

	/**
	 * Sends an empty POST whose meaning is in its media type, as PingOne's actions are.
	 *
	 * @throws {Failure} where no answer came; what an answer means is the caller's to say.
	 */
	async post(
		path: string,
		mediaType: string,
		options: RequestOptions,
		repetition = NOT_REPEATABLE,
	): Promise<Answer> {
		const headers = { 'Content-Type': mediaType };
		return await this.request({ method: 'POST', url: path, headers }, repetition, options);
	}

	/** Deletes something. @throws {Failure} as `post` does. */
	async delete(
		path: string,
		options: RequestOptions,
		repetition = NOT_REPEATABLE,
	): Promise<Answer> {
		return await this.request({ method: 'DELETE', url: path }, repetition, options);
	}

	/**
	 * Reads one page of a collection.
	 *
	 * @param collection its name under `_embedded`, as in `users`.
	 * @throws {Failure} where anything but such a page comes back.
	 */
	async list(
		path: string,
		collection: string,
		subject: string,
		options: RequestOptions = {},
	): Promise<Page> {
		const page = await this.get(path, subject, options);
		const { _embedded: embedded, _links: links } = page;
		const listed = isJsonObject(embedded) ? embedded[collection] : isJsonObject(links) && [];
		if (!Array.isArray(listed)) throw this.refusal({ status: 200, body: page }, subject);
		return { listed: listed.filter(isJsonObject), nextPath: this.nextPath(page) };
	}

	/** The failure to throw for an answer that is not the expected one. */
	refusal(answer: Answer, subject: string): Failure {
		return refusalOf(answer, subject, this.credential);
	}

	/**
	 * The path of the page that a page names as the next one, or undefined on the last.
	 * The request for it carries the token, so an address outside this API is refused.
	 */
	private nextPath(page: IDataObject): string | undefined {
		const href = nextHref(page);
		if (href === undefined) return undefined;
		if (!URL.canParse(href) || !new URL(href).href.startsWith(`${this.base}/`)) {
			throw new Failure(
				'PingOne named a next page outside its own API, which was not opened',
				'The token stays with the host it was given for. Run the workflow again, and tell your PingOne administrator.',
			);
		}
		return new URL(href).href.slice(this.base.length);
	}

	private async request(
		request: IHttpRequestOptions,
		{ isRepeatable, ifUnknown }: Repetition,
		options: RequestOptions,
	): Promise<Answer> {
		const { timeoutMs = DEFAULT_TIMEOUT_MS, transactionId } = options;
		const headers = {
			...request.headers,
			...(transactionId && { 'X-Ping-External-Transaction-Id': transactionId }),
		};
		const sent = { ...request, url: `${this.base}${request.url}`, headers, timeout: timeoutMs };
		const settled = await this.scheduler
			.send({
				attempt: async (abortSignal) => await this.send({ ...sent, abortSignal }),
				timeoutMs,
				isRepeatable,
				classify: meaningOf,
			})
			.catch((error: unknown) => {
				throw error instanceof CircuitOpenError
					? this.circuitOpen(error.reason, ifUnknown)
					: this.silence(error, ifUnknown);
			});
		return this.answer(settled, ifUnknown);
	}

	private answer({ outcome, ...settled }: Settled, ifUnknown: string): Answer {
		if ('response' in outcome) return { ...outcome.response, ...settled, ifUnknown };
		throw this.silence(outcome.error, ifUnknown, settled.attempts);
	}

	private silence(error: unknown, ifUnknown: string, attempts?: number): Failure {
		return silenceOf(error, { host: this.host, ifUnknown, attempts }, this.credential);
	}

	/** The failure of a request that was not sent, because no other gets through. */
	private circuitOpen(reason: Outcome, ifUnknown: string): Failure {
		const { message, advice, refusal } =
			'response' in reason
				? this.refusal(reason.response, 'another item')
				: this.silence(reason.error, ifUnknown);
		if (meaningOf(reason) === 'fatal') {
			return new Failure(message, `This item was not tried. ${advice}`, refusal);
		}
		return new Failure(
			`Nothing gets through to ${this.host} any more, so this item was not tried`,
			`The last that was heard: ${message}. Run the workflow again for the failed items later.`,
			refusal,
		);
	}
}

function nextHref(page: IDataObject): string | undefined {
	const links = page._links;
	const next = isJsonObject(links) ? links.next : undefined;
	const href = isJsonObject(next) ? next.href : undefined;
	return typeof href === 'string' ? href : undefined;
}
