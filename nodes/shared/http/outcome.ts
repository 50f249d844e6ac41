import type { IDataObject } from 'n8n-workflow';
import { retryAfterMs } from './retryAfter';

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

/** An outcome, with everything that the request layer bases its decisions on. */
export interface Assessment {
	outcome: Outcome;
	meaning: Meaning;
	/** True if the same request may succeed later. */
	isTransient: boolean;
	/** True if the status is 429. */
	isRateLimited: boolean;
	/** True if all other requests have to wait as well. */
	concernsAll: boolean;
	/**
	 * True if it is not known whether the request was carried out, by the service or by one behind
	 * a gateway.
	 */
	isUnknown: boolean;
	/** Time that the service asks to wait, in milliseconds. */
	retryAfterMs?: number;
}

const TRANSIENT_MEANINGS: ReadonlySet<Meaning> = new Set(['refusedForNow', 'notSent', 'notReady']);
const TOO_MANY_REQUESTS = 429;
const REQUEST_TIMEOUT = 408;
const FIRST_SERVER_ERROR = 500;

/** True if the same request may succeed later, as Ping advises its own clients. */
export function isTransientStatus(status: number): boolean {
	return status === TOO_MANY_REQUESTS || isUnknownStatus(status);
}

/**
 * True if a status does not say whether the request was carried out, by the service or by one
 * behind a gateway.
 */
export function isUnknownStatus(status: number): boolean {
	return status === REQUEST_TIMEOUT || status >= FIRST_SERVER_ERROR;
}

export function assess(outcome: Outcome, classify: Classify): Assessment {
	const meaning = classify(outcome);
	const status = 'response' in outcome ? outcome.response.status : 0;
	const isRateLimited = status === TOO_MANY_REQUESTS;
	const isUnknown = meaning === 'mayHaveBeenCarriedOut' || isUnknownStatus(status);
	return {
		outcome,
		meaning,
		isTransient:
			meaning !== 'fatal' && (TRANSIENT_MEANINGS.has(meaning) || isRateLimited || isUnknown),
		isRateLimited,
		concernsAll: isRateLimited || meaning === 'notReady',
		isUnknown,
		retryAfterMs: retryAfterOf(outcome),
	};
}

function retryAfterOf(outcome: Outcome): number | undefined {
	if ('response' in outcome) return retryAfterMs(outcome.response.headers);
	const { error } = outcome;
	if (!(error instanceof Error) || !('retryAfterMs' in error)) return undefined;
	return Number(error.retryAfterMs) || undefined;
}
