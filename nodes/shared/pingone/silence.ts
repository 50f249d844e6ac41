import { Failure, type CredentialNotes } from './failure';
import { triedOften } from './refusals';
import { plain } from './text';

const TIMED_OUT = ['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT'];
const NO_SUCH_HOST = ['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME'];
const UNREACHABLE = ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'];
const CUT = ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_BAD_RESPONSE'];
const CANCELED = ['ERR_CANCELED'];
const NOT_NOW = 'EAI_AGAIN';
const TRANSIENT: Array<string | undefined> = [...TIMED_OUT, ...UNREACHABLE, ...CUT, NOT_NOW];
const MAY_HAVE_ARRIVED: Array<string | undefined> = [...TIMED_OUT, ...CUT];
const UNTRUSTED = /CERT|SIGNATURE|TLS|SSL|^EPROTO$/;

const SAFE_TO_REPEAT =
	'Whether PingOne carried it out is not known. Run the workflow again for this item: resetting twice does no harm.';

const CODES = { 'timed out': 'ETIMEDOUT', stopped: 'ERR_CANCELED' };

/** An answer was not waited for any longer. */
export class NoAnswer extends Error {
	/** As Node.js and axios have it. */
	readonly code: string;

	constructor(why: keyof typeof CODES) {
		super(why);
		this.code = CODES[why];
	}
}

/** Whether a request that got no answer may well get one later. */
export function isTransient(error: unknown): boolean {
	return error instanceof Failure ? error.isTransient : TRANSIENT.includes(codeOf(error));
}

/** Whether a request that got no answer may have been carried out. */
export function mayHaveArrived(error: unknown): boolean {
	return MAY_HAVE_ARRIVED.includes(codeOf(error));
}

/**
 * What to tell a person when a request got no answer at all. The codes are Node.js's and axios's.
 * Their names are kept out of the sentence: n8n replaces a message that contains one.
 *
 * @param error what n8n's request helper threw; its own error or a wrapped one.
 * @param host where the request went.
 * @param attempts how often it was sent.
 */
export function silenceOf(
	error: unknown,
	host: string,
	{ addressField, secrets }: Pick<CredentialNotes, 'addressField' | 'secrets'>,
	attempts?: number,
): Failure {
	if (error instanceof Failure) return error;
	const code = codeOf(error);
	if (code === undefined) {
		const said = plain(error instanceof Error ? error.message : String(error), secrets);
		return new Failure(`The request to ${host} was not sent`, `n8n said: ${said}`);
	}
	const [what, advice] = explained(code, host, addressField);
	return new Failure(what, triedOften(attempts) + advice);
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
