/** Checks the text parameters of all nodes: the one definition of a value that is not a text to send. */
import { PingOneError } from './errors';
import { quote } from './text';

/** An expression that finds nothing leaves these as text. */
const NOTHING = ['null', 'undefined'];

/** Why a value cannot be used as text: what is wrong with it, and what to do about it. */
export interface TextProblem {
	what: string;
	advice: string;
}

const EMPTY: TextProblem = {
	what: 'is empty',
	advice:
		'If the value comes from an expression, the expression returned nothing: check the field name in it.',
};

/**
 * Returns a value as text, trimmed, or why it cannot be used as one. A long text is refused before
 * anything else is done with it.
 *
 * @param maxLength in characters.
 */
export function readText(value: unknown, maxLength = Infinity): string | TextProblem {
	if (value === undefined || value === null) return EMPTY;
	if (typeof value !== 'string') {
		return { what: 'is not a text', advice: 'Check where the value comes from.' };
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

/** True if a text has an expression in it that n8n did not resolve, or a part of one. */
export function isUnresolved(text: string): boolean {
	return text.includes('{{') || text.includes('$json');
}

/**
 * Returns a text parameter that must have a value, trimmed.
 *
 * @param name the parameter as the editor shows it.
 * @param maxLength in characters.
 * @throws {PingOneError} naming the parameter if it is empty or cannot be used.
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
 * Returns a text parameter that may be left empty, trimmed; an empty text if it has no value.
 *
 * @param name the parameter as the editor shows it.
 * @param maxLength in characters.
 * @throws {PingOneError} naming the parameter if it cannot be used.
 */
export function optionalText(name: string, value: unknown, maxLength?: number): string {
	return readText(value, maxLength) === EMPTY ? '' : requiredText(name, value, maxLength);
}
