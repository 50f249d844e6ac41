import { meaningOfError } from '../../http/networkErrors';
import { isUnknownStatus, type HttpResponse, type Meaning, type Outcome } from '../../http/outcome';
import { retryAfterMs } from '../../http/retryAfter';
import { PingOneError, TokenError, UnknownOutcomeError, type ErrorContext } from './pingOneError';
import { errorBody, quoteError, type ErrorBody } from './errorBody';

/** A response, with details about its request. */
export interface ApiResponse extends HttpResponse {
	/** Number of attempts; 1 if left out. */
	attempts?: number;
	/** True if an earlier attempt may have reached PingOne and been carried out. */
	mayHaveBeenCarriedOut?: boolean;
	/** True if an earlier attempt does not say whether it was carried out, or a gateway responded to it. */
	hadUnknownOutcome?: boolean;
	/** Advice for the user if the request may have been carried out. */
	ifUnknown?: string;
}

/** The object that a request concerns. */
export interface Subject {
	/** Name in errors, as in "session … in environment …". */
	name: string;
	/** The lowest role that suffices, such as "Identity Data Admin". */
	role?: string;
}

const MISSING_ROLE = 'INSUFFICIENT_PERMISSIONS';

/** PingOne's code for an internal failure, with any status. Ping's clients repeat the request. */
const UNEXPECTED_ERROR = 'UNEXPECTED_ERROR';
const UNSUPPORTED_MEDIA_TYPE = 415;

/**
 * Classifies an outcome for the request layer. A rejected token is fatal for every request,
 * unless PingOne says that it lacks a permission. A 5xx in PingOne's error format, or
 * UNEXPECTED_ERROR, comes from PingOne itself, which may have carried the request out; any other
 * 5xx comes from a gateway in front of it.
 *
 * @param retries415 see `Call`.
 */
export function meaningOf(outcome: Outcome, retries415 = false): Meaning {
	if ('error' in outcome) {
		const { error } = outcome;
		if (error instanceof TokenError) return error.isTransient ? 'notReady' : 'fatal';
		return error instanceof PingOneError ? 'refused' : meaningOfError(error);
	}
	const { status, body } = outcome.response;
	if (rejectsToken(outcome.response)) return 'fatal';
	if (status >= 500 && errorBody(body) !== undefined) return 'mayHaveBeenCarriedOut';
	if (isUnexpectedError(outcome.response)) return 'mayHaveBeenCarriedOut';
	if (status === UNSUPPORTED_MEDIA_TYPE && retries415) return 'refusedForNow';
	return status < 300 ? 'done' : 'refused';
}

/**
 * True if a response rejects the token itself, so that a new token may be accepted. PingOne also
 * responds with 401 if the token is valid but a role is missing.
 */
export function rejectsToken(response: HttpResponse): boolean {
	if (response.status !== 401 || isUnexpectedError(response)) return false;
	return !errorBody(response.body)?.detailCodes.includes(MISSING_ROLE);
}

/** True if PingOne reports an internal failure, with any status. */
export function isUnexpectedError({ status, body }: HttpResponse): boolean {
	return status >= 400 && errorBody(body)?.code === UNEXPECTED_ERROR;
}

/**
 * True if PingOne itself reports that an object does not exist. A 404 from a gateway or a sign-on
 * page does not count.
 */
export function isNotFound({ status, body }: HttpResponse): boolean {
	return status === 404 && errorBody(body)?.code === 'NOT_FOUND';
}

/** Returns the error for an unexpected response. */
export function apiErrorFrom(
	response: ApiResponse,
	subject: Subject,
	context: ErrorContext,
): PingOneError {
	const error = errorBody(response.body);
	const [message, advice] = error
		? pingOneErrorText(response, error, subject, context)
		: nonPingOneResponse(response, subject, context);
	const quotation = error ? quoteError(error, context.secrets) : '';
	const parts = [attemptsText(response.attempts) + advice, waitText(response.headers), quotation];
	const description = parts.filter((part) => part !== '').join(' ');
	const ErrorType = isUnknown(response) ? UnknownOutcomeError : PingOneError;
	const codes = error ? [error.code, ...error.detailCodes] : [];
	return new ErrorType(message, description, response.status, codes);
}

/**
 * True if a request may have been carried out, by PingOne or by a PingOne behind the gateway that
 * responded.
 */
function isUnknown(response: ApiResponse): boolean {
	const { status, hadUnknownOutcome = false } = response;
	return hadUnknownOutcome || isUnknownStatus(status) || isUnexpectedError(response);
}

/**
 * Returns the error of a request that was not sent because the circuit is open.
 *
 * @param cause the error that opened the circuit, or the last one before it opened.
 * @param isFatal true if every request would fail in the same way.
 */
export function circuitOpenError(
	cause: PingOneError,
	isFatal: boolean,
	host: string,
): PingOneError {
	if (isFatal) {
		return cause.with({ description: `This item was not tried. ${cause.description}` });
	}
	return new PingOneError(
		`No request to ${host} succeeds any more, so this item was not tried`,
		`The last response: ${cause.message}. Run the workflow again later for the failed items.`,
		cause.status,
	);
}

