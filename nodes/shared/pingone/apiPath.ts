import { Failure } from './failure';
import { quoted } from './text';

const VERSION = 'v1';
const LOOPBACK_HOST = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
const PLAIN_SEGMENT = /^[\w~-][\w.~-]*$/;

const ADVICE =
	"Open the PingOne credential and set 'API Path' to the address of your region, for example https://api.pingone.com/v1 (North America) or https://api.pingone.eu/v1 (Europe). Nothing was sent.";

/**
 * The API's base address, without a trailing slash and always with its version, as in
 * `https://api.pingone.com/v1`. PingOne's pages give it with and without `/v1`, so both are taken,
 * as are a trailing slash and blanks around. The path may have further segments before the version
 * (a gateway in front of PingOne).
 *
 * @throws {Failure} naming 'API Path' where the token would travel in the clear, or to an address
 * that is not just a host and a path.
 */
export function apiBase(apiPath: unknown): string {
	const text = typeof apiPath === 'string' ? apiPath.trim() : '';
	if (text === '') throw refused(text, 'is empty');
	if (/[\s\p{Cc}\p{Cf}\\]/u.test(text)) throw refused(text, 'has characters that no address has');
	if (!/^[a-z][a-z\d+.-]*:\/\//i.test(text)) throw refused(text, 'does not start with https://');
	if (/[?#]/.test(text)) throw refused(text, "has a part after '?' or '#'");

	if (!URL.canParse(text)) throw refused(text, 'is not an address');
	const url = new URL(text);
	if (text.includes('@')) throw refused(text, 'has a user name in it');
	if (!isEncrypted(url)) {
		throw refused(text, 'does not start with https://, so the token would travel in the clear');
	}
	return `${url.origin}${versionedPath(text, url)}`;
}

function isEncrypted({ protocol, hostname }: URL): boolean {
	return protocol === 'https:' || (protocol === 'http:' && LOOPBACK_HOST.test(hostname));
}

/** Reads the segments from the text, because `URL` has already resolved `..` and `%2e` away. */
function versionedPath(text: string, url: URL): string {
	const path = text.replace(/^[^:]+:\/\/[^/]*/, '');
	const inner = path.replace(/^\/|\/+$/g, '');
	const segments = inner === '' ? [] : inner.split('/');
	const prefix = isVersion(segments.at(-1)) ? segments.slice(0, -1) : segments;
	if (prefix.some((segment) => isVersion(segment) || !PLAIN_SEGMENT.test(segment))) {
		throw refused(url.href, `does not end with the host or with /${VERSION}`);
	}
	return ['', ...prefix, VERSION].join('/');
}

function isVersion(segment = ''): boolean {
	return segment.toLowerCase() === VERSION;
}

function refused(text: string, what: string): Failure {
	const shown = text.replace(/\/\/.*@/, '//…@').replace(/[?#].*$/, '?…');
	return new Failure(`'API Path' in the PingOne credential ${what}: ${quoted(shown)}`, ADVICE);
}
