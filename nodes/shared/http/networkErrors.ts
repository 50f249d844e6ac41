/** Errors of requests that got no response. The codes are those of Node.js and axios. */
import type { Meaning } from './outcome';

export type NetworkErrorKind =
	| 'timeout'
	| 'aborted'
	/** There is no such host. */
	| 'unknownHost'
	/** The name server did not answer: whether there is such a host is not known. */
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
/** The response was not HTTP, as if it had been cut off in the middle. */
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

/** Undefined if it is not an error of the network, such as one of n8n's own. */
export function networkErrorKind(error: unknown): NetworkErrorKind | undefined {
	const code = codeOf(error);
	if (code === undefined) return undefined;
	if (NOT_HTTP.test(code)) return 'cut';
	return KINDS[code] ?? (UNTRUSTED.test(code) ? 'untrusted' : 'other');
}

/** What an error means that a request was answered with by nobody. */
export function meaningOfError(error: unknown): Meaning {
	return MEANINGS[networkErrorKind(error) ?? 'other'];
}

/** n8n wraps what axios throws, and axios what Node.js throws: the code is on one of them. */
function codeOf(error: unknown): string | undefined {
	if (!(error instanceof Error)) return undefined;
	if ('code' in error && typeof error.code === 'string') return error.code;
	return codeOf(error.cause) ?? httpCodeOf(error);
}

/** n8n 1.x drops the cause, and keeps the code of it where a status would be. */
function httpCodeOf(error: Error): string | undefined {
	const code = 'httpCode' in error ? error.httpCode : undefined;
	return typeof code === 'string' && !STATUS.test(code) ? code : undefined;
}
