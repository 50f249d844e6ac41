import type { IDataObject } from 'n8n-workflow';
import { meaningOfError } from '../http/networkErrors';
import type { HttpResponse, Meaning, Outcome } from '../http/outcome';
import { retryAfterMs } from '../http/retryAfter';
import { Failure, type CredentialNotes } from './failure';
import { isJsonObject } from './json';
import { plain } from './text';

/** A response, and what is known of the request that it belongs to. */
export interface Answer extends HttpResponse {
	/** How often the request was sent for it; once if left out. */
	attempts?: number;
	/** Whether an earlier attempt may have reached PingOne and been carried out. */
	mayHaveBeenCarriedOut?: boolean;
	/** What to tell a person if the request may have been carried out. */
	ifUnknown?: string;
}

/** PingOne's error shape; see "Error codes" in its API reference. Each field may be missing. */
interface ErrorBody {
	id?: string;
	code?: string;
	message?: string;
	details: string[];
	detailCodes: string[];
}

const MISSING_ROLE = 'INSUFFICIENT_PERMISSIONS';

/**
 * What an outcome means to the request layer. A token that is refused is refused for every request,
 * unless PingOne says that it lacks a permission. A 5xx in PingOne's own error shape comes from PingOne
 * itself, which may have carried the request out; any other comes from a gateway in front of it.
 */
export function meaningOf(outcome: Outcome): Meaning {
	if ('error' in outcome) {
		const { error } = outcome;
		if (!(error instanceof Failure)) return meaningOfError(error);
		if (error.isForAll) return 'fatal';
		return error.isTransient ? 'notSent' : 'refused';
	}
	const { status, body } = outcome.response;
	if (refusesToken(outcome.response)) return 'fatal';
	if (status >= 500 && errorBody(body) !== undefined) return 'mayHaveBeenCarriedOut';
	return status < 300 ? 'done' : 'refused';
}

/**
 * Whether a response is about the token itself, so that another one may be accepted. PingOne answers
 * 401 also where the token is good, but a role is missing.
 */
export function refusesToken({ status, body }: HttpResponse): boolean {
	return status === 401 && !errorBody(body)?.detailCodes.includes(MISSING_ROLE);
}

/** Whether PingOne itself says that there is no such thing: a gateway's or a login page's 404 does not count. */
export function saysNotFound(answer: Answer): boolean {
	return answer.status === 404 && errorBody(answer.body)?.code === 'NOT_FOUND';
}

/**
 * What to tell a person about an answer that is not the expected one.
 *
 * @param subject what the request was about, as in "session … in environment …".
 */
export function refusalOf(answer: Answer, subject: string, notes: CredentialNotes): Failure {
	const error = errorBody(answer.body);
	const [what, advice] = error
		? explained(answer, error, subject, notes)
		: foreign(answer, subject, notes);
	const said = error ? quotation(error, notes.secrets) : '';
	const parts = [triedOften(answer.attempts) + advice, waitAsked(answer), said];
	return new Failure(what, parts.filter((part) => part !== '').join(' '), {
		status: answer.status,
	});
}

/** How long PingOne asks to wait, where no further attempt is made. */
function waitAsked({ headers }: Answer): string {
	const waitMs = retryAfterMs(headers);
	return waitMs === undefined ? '' : `PingOne asks to wait ${Math.ceil(waitMs / 1000)} s.`;
}

/** As a failure's advice begins where the request was sent more than once. */
export function triedOften(attempts = 1): string {
	return attempts === 1 ? '' : `Tried ${attempts} times. `;
}

/** What happened and what to do, for an answer that is PingOne's own. */
function explained(
	answer: Answer,
	error: ErrorBody,
	subject: string,
	notes: CredentialNotes,
): [string, string] {
	const { status } = answer;
	if (status === 403 || (status === 401 && error.detailCodes.includes(MISSING_ROLE))) {
		return [`PingOne denies access to ${subject} (${status})`, accessAdvice(error)];
	}
	if (status === 401) return [TOKEN_REFUSED, notes.tokenAdvice];
	if (status === 404) {
		return [
			`PingOne does not know ${subject} (404)`,
			'Check the IDs, and that they belong together.',
		];
	}
	return byClass(answer, subject);
}

const TOKEN_REFUSED = 'PingOne does not accept the access token: it has expired or is wrong (401)';

function accessAdvice({ detailCodes }: ErrorBody): string {
	if (detailCodes.includes('LICENSE_EXCEEDED')) {
		return "The organization's PingOne license does not cover this call: ask your PingOne administrator.";
	}
	return 'Give the application or user behind the token the role Identity Data Admin in this environment, and check the environment ID: PingOne answers the same where the environment does not exist.';
}

/** What happened and what to do, for an answer that is not in PingOne's error shape. */
function foreign(answer: Answer, subject: string, notes: CredentialNotes): [string, string] {
	const { status, body } = answer;
	if (status === 401) return [TOKEN_REFUSED, notes.tokenAdvice];
	if (status === 429 || status >= 500) return byClass(answer, subject);
	if (status >= 300 && status < 400) {
		return [
			`The request for ${subject} was redirected to another address (${status}), which is never followed`,
			`The token stays with the host it was given for. ${checkAddress(notes)}`,
		];
	}
	const content = isWebPage(body) ? 'a web page' : 'something that is not an answer of its API';
	return [
		`Instead of PingOne's answer about ${subject} came ${content} (${status})`,
		checkAddress(notes),
	];
}

function checkAddress({ addressField }: CredentialNotes): string {
	return `Check ${addressField} in the PingOne credential, and that no proxy or sign-on page stands in between.`;
}

function byClass({ status, ...answer }: Answer, subject: string): [string, string] {
	const { mayHaveBeenCarriedOut = false, ifUnknown = IF_UNKNOWN } = answer;
	if (status === 429) {
		const what = `PingOne takes no more requests for now (429): the one for ${subject} was refused`;
		return mayHaveBeenCarriedOut
			? [what, `An earlier attempt may have been carried out. ${ifUnknown}`]
			: [what, 'Run the workflow again later for this item.'];
	}
	if (status >= 500) {
		return [`PingOne could not carry out the request for ${subject} (${status})`, ifUnknown];
	}
	return [
		`PingOne refused the request for ${subject} (${status})`,
		'Check the parameters of this item against what PingOne says.',
	];
}

/** What to tell a person of a request that may have been carried out, unless the call knows better. */
export const IF_UNKNOWN =
	'Whether PingOne carried it out is not known: look in PingOne before you run the workflow again for this item.';

/** PingOne's own words, with the reference that its support asks for. */
function quotation(error: ErrorBody, secrets: Iterable<string>): string {
	const words = [error.code, error.message, ...error.details].filter((part) => part !== undefined);
	const reference = error.id === undefined ? '' : ` (reference ${plain(error.id, secrets)})`;
	return `PingOne said: ${plain(words.join(' – '), secrets)}${reference}`;
}

function errorBody(body: unknown): ErrorBody | undefined {
	if (!isJsonObject(body) || typeof body.code !== 'string') return undefined;
	const details = Array.isArray(body.details) ? body.details.filter(isJsonObject) : [];
	return {
		id: text(body.id),
		code: body.code,
		message: text(body.message),
		details: details.map(detail).filter((part) => part !== ''),
		detailCodes: details.map(({ code }) => text(code) ?? ''),
	};
}

function detail({ code, target, message }: IDataObject): string {
	return [text(code), text(target), text(message)].filter((part) => part !== undefined).join(': ');
}

function isWebPage(body: unknown): boolean {
	return typeof body === 'string' && /^\s*</.test(body);
}

function text(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}
