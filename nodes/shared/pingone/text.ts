import { redact } from '../http/redaction';

/** Longer values are cut: an ID fits in full, and of a token pasted by mistake only a harmless start is left. */
const MAX_QUOTED_LENGTH = 64;
const CUT_LENGTH = 20;
/** Enough for PingOne's longest sentences, too little for a page of HTML. */
const MAX_TEXT_LENGTH = 300;

/**
 * Text from outside (a response, a caught error) made fit for a sentence that a user reads in n8n:
 * secrets are hidden, control and direction characters shown as escapes, and angle brackets
 * replaced, because n8n renders an error's description as HTML. At most 300 characters are kept.
 */
export function sanitize(text: string, secrets: Iterable<string> = []): string {
	const readable = neutral(redact(text, secrets));
	return readable.length > MAX_TEXT_LENGTH ? `${readable.slice(0, MAX_TEXT_LENGTH)}…` : readable;
}

/** A parameter's value in double quotes, as an error names it; anything long is cut. */
export function quote(value: unknown): string {
	const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
	const shown =
		text.length > MAX_QUOTED_LENGTH
			? `${text.slice(0, CUT_LENGTH)}…" (${text.length} characters)`
			: `${text}"`;
	return `"${neutral(shown)}`;
}

/** Whether a name is an expression that was not resolved, or what one gives that found nothing. */
export function isUnresolved(name: string): boolean {
	return name.includes('{{') || name === 'undefined' || name === 'null';
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
