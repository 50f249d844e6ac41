import type { IDataObject } from 'n8n-workflow';
import { PingOneError } from '../errors/pingOneError';
import { listText } from '../listText';

/** Label of n8n's own field, which it adds to each credential. */
const FIELD = "'Allowed HTTP Request Domains' of the PingOne credential";

/**
 * Checks that n8n may send to all hosts that a credential needs. n8n applies the list of domains
 * also to the token request, so without the auth host, nodes fail once the stored token has expired.
 *
 * @throws {PingOneError} naming the hosts that are missing in the list.
 */
export function throwIfNotAllowed(credential: IDataObject, addresses: string[]): void {
	const { allowedHttpRequestDomains: mode, allowedDomains: list } = credential;
	if (mode !== 'domains') return;
	const allowed = String(list)
		.split(',')
		.map((domain) => domain.trim().toLowerCase())
		.filter((domain) => domain !== '');
	const hosts = [...new Set(addresses.map((address) => new URL(address).hostname))];
	const missing = hosts.filter((host) => !allowed.some((domain) => isIn(domain, host)));
	if (missing.length === 0) return;
	throw new PingOneError(
		`${FIELD} does not allow ${listText(missing)}`,
		`Add ${listText(hosts)} to 'Allowed Domains', or choose All.`,
	);
}

/** True if a host is the domain, or if the domain is `*.x` and the host is below x. */
function isIn(domain: string, host: string): boolean {
	return domain.startsWith('*.') ? host.endsWith(domain.slice(1)) : host === domain;
}

/** Returns the advice if n8n itself did not send a request because of the list; undefined otherwise. */
export function allowedDomainsAdvice(said: string, host: string): string | undefined {
	if (!/domain not allowed|no allowed domains/i.test(said)) return undefined;
	return `${FIELD} does not contain ${host.replace(/:\d+$/, '')}: add it to 'Allowed Domains', or choose All.`;
}
