const MAX_LENGTH = 100;
/** Longer text is cut first; an accented character may consist of several. */
const MAX_READ_LENGTH = 10 * MAX_LENGTH;
const COMBINING_MARKS = /\p{M}/gu;
const NOT_ALLOWED = /[^A-Za-z0-9._\-/@=#+]+/g;

/**
 * Converts a text to a valid external transaction ID: at most 100 characters of letters, digits
 * and `. _ - / @ = # +` (PingOne API reference, "Custom HTTP headers"). Accents are dropped,
 * anything else becomes a hyphen: "INC 4711: Gerät weg" becomes "INC-4711-Gerat-weg".
 */
export function transactionId(text: string): string {
	return text
		.trim()
		.slice(0, MAX_READ_LENGTH)
		.normalize('NFKD')
		.replace(COMBINING_MARKS, '')
		.replace(NOT_ALLOWED, '-')
		.slice(0, MAX_LENGTH);
}
