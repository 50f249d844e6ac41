/** Checks that PingOne can reach n8n's webhook address. */
import { PingOneError } from '../shared/pingone/errors/pingOneError';
import { quote } from '../shared/pingone/text';

/** IPv4 addresses that cannot be reached from the internet (RFC 6890), by their first octets. */
const NOT_PUBLIC =
	/^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;

/** The part of an address that may contain a password. */
const USER_INFO = /^.*@/s;
const IPV4 = /^\d+(\.\d+){3}$/;

const ADVICE =
	"Set n8n's environment variable WEBHOOK_URL to the public https address of this n8n, such as https://n8n.acme.example/, and restart n8n. Nothing was sent. If n8n cannot have a public address, use PingOne Activity Trigger.";

/**
 * Checks n8n's webhook address before it is sent to PingOne.
 *
 * @returns the address, unchanged.
 * @throws {PingOneError} naming WEBHOOK_URL if PingOne cannot send to it.
 */
export function validWebhookAddress(url = ''): string {
	const reason = URL.canParse(url) ? unreachableReason(new URL(url)) : 'it is not an address';
	if (reason === undefined) return url;
	const shown = quote(url.replace(USER_INFO, '…@'));
	throw new PingOneError(`PingOne cannot send to ${shown}: ${reason}`, ADVICE);
}

function unreachableReason({ protocol, hostname, username, password }: URL): string | undefined {
	if (protocol !== 'https:') return 'it does not start with https://';
	if (username + password !== '') return 'it has a user name or a password in it';
	const host = withoutDots(hostname);
	if (host.startsWith('[')) return 'PingOne does not send to IPv6 addresses';
	if (/(^|\.)localhost$/.test(host)) return 'it is this machine';
	if (!host.includes('.')) return 'the host name is not public';
	if (IPV4.test(host) && NOT_PUBLIC.test(host)) return 'the host is in a private network';
	return undefined;
}

/** Removes trailing dots. A regular expression would take quadratic time for many dots. */
function withoutDots(hostname: string): string {
	let end = hostname.length;
	while (hostname[end - 1] === '.') end--;
	return hostname.slice(0, end);
}
