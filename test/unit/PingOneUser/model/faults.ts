/** Faults of requests, and the responses or errors that the sender gets. */
import type { IDataObject } from 'n8n-workflow';
import { MEDIA_TYPES, type ApiRequest, type Response } from './pingOne';

export const TOKEN = 'token-that-no-output-may-show';

/** A fault of one attempt of a request. */
export type Fault =
	/** 429. */
	| { kind: 'tooFast'; retryAfter?: number }
	/** 503 by a gateway; PingOne behind it may have carried out the request. */
	| { kind: 'unavailable'; retryAfter?: number; isCarriedOut: boolean }
	/** 500 by PingOne. */
	| { kind: 'failure'; isCarriedOut: boolean }
	/** No connection. */
	| { kind: 'unreachable' }
	/** The connection is cut before the response. */
	| { kind: 'lost'; isCarriedOut: boolean }
	/** No response comes. */
	| { kind: 'silent'; isCarriedOut: boolean }
	/** 415, which PingOne has for a moment where it is not meant. */
	| { kind: 'wrongMediaType' }
	/** A gateway responds in place of PingOne. */
	| { kind: 'gateway'; status: number; body: unknown; isCarriedOut: boolean };

/** One attempt: the time of its response, and its fault. */
export interface Step {
	afterMs: number;
	fault?: Fault;
}

/** The result of n8n's request helper. */
export interface FullResponse {
	statusCode: number;
	body: unknown;
	headers: IDataObject;
}

/** True if a request may be sent again after it may have been carried out. */
export function isRepeatable({ method, path, mediaType }: ApiRequest): boolean {
	const isCreate = method === 'POST' && /\/users$/.test(path);
	return !isCreate && mediaType !== MEDIA_TYPES.set && mediaType !== MEDIA_TYPES.sendRecoveryCode;
}

/** True if the sender of a request cannot tell whether PingOne carried it out. */
export function mayHaveBeenCarriedOut(fault: Fault | undefined): boolean {
	return fault === undefined || !['tooFast', 'unreachable', 'wrongMediaType'].includes(fault.kind);
}

/**
 * Returns what goes wrong with an attempt.
 *
 * @param planned left out if it is not to be: see `Run.endsWell`.
 * @param nth how often the request has been sent before.
 */
export function faultOf(
	planned: Fault | undefined,
	request: ApiRequest,
	mustEndWell: boolean,
	nth: number,
): Fault | undefined {
	if (planned === undefined || looksLikeSuccess(planned, request)) return undefined;
	return mustEndWell && !endsWell(planned, request, nth) ? undefined : planned;
}

/** True if the request may be sent again after a fault; after a 415 only a few times. */
function endsWell(fault: Fault, request: ApiRequest, nth: number): boolean {
	if (fault.kind === 'gateway') return false;
	if (fault.kind === 'wrongMediaType') return nth < 2 && isSubjectTo415(request);
	return isRepeatable(request) || !mayHaveBeenCarriedOut(fault);
}

/** True if a gateway's response cannot be told from PingOne's: 204 where PingOne documents it, which for passwords is not clear. */
function looksLikeSuccess(fault: Fault, { method, path }: ApiRequest): boolean {
	const isPingOnes = method === 'DELETE' || /\/(password|sessions\/.*)$/.test(path);
	return fault.kind === 'gateway' && fault.status === 204 && isPingOnes;
}

/** Lock, unlock, enable, disable and the move to another population. */
function isSubjectTo415({ path, mediaType }: ApiRequest): boolean {
	return (
		/\/(enabled|population)$/.test(path) ||
		mediaType === MEDIA_TYPES.lock ||
		mediaType === MEDIA_TYPES.unlock
	);
}

export function fullResponse(
	response: Response = { status: 500, body: '' },
	headers: IDataObject = {},
): FullResponse {
	return { statusCode: response.status, body: response.body, headers };
}

/** Responds in place of PingOne. @throws what n8n's request helper throws if there is no response. */
export async function responseTo(fault: Fault, request: ApiRequest): Promise<FullResponse> {
	const headers =
		'retryAfter' in fault && fault.retryAfter !== undefined
			? { 'retry-after': `${fault.retryAfter}` }
			: {};
	switch (fault.kind) {
		case 'tooFast':
			return fullResponse(
				{ status: 429, body: { code: 'REQUEST_LIMITED', message: 'Slower' } },
				headers,
			);
		case 'unavailable':
			return fullResponse({ status: 503, body: '<html>No service</html>' }, headers);
		case 'failure':
			return fullResponse({
				status: 500,
				body: { code: 'UNEXPECTED_ERROR', message: `Failed: ${request.body}` },
			});
		case 'wrongMediaType':
			return fullResponse({
				status: 415,
				body: { code: 'INVALID_REQUEST', message: 'Content type' },
			});
		case 'gateway':
			return fullResponse({ status: fault.status, body: gatewayBody(fault, request) });
		case 'unreachable':
			throw networkError('ECONNREFUSED');
		case 'lost':
			throw networkError('ECONNRESET');
		case 'silent':
			return await new Promise(() => {});
	}
}

/** A page repeats what it was sent, which no output may show. */
function gatewayBody({ status, body }: Fault & { kind: 'gateway' }, request: ApiRequest): unknown {
	if (status === 204) return '';
	return typeof body === 'string' && body !== '' ? `${body} ${TOKEN} ${request.body}` : body;
}

function networkError(code: string): Error {
	return Object.assign(new Error(code), { code });
}
