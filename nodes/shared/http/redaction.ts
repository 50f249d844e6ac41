const HIDDEN = '[hidden]';
/**
 * Shorter secrets are not hidden: PingOne's have 64 characters, and hiding one of a letter or two
 * would turn every sentence into `[hidden]` and protect nothing.
 */
const MIN_SECRET_LENGTH = 8;
const BEARER = /\bBearer\s+\S+/gi;
const JSON_WEB_TOKEN = /\beyJ[\w-]{8,}(\.[\w-]*)*/g;

/**
 * Replaces each secret, bearer header and JSON web token in a text with `[hidden]`, including
 * secrets encoded for URLs, forms and JSON.
 */
export function redact(text: string, secrets: Iterable<string>): string {
	return [...secrets]
		.filter((secret) => secret.length >= MIN_SECRET_LENGTH)
		.flatMap(spellings)
		.reduce((concealed, spelling) => concealed.replaceAll(spelling, HIDDEN), text)
		.replace(BEARER, `Bearer ${HIDDEN}`)
		.replace(JSON_WEB_TOKEN, HIDDEN);
}

/** Returns a secret in plain form, and encoded for URLs, forms and JSON. */
export function spellings(secret: string): string[] {
	const form = new URLSearchParams({ secret }).toString().slice('secret='.length);
	const uri = encodeURIComponent(secret.replace(/\p{Cs}/gu, '\uFFFD'));
	const encoded = [form, form.replaceAll('+', '%20'), uri];
	const inLowerCase = encoded.map((text) => text.replace(/%../g, (escape) => escape.toLowerCase()));
	return [secret, JSON.stringify(secret).slice(1, -1), ...encoded, ...inLowerCase];
}
