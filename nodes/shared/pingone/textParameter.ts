/** Validates the text parameters of all nodes. */
import { PingOneError } from './errors/pingOneError';
import { quote } from './text';

/** Texts that an expression without a result may produce. */
const NOTHING = ['null', 'undefined'];

/** The problem with a value that is not a valid text, and advice. */
export interface TextProblem {
	what: string;
	advice: string;
}

const EMPTY: TextProblem = {
	what: 'is empty',
	advice:
		'If the value comes from an expression, the expression returned nothing: check the field name in it.',
};

export const NOT_TEXT: TextProblem = {
	what: 'is not a text',
	advice: 'Check where the value comes from.',
};

/**
 * Returns a value as trimmed text, or the problem with it. A number is a text: an HR system may have
 * employee numbers as usernames. Checks the length first, so that a long text costs nothing.
 *
 * @param maxLength in characters.
 */
export function readText(value: unknown, maxLength = Infinity): string | TextProblem {
	if (value === undefined || value === null) return EMPTY;
	if (Number.isFinite(value)) return String(value);
	if (typeof value !== 'string') {
		return NOT_TEXT;
	}
	if (value.length > maxLength) {
		return { what: 'is too long', advice: `It can have at most ${maxLength} characters.` };
	}
	const text = value.trim();
	if (text === '') return EMPTY;
	if (isUnresolved(text)) {
		return {
			what: 'is an expression that was not resolved',
			advice: 'Switch the field to Expression, and check that each {{ has its }}.',
		};
	}
	if (!NOTHING.includes(text)) return text;
	return { what: 'is not a value', advice: EMPTY.advice };
}

/** True if a text contains an unresolved expression, or part of one. */
export function isUnresolved(text: string): boolean {
	return text.includes('{{') || text.includes('$json');
}

/**
 * Returns a required text parameter, trimmed.
 *
 * @param name label of the parameter.
 * @param maxLength in characters.
 * @throws {PingOneError} naming the parameter if it is empty or not valid.
 */
export function requiredText(name: string, value: unknown, maxLength?: number): string {
	const text = readText(value, maxLength);
	if (typeof text === 'string') return text;
	throw new PingOneError(
		`'${name}' ${text.what}: ${quote(value)}`,
		`${text.advice} Nothing was sent for this item.`,
	);
}

/**
 * Returns an optional text parameter, trimmed; an empty text if it has no value.
 *
 * @param name label of the parameter.
 * @param maxLength in characters.
 * @throws {PingOneError} naming the parameter if it is not valid.
 */
export function optionalText(name: string, value: unknown, maxLength?: number): string {
	return readText(value, maxLength) === EMPTY ? '' : requiredText(name, value, maxLength);
}

/** Control characters, and characters that have no width or change the direction of the text. */
const INVISIBLE = /[\p{Cc}\p{Cf}]/u;

/**
 * Returns a username or an email, trimmed.
 *
 * @param kind of the value.
 * @param name label of the parameter.
 * @param maxLength in characters.
 * @throws {PingOneError} naming the parameter, and the character that cannot be seen.
 */
export function nameText(
	kind: 'username' | 'email',
	name: string,
	value: unknown,
	maxLength?: number,
): string {
	const text = requiredText(name, value, maxLength);
	const [invisible] = INVISIBLE.exec(text) ?? [];
	if (invisible !== undefined) {
		const code = invisible.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
		throw notNameError(kind, name, value, `it contains the invisible character U+${code}`);
	}
	if (kind === 'email' && /^mailto:/i.test(text)) {
		throw notNameError(kind, name, value, 'it starts with "mailto:"');
	}
	return text;
}

function notNameError(kind: string, name: string, value: unknown, why: string): PingOneError {
	return new PingOneError(
		`'${name}' is not a valid ${kind}, because ${why}: ${quote(value)}`,
		'Correct it where the value comes from. Nothing was sent for this item.',
	);
}
