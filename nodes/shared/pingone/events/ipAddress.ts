const CHARACTERS = /^[\da-f:.]+$/i;
const IPV4 = /^\d+(\.\d+){3}$/;

/**
 * Returns the canonical form of an IP address; undefined if it is not one. An IPv4 address
 * becomes its IPv4-mapped IPv6 address, such as `::ffff:203.0.113.7`.
 */
export function canonicalAddress(text: string): string | undefined {
	if (!CHARACTERS.test(text)) return undefined;
	const url = `http://[${IPV4.test(text) ? `::ffff:${text}` : text}]`;
	return URL.canParse(url) ? new URL(url).hostname : undefined;
}
