import { PingOneError } from './errors';
import { quote } from './text';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const UNRESOLVED_EXPRESSION = /\{\{|\$json|\$\(/;

/** Whether a value is a UUID. */
export function isId(value: unknown): value is string {
	return typeof value === 'string' && UUID.test(value);
}

/**
 * A PingOne ID, fit to be pasted into a path: a UUID, trimmed, its case kept. PingOne's paths have
 * neighbours that do something else entirely (`/sessions` creates a session, `/sessions/me` is the
 * caller's own), so nothing but a UUID ever becomes part of one.
 *
 * @param name the parameter as the editor shows it, such as 'Session ID'.
 * @throws {PingOneError} naming the parameter and its value.
 */
export function checkedId(name: string, value: unknown): string {
	const id = typeof value === 'string' ? value.trim() : value;
	if (isId(id)) return id;
	if (id === '' || id === undefined || id === null) {
		throw new PingOneError(`'${name}' is empty: ${quote(value)}`, description(name, id));
	}
	throw new PingOneError(`'${name}' is not a valid UUID: ${quote(value)}`, description(name, id));
}

function description(name: string, id: unknown): string {
	return `${cause(id)} '${name}' takes a UUID, such as c2df5627-4b1c-4e0a-9f3d-6f0e2a7b8c9d. Nothing was sent.`;
}

function cause(id: unknown): string {
	if (typeof id === 'string' && UNRESOLVED_EXPRESSION.test(id)) {
		return 'The value is an expression that was not resolved: switch the field to Expression.';
	}
	if (id === '' || id === 'undefined' || id === 'null' || id === undefined || id === null) {
		return 'If the value comes from an expression, the expression found nothing: check the field name in it.';
	}
	return 'Check where the value comes from.';
}
