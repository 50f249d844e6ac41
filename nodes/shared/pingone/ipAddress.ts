const CHARACTERS = /^[\da-f:.]+$/i;
const IPV4 = /^\d+(\.\d+){3}$/;

/**
 * Returns an IP address in the one form that all spellings of it share; undefined if it is none. An
 * IPv4 address becomes the IPv6 address that it is mapped to, as `::ffff:203.0.113.7`.
 */
export function canonicalAddress(text: string): string | undefined {
	if (!CHARACTERS.test(text)) return undefined;
	const url = `http://[${IPV4.test(text) ? `::ffff:${text}` : text}]`;
	return URL.canParse(url) ? new URL(url).hostname : undefined;
}
