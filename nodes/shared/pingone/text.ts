import { redact } from '../http/redaction';
import { isJsonObject } from './json';

/**
 * Longer values are cut. An ID fits completely; of a token pasted by mistake, only a harmless
 * start remains.
 */
const MAX_QUOTED_LENGTH = 64;
const CUT_LENGTH = 20;
const MAX_QUOTED_KEYS = 5;
/** Start of a text that is a JSON object or list. */
const JSON_START = /^\s*(\{\s*"|\[\s*[{"])/;
/** Enough for PingOne's longest messages, but not for a web page. */
const MAX_TEXT_LENGTH = 300;

/**
 * Prepares text from outside (a response, a caught error) for an error message: hides secrets,
 * escapes control and direction characters, and replaces angle brackets, because n8n renders an
 * error's description as HTML. Keeps at most 300 characters.
 */
export function sanitize(text: string, secrets: Iterable<string> = []): string {
	const readable = neutralize(redact(text, secrets).slice(0, MAX_TEXT_LENGTH + 1));
	return readable.length > MAX_TEXT_LENGTH ? `${readable.slice(0, MAX_TEXT_LENGTH)}…` : readable;
}

/**
 * Returns a parameter's value for an error: in double quotes, and cut if it is long. Objects and
 * lists show only their type and keys, because their values may be secrets.
 */
export function quote(value: unknown): string {
	if (Array.isArray(value)) return `a list of ${value.length}`;
	if (isJsonObject(value)) return `an object with ${keysOf(value)}`;
	const text = String(value);
	const { length } = text;
	if (JSON_START.test(text.slice(0, MAX_QUOTED_LENGTH))) return `JSON of ${length} characters`;
	return length > MAX_QUOTED_LENGTH
		? `"${neutralize(text.slice(0, CUT_LENGTH))}…" (${length} characters)`
		: `"${neutralize(text)}"`;
}

function keysOf(object: object): string {
	const keys = Object.keys(object);
	const shown = keys.slice(0, MAX_QUOTED_KEYS).map(quote).join(', ');
	const others = keys.length - MAX_QUOTED_KEYS;
	if (keys.length === 0) return 'no keys';
	return `the ${keys.length === 1 ? 'key' : 'keys'} ${shown}${others > 0 ? ` and ${others} others` : ''}`;
}

function neutralize(text: string): string {
	return text
		.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, escapeCharacter)
		.replaceAll('<', '‹')
		.replaceAll('>', '›');
}

function escapeCharacter(character: string): string {
	const units = character.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'));
	return units.map((unit) => `\\u${unit}`).join('');
}
