import { networkErrorKind, type NetworkErrorKind } from '../../http/networkErrors';
import { PingOneError, UnknownOutcomeError, type ErrorContext } from './pingOneError';
import { attemptsText } from './responseErrors';
import { allowedDomainsAdvice } from '../auth/allowedDomains';
import { sanitize } from '../text';

/** Details of a request that got no response. */
export interface SentRequest {
	/** The host that it was sent to. */
	host: string;
	/** Advice for the user if it may have been carried out. */
	ifUnknown: string;
	/** Number of attempts; 1 if left out. */
	attempts?: number;
}

/** Errors after which the request may have been carried out. */
const UNKNOWN_OUTCOME: NetworkErrorKind[] = ['aborted', 'timeout', 'cut', 'other'];

/**
 * Returns the error for a request that got no response. Its message contains no error code,
 * because n8n replaces messages that contain one.
 *
 * @param error thrown by n8n's request helper; n8n's own error or a wrapped one.
 */
export function networkErrorFrom(
	error: unknown,
	request: SentRequest,
	context: Pick<ErrorContext, 'addressField' | 'secrets' | 'isWithoutItems'>,
): PingOneError {
	if (error instanceof PingOneError) return error;
	const kind = networkErrorKind(error);
	if (kind === undefined) {
		const said = sanitize(error instanceof Error ? error.message : String(error), context.secrets);
		const advice = allowedDomainsAdvice(said, request.host) ?? `n8n said: ${said}`;
		return new PingOneError(`The request to ${request.host} was not sent`, advice);
	}
	const [message, description] = networkErrorText(kind, request, context);
	const ErrorType = UNKNOWN_OUTCOME.includes(kind) ? UnknownOutcomeError : PingOneError;
	return new ErrorType(message, attemptsText(request.attempts) + description);
}

function networkErrorText(
	kind: NetworkErrorKind,
	{ host, ifUnknown }: SentRequest,
	{ addressField, isWithoutItems }: Pick<ErrorContext, 'addressField' | 'isWithoutItems'>,
): [string, string] {
	const checkHost = `Check ${addressField} in the PingOne credential, and that this n8n can reach ${host} (proxy, firewall).`;
	const longer = isWithoutItems ? '' : ' Options > Timeout allows more time.';
	const sentences: Record<NetworkErrorKind, [string, string]> = {
		aborted: ['The execution was stopped before PingOne responded', ifUnknown],
		timeout: [`${host} did not respond in time`, `${ifUnknown}${longer}`],
		unknownHost: [`There is no host named ${host}`, checkHost],
		nameServer: [`The address of ${host} could not be looked up`, checkHost],
		unreachable: [`${host} cannot be reached`, checkHost],
		cut: [`${host} ended the connection without a response`, ifUnknown],
		untrusted: [`The certificate of ${host} is not trusted, so nothing was sent`, checkHost],
		other: [`${host} did not respond`, `${ifUnknown} ${checkHost}`],
	};
	return sentences[kind];
}
