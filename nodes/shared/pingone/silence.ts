import { networkErrorKind, type NetworkErrorKind } from '../http/networkErrors';
import { Failure, type CredentialNotes } from './failure';
import { triedOften } from './refusals';
import { plain } from './text';

/** What is known of a request that got no response. */
export interface SentRequest {
	/** Where it went. */
	host: string;
	/** What to tell a person if it may have been carried out. */
	ifUnknown: string;
	/** How often it was sent; once if left out. */
	attempts?: number;
}

/**
 * What to tell a person when a request got no response at all. The names of error codes are kept out
 * of the sentence: n8n replaces a message that contains one.
 *
 * @param error what n8n's request helper threw; its own error or a wrapped one.
 */
export function silenceOf(
	error: unknown,
	request: SentRequest,
	{ addressField, secrets }: Pick<CredentialNotes, 'addressField' | 'secrets'>,
): Failure {
	if (error instanceof Failure) return error;
	const kind = networkErrorKind(error);
	if (kind === undefined) {
		const said = plain(error instanceof Error ? error.message : String(error), secrets);
		return new Failure(`The request to ${request.host} was not sent`, `n8n said: ${said}`);
	}
	const [what, advice] = explained(kind, request, addressField);
	return new Failure(what, triedOften(request.attempts) + advice);
}

function explained(
	kind: NetworkErrorKind,
	{ host, ifUnknown }: SentRequest,
	addressField: string,
): [string, string] {
	const checkHost = `Check ${addressField} in the PingOne credential, and that this n8n may reach ${host} (proxy, firewall).`;
	const sentences: Record<NetworkErrorKind, [string, string]> = {
		aborted: ['The execution was stopped before PingOne answered', ifUnknown],
		timeout: [`${host} did not answer in time`, `${ifUnknown} Options > Timeout gives it longer.`],
		unknownHost: [`There is no host named ${host}`, checkHost],
		nameServer: [`The address of ${host} could not be looked up`, checkHost],
		unreachable: [`${host} cannot be reached`, checkHost],
		cut: [`${host} ended the connection without an answer`, ifUnknown],
		untrusted: [
			`${host} did not prove its identity: its certificate is not trusted, so nothing was sent`,
			checkHost,
		],
		other: [`${host} did not answer`, `${ifUnknown} ${checkHost}`],
	};
	return sentences[kind];
}
