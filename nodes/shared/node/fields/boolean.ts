import { PingOneError } from '../../pingone/errors/pingOneError';
import { quote } from '../../pingone/text';

const MAX_LENGTH = 10;

/**
 * Returns the value of a switch. An expression may return the text 'true' or 'false'.
 *
 * @throws {PingOneError} naming the parameter if it has another value.
 */
export function booleanIn(name: string, value: unknown): boolean {
	if (typeof value === 'boolean') return value;
	const text = typeof value === 'string' && value.length <= MAX_LENGTH ? value : '';
	const word = text.trim().toLowerCase();
	if (word === 'true' || word === 'false') return word === 'true';
	throw new PingOneError(
		`'${name}' is neither true nor false: ${quote(value)}`,
		'Check where the value comes from. Nothing was sent for this item.',
	);
}