/**
 * Returns a sentence with the time that PingOne asks to wait, for errors without a further
 * attempt.
 */
export function waitText(headers: HttpResponse['headers']): string {
	const waitMs = retryAfterMs(headers);
	return waitMs === undefined ? '' : `PingOne asks to wait ${Math.ceil(waitMs / 1000)} s.`;
}

/** Returns the start of a description for a request that was sent more than once. */
export function attemptsText(attempts = 1): string {
	return attempts === 1 ? '' : `Tried ${attempts} times. `;
}

/** Returns message and advice for a response in PingOne's error format. */
function pingOneErrorText(
	response: ApiResponse,
	error: ErrorBody,
	subject: Subject,
	context: ErrorContext,
): [string, string] {
	const { status } = response;
	if (isUnexpectedError(response)) return errorTextByStatus(response, subject, context);
	if (status === 403 || (status === 401 && error.detailCodes.includes(MISSING_ROLE))) {
		return [`PingOne denies access to ${subject.name} (${status})`, roleAdvice(error, subject)];
	}
	if (status === 401) return [TOKEN_REFUSED, context.tokenAdvice];
	if (status === 404) {
		return [
			`PingOne does not know ${subject.name} (404)`,
			'Check the IDs, and that they belong to the same environment. PingOne may take a minute to find what was created a moment ago.',
		];
	}
	return errorTextByStatus(response, subject, context);
}

const TOKEN_REFUSED = 'PingOne does not accept the access token: it has expired or is wrong (401)';

function roleAdvice({ detailCodes }: ErrorBody, { role }: Subject): string {
	if (detailCodes.includes('LICENSE_EXCEEDED')) {
		return "The organization's PingOne license does not cover this call: ask your PingOne administrator.";
	}
	const needed = role === undefined ? 'a role that covers this' : `the role ${role}`;
	return `Give the application or user behind the token ${needed} in this environment, and check the environment ID: PingOne responds in the same way if the environment does not exist. A role that was given a moment ago may take a minute to work.`;
}

/** Returns message and advice for a response that is not in PingOne's error format. */
function nonPingOneResponse(
	response: ApiResponse,
	subject: Subject,
	context: ErrorContext,
): [string, string] {
	const { status, body } = response;
	if (status === 401) return [TOKEN_REFUSED, context.tokenAdvice];
	if (status === 429 || status >= 500) return errorTextByStatus(response, subject, context);
	if (status >= 300 && status < 400) {
		return [
			`The request for ${subject.name} was redirected to another address (${status}); redirects are not followed`,
			`The token is only sent to the host in the credential. ${checkAddress(context)}`,
		];
	}
	const content = isWebPage(body) ? 'a web page' : 'an unexpected response';
	return [
		`Received ${content} instead of PingOne's response about ${subject.name} (${status})`,
		checkAddress(context),
	];
}

function checkAddress({ addressField }: ErrorContext): string {
	return `Check ${addressField} in the PingOne credential, and that no proxy or sign-on page is in between.`;
}

function errorTextByStatus(
	response: ApiResponse,
	{ name }: Subject,
	{ isWithoutItems }: ErrorContext,
): [string, string] {
	const { status, hadUnknownOutcome = false, ifUnknown = IF_UNKNOWN } = response;
	if (status === 429) {
		const advice = hadUnknownOutcome
			? `An earlier attempt may have been carried out. ${ifUnknown}`
			: tryAgainAdvice(isWithoutItems);
		return [
			`PingOne rate limit reached (429): the request for ${name} was refused`,
			`${advice} ${RATE_LIMIT_ADVICE}`,
		];
	}
	if (status === UNSUPPORTED_MEDIA_TYPE) {
		return [
			`PingOne did not accept the content type of the request for ${name} (415)`,
			`This may be temporary. ${tryAgainAdvice(isWithoutItems)} If it happens again, report it to the maintainers of this package.`,
		];
	}
	if (status >= 500 || isUnexpectedError(response)) {
		return [`PingOne could not carry out the request for ${name} (${status})`, ifUnknown];
	}
	return [
		`PingOne refused the request for ${name} (${status})`,
		"Check the parameters against PingOne's message.",
	];
}

/** Advice if an item failed because of the rate limit. */
export const RATE_LIMIT_ADVICE =
	'A PingOne administrator can lift the limit for the IP address of this n8n: Settings > Rate Limits in the PingOne admin console.';

/** Returns when to try again. */
export function tryAgainAdvice(isWithoutItems = false): string {
	return isWithoutItems ? 'Try again in a minute.' : 'Run the workflow again later for this item.';
}

/** Default advice if a request may have been carried out. */
export const IF_UNKNOWN =
	'It is not known whether PingOne carried it out: look in PingOne before you run the workflow again for this item.';

function isWebPage(body: unknown): boolean {
	return typeof body === 'string' && /^\s*</.test(body);
}
