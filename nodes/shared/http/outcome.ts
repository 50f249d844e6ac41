import type { IDataObject } from 'n8n-workflow';
import { retryAfterMs } from './retryAfter';

/** A response as it came, whatever its status. */
export interface HttpResponse {
	status: number;
	/** Parsed if it was JSON, text otherwise. */
	body: unknown;
	/** Names in lower case. */
	headers?: IDataObject;
}

/**
 * The result of one attempt: a response, whatever its status, or what was thrown instead. An error may
 * say in `retryAfterMs` how long to wait before the next attempt.
 */
export type Outcome = { response: HttpResponse } | { error: unknown };

/**
 * What an outcome means. Only the caller knows its service well enough to say.
 *
 * - `done`: carried out.
 * - `refused`: the request was not carried out. Its status says whether it may be sent again.
 * - `refusedForNow`: a service that works refused the request, but may accept the same one in a moment.
 * - `notSent`: it never reached the service, and may do so later.
 * - `notReady`: it was not sent, because something that every request needs (a token) is not there yet.
 * - `mayHaveBeenCarriedOut`: it may have reached the service itself, but its response was lost or is
 *   the service's own failure.
 * - `fatal`: every other request would end the same way, as with a token that is refused.
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

/** An outcome with all that the request layer decides by. */
export interface Assessment {
	outcome: Outcome;
	meaning: Meaning;
	/** The same request may succeed later. */
	isTransient: boolean;
	/** 429: the service is asked too often. */
	isRateLimited: boolean;
	/** The other requests have to wait as well. */
	concernsAll: boolean;
	/** Whether the request was carried out is not known: by the service, or by one behind a gateway. */
	isUnknown: boolean;
	/** How long the service asks to wait, in milliseconds. */
	retryAfterMs?: number;
}

const TRANSIENT_MEANINGS: ReadonlySet<Meaning> = new Set(['refusedForNow', 'notSent', 'notReady']);
const TOO_MANY_REQUESTS = 429;
const REQUEST_TIMEOUT = 408;
const FIRST_SERVER_ERROR = 500;

/** Whether the same request may succeed later, as Ping advises its own clients. */
export function isTransientStatus(status: number): boolean {
	return status === TOO_MANY_REQUESTS || isUnknownStatus(status);
}

/** Whether a status leaves open if the request was carried out, by the service or by one behind a gateway. */
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
