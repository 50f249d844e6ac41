/** Longer values are cut: an ID fits in full, and of a token pasted by mistake only a harmless start is left. */
const MAX_QUOTED_LENGTH = 64;
const CUT_LENGTH = 20;
/** Enough for PingOne's longest sentences, too little for a page of HTML. */
const MAX_TEXT_LENGTH = 300;

const HIDDEN = '[hidden]';
/**
 * Shorter secrets are not looked for: PingOne's have 64 characters, and one of a letter or two would
 * turn every sentence into `[hidden]` and protect nothing, since anybody could guess it.
 */
const MIN_SECRET_LENGTH = 8;
const BEARER = /\bBearer\s+\S+/gi;
const JSON_WEB_TOKEN = /\beyJ[\w-]{8,}(\.[\w-]*)*/g;

/**
 * Text from outside (an answer, a caught error) made fit for a sentence that a person reads in n8n:
 * secrets are hidden, control and direction characters shown as escapes, and angle brackets
 * replaced, because n8n renders a failure's description as HTML. At most 300 characters are kept.
 */
export function plain(text: string, secrets: Iterable<string> = []): string {
	const readable = neutral(conceal(text, secrets));
	return readable.length > MAX_TEXT_LENGTH ? `${readable.slice(0, MAX_TEXT_LENGTH)}…` : readable;
}

/**
 * The text with each secret, bearer header and JSON web token in it replaced by `[hidden]`. A secret
 * is found as it is, and as it is encoded in URLs, forms and JSON.
 */
export function conceal(text: string, secrets: Iterable<string>): string {
	return [...secrets]
		.filter((secret) => secret.length >= MIN_SECRET_LENGTH)
		.flatMap(spellings)
		.reduce((concealed, spelling) => concealed.replaceAll(spelling, HIDDEN), text)
		.replace(BEARER, `Bearer ${HIDDEN}`)
		.replace(JSON_WEB_TOKEN, HIDDEN);
}

function spellings(secret: string): string[] {
	const form = new URLSearchParams({ secret }).toString().slice('secret='.length);
	const uri = encodeURIComponent(secret.replace(/\p{Cs}/gu, '\uFFFD'));
	const encoded = [form, form.replaceAll('+', '%20'), uri];
	const inLowerCase = encoded.map((text) => text.replace(/%../g, (escape) => escape.toLowerCase()));
	return [secret, JSON.stringify(secret).slice(1, -1), ...encoded, ...inLowerCase];
}

/** A parameter's value in double quotes, as a failure names it; anything long is cut. */
export function quoted(value: unknown): string {
	const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
	const shown =
		text.length > MAX_QUOTED_LENGTH
			? `${text.slice(0, CUT_LENGTH)}…" (${text.length} characters)`
			: `${text}"`;
	return `"${neutral(shown)}`;
}

function neutral(text: string): string {
	return text
		.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, escaped)
		.replaceAll('<', '‹')
		.replaceAll('>', '›');
}

function escaped(character: string): string {
	const units = character.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'));
	return units.map((unit) => `\\u${unit}`).join('');
}
