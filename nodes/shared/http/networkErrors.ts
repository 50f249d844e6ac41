/** Classifies errors of requests without a response, by the codes of Node.js and axios. */
import type { Meaning } from './outcome';

export type NetworkErrorKind =
	| 'timeout'
	| 'aborted'
	/** The host does not exist. */
	| 'unknownHost'
	/** The name server did not respond, so it is not known whether the host exists. */
	| 'nameServer'
	| 'unreachable'
	/** The connection was cut before the response was complete. */
	| 'cut'
	| 'untrusted'
	| 'other';

const KINDS: Record<string, NetworkErrorKind | undefined> = {
	ECONNABORTED: 'timeout',
	ETIMEDOUT: 'timeout',
	ESOCKETTIMEDOUT: 'timeout',
	ERR_CANCELED: 'aborted',
	ENOTFOUND: 'unknownHost',
	EAI_NODATA: 'unknownHost',
	EAI_NONAME: 'unknownHost',
	EAI_AGAIN: 'nameServer',
	ECONNREFUSED: 'unreachable',
	EHOSTUNREACH: 'unreachable',
	ENETUNREACH: 'unreachable',
	EADDRNOTAVAIL: 'unreachable',
	ECONNRESET: 'cut',
	EPIPE: 'cut',
	ERR_STREAM_PREMATURE_CLOSE: 'cut',
	ERR_BAD_RESPONSE: 'cut',
};
/** The response was not HTTP, for example because it was cut off. */
const NOT_HTTP = /^HPE_/;
const STATUS = /^\d+$/;
const UNTRUSTED = /CERT|SIGNATURE|TLS|SSL|^EPROTO$/;

const MEANINGS: Record<NetworkErrorKind, Meaning> = {
	timeout: 'mayHaveBeenCarriedOut',
	aborted: 'mayHaveBeenCarriedOut',
	cut: 'mayHaveBeenCarriedOut',
	nameServer: 'notSent',
	unreachable: 'notSent',
	unknownHost: 'fatal',
	untrusted: 'fatal',
	other: 'refused',
};

/** Returns the kind of a network error; undefined for other errors, such as n8n's own. */
export function networkErrorKind(error: unknown): NetworkErrorKind | undefined {
	const code = codeOf(error);
	if (code === undefined) return undefined;
	if (NOT_HTTP.test(code)) return 'cut';
	return KINDS[code] ?? (UNTRUSTED.test(code) ? 'untrusted' : 'other');
}

/** Classifies the error of a request without a response. */
export function meaningOfError(error: unknown): Meaning {
	return MEANINGS[networkErrorKind(error) ?? 'other'];
}

/**
 * Returns the error code. n8n wraps axios' error, which wraps Node.js' error, and one of them has
 * the code.
 */
function codeOf(error: unknown): string | undefined {
	if (!(error instanceof Error)) return undefined;
	if ('code' in error && typeof error.code === 'string') return error.code;
	return codeOf(error.cause) ?? httpCodeOf(error);
}

/** Returns the code from `httpCode`, where n8n 1.x puts it, without a cause. */
function httpCodeOf(error: Error): string | undefined {
	const code = 'httpCode' in error ? error.httpCode : undefined;
	return typeof code === 'string' && !STATUS.test(code) ? code : undefined;
}
