import { PingOneError } from '../errors/pingOneError';
import { quote } from '../text';

const VERSION = 'v1';
const LOOPBACK_HOST = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
const PLAIN_SEGMENT = /^[\w~-][\w.~-]*$/;

const API_PATH = "'API Path' in the PingOne credential";
const API_PATH_ADVICE =
	"Open the PingOne credential and set 'API Path' to the address of your region, for example https://api.pingone.com/v1 (North America) or https://api.pingone.eu/v1 (Europe). Nothing was sent.";
const AUTH_PATH = "'Auth Path' in the PingOne credential";
const AUTH_PATH_ADVICE =
	"Open the PingOne credential and set 'Auth Path' to the address of the sign-on domain, without a path, for example https://auth.pingone.eu or your custom domain. Nothing was sent.";

/**
 * Returns the API's base address, with its version and without a trailing slash, as in
 * `https://api.pingone.com/v1`. Accepts the address with and without `/v1`, because PingOne's
 * pages use both, and with a trailing slash and surrounding whitespace. The path may have
 * segments before the version (a gateway in front of PingOne).
 *
 * @throws {PingOneError} naming 'API Path' if the token would be sent unencrypted, or if the
 * address has other parts than a host and a path.
 */
export function apiBase(apiPath: unknown): string {
	const refused = (what: string) => new PingOneError(`${API_PATH} ${what}`, API_PATH_ADVICE);
	const { origin, segments, shown } = addressOf(apiPath, refused);
	const prefix = isVersion(segments.at(-1)) ? segments.slice(0, -1) : segments;
	if (prefix.some((segment) => isVersion(segment) || !PLAIN_SEGMENT.test(segment))) {
		throw refused(`does not end with the host or with /${VERSION}: ${shown}`);
	}
	return [origin, ...prefix, VERSION].join('/');
}

/**
 * Returns the base address of the token endpoint, without a version and a trailing slash, as in
 * `https://auth.pingone.com`.
 *
 * @throws {PingOneError} naming 'Auth Path' if it is not valid (see `apiBase`), or has a path.
 */
export function authBase(authPath: unknown): string {
	const refused = (what: string) => new PingOneError(`${AUTH_PATH} ${what}`, AUTH_PATH_ADVICE);
	const { origin, segments, shown } = addressOf(authPath, refused);
	if (segments.length > 0) throw refused(`does not end with the host: ${shown}`);
	return origin;
}

function addressOf(value: unknown, refused: (what: string) => PingOneError) {
	const text = typeof value === 'string' ? value.trim() : '';
	const shown = quote(withoutQuery(withoutUserName(text)));
	if (text === '') throw refused('is empty');
	if (/[\s\p{Cc}\p{Cf}\\]/u.test(text))
		throw refused(`has characters that are not valid in an address: ${shown}`);
	if (!/^[a-z][a-z\d+.-]*:\/\//i.test(text))
		throw refused(`does not start with https://: ${shown}`);
	if (/[?#]/.test(text)) throw refused(`has a part after '?' or '#': ${shown}`);
	if (!URL.canParse(text)) throw refused(`is not a valid address: ${shown}`);
	if (text.includes('@')) throw refused(`contains a user name: ${shown}`);

	const { origin, protocol, hostname } = new URL(text);
	if (protocol !== 'https:' && !(protocol === 'http:' && LOOPBACK_HOST.test(hostname))) {
		throw refused(`does not start with https://, so secrets would be sent unencrypted: ${shown}`);
	}
	return { origin, segments: segmentsOf(text), shown };
}

/** Hides the user name and password before the `@`. */
function withoutUserName(text: string): string {
	const [start, end] = [text.indexOf('//'), text.lastIndexOf('@')];
	return start === -1 || end < start ? text : `${text.slice(0, start)}//…${text.slice(end)}`;
}

/** Hides the query, which may contain a token. */
function withoutQuery(text: string): string {
	const start = text.search(/[?#]/);
	return start === -1 ? text : `${text.slice(0, start)}?…`;
}

/**
 * Returns the path segments, read from the text because `URL` has already resolved `..` and
 * `%2e`. Trailing slashes are removed without a regular expression, which would take quadratic
 * time for many slashes.
 */
function segmentsOf(text: string): string[] {
	const [, ...segments] = text.replace(/^[^:]+:\/\//, '').split('/');
	while (segments.at(-1) === '') segments.pop();
	return segments;
}

function isVersion(segment = ''): boolean {
	return segment.toLowerCase() === VERSION;
}
