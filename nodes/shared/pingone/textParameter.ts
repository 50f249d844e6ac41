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

/**
 * Returns a value as trimmed text, or the problem with it. Checks the length first, so that a
 * long text costs nothing.
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

/** Returns a number as text, and any other value as it is. NaN and Infinity, which an expression may return, stay. */
export function numberAsText(value: unknown): unknown {
	return Number.isFinite(value) ? String(value) : value;
}
