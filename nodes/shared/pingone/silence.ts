import { Failure, type CredentialNotes } from './failure';
import { plain } from './text';

const TIMED_OUT = ['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT'];
const NO_SUCH_HOST = ['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME'];
const UNREACHABLE = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'];
const CUT = ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_BAD_RESPONSE'];
const CANCELED = ['ERR_CANCELED'];
const UNTRUSTED = /CERT|SIGNATURE|TLS|SSL|^EPROTO$/;

const SAFE_TO_REPEAT =
	'Whether PingOne carried it out is not known. Run the workflow again for this item: resetting twice does no harm.';

/**
 * What to tell a person when a request got no answer at all. The codes are Node.js's and axios's.
 * Their names are kept out of the sentence: n8n replaces a message that contains one.
 *
 * @param error what n8n's request helper threw; its own error or a wrapped one.
 * @param host where the request went.
 */
export function silenceOf(
	error: unknown,
	host: string,
	{ addressField, secrets }: Pick<CredentialNotes, 'addressField' | 'secrets'>,
): Failure {
	if (error instanceof Failure) return error;
	const code = codeOf(error);
	if (code === undefined) {
		const said = plain(error instanceof Error ? error.message : String(error), secrets);
		return new Failure(`The request to ${host} was not sent`, `n8n said: ${said}`);
	}
	const [what, advice] = explained(code, host, addressField);
	return new Failure(what, advice);
}

function explained(code: string, host: string, addressField: string): [string, string] {
	const checkHost = `Check ${addressField} in the PingOne credential, and that this n8n may reach ${host} (proxy, firewall).`;
	if (CANCELED.includes(code)) {
		return ['The execution was stopped before PingOne answered', SAFE_TO_REPEAT];
	}
	if (TIMED_OUT.includes(code)) {
		return [
			`${host} did not answer in time`,
			`${SAFE_TO_REPEAT} Options > Timeout gives it longer.`,
		];
	}
	if (NO_SUCH_HOST.includes(code)) return [`There is no host named ${host}`, checkHost];
	if (UNREACHABLE.includes(code)) return [`${host} cannot be reached`, checkHost];
	if (CUT.includes(code)) return [`${host} ended the connection without an answer`, SAFE_TO_REPEAT];
	if (UNTRUSTED.test(code)) {
		return [
			`${host} did not prove its identity: its certificate is not trusted, so nothing was sent`,
			checkHost,
		];
	}
	return [`${host} did not answer`, `${SAFE_TO_REPEAT} ${checkHost}`];
}

/** n8n wraps what axios throws, and axios what Node.js throws: the code is on one of them. */
function codeOf(error: unknown): string | undefined {
	if (!(error instanceof Error)) return undefined;
	if ('code' in error && typeof error.code === 'string') return error.code;
	return codeOf(error.cause);
}
