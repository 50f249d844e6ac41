import type { IDataObject } from 'n8n-workflow';

/** A response, with any status. */
export interface HttpResponse {
	status: number;
	/** Parsed if it was JSON, text otherwise. */
	body: unknown;
	/** True if the body was too large to be read. */
	isTooLarge?: boolean;
	/** Names in lower case. */
	headers?: IDataObject;
}

/**
 * The result of one attempt: a response with any status, or the error. The error may have
 * `retryAfterMs`, the time to wait before the next attempt.
 */
export type Outcome = { response: HttpResponse } | { error: unknown };

/**
 * Meaning of an outcome, as classified by the caller, who knows the service.
 *
 * - `done`: the request was carried out.
 * - `refused`: the request was not carried out. Its status says whether it may be repeated.
 * - `refusedForNow`: a working service refused the request, but may accept the same one soon.
 * - `notSent`: the request did not reach the service, but may do so later.
 * - `notReady`: the request was not sent, because something that every request needs (a token) is
 *   missing.
 * - `mayHaveBeenCarriedOut`: the request may have reached the service, but its response was lost
 *   or is an internal failure of the service.
 * - `fatal`: every other request would fail in the same way, for example because the token is
 *   rejected.
 */
export type Meaning =
	| 'done'
	| 'refused'
	| 'refusedForNow'
	| 'notSent'
	| 'notReady'
	| 'mayHaveBeenCarriedOut'
	| 'fatal';

export type Classify = (outcome: Outcome) => Meaning;

const TOO_MANY_REQUESTS = 429;
const REQUEST_TIMEOUT = 408;
const FIRST_SERVER_ERROR = 500;

/** True if the service refuses a request because of its rate limit. */
export function isRateLimitStatus(status: number): boolean {
	return status === TOO_MANY_REQUESTS;
}

/** True if the same request may succeed later, as Ping advises its own clients. */
export function isTransientStatus(status: number): boolean {
	return isRateLimitStatus(status) || isUnknownStatus(status);
}

/**
 * True if a status does not say whether the request was carried out, by the service or by one
 * behind a gateway.
 */
export function isUnknownStatus(status: number): boolean {
	return status === REQUEST_TIMEOUT || status >= FIRST_SERVER_ERROR;
}
