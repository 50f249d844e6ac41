import { Failure } from './failure';
import { quoted } from './text';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const UNRESOLVED_EXPRESSION = /\{\{|\$json|\$\(/;

/**
 * A PingOne ID, fit to be pasted into a path: a UUID, trimmed, its case kept. PingOne's paths have
 * neighbours that do something else entirely (`/sessions` creates a session, `/sessions/me` is the
 * caller's own), so nothing but a UUID ever becomes part of one.
 *
 * @param name the parameter as people see it, such as 'Session ID'.
 * @throws {Failure} naming the parameter and its value.
 */
export function checkedId(name: string, value: unknown): string {
	const id = typeof value === 'string' ? value.trim() : value;
	if (typeof id === 'string' && UUID.test(id)) return id;
	if (id === '' || id === undefined || id === null) {
		throw new Failure(`'${name}' is empty: ${quoted(value)}`, advice(name, id));
	}
	throw new Failure(`'${name}' is not an ID of PingOne's: ${quoted(value)}`, advice(name, id));
}

function advice(name: string, id: unknown): string {
	return `${cause(id)} '${name}' takes a UUID, such as c2df5627-4b1c-4e0a-9f3d-6f0e2a7b8c9d. Nothing was sent for this item.`;
}

function cause(id: unknown): string {
	if (typeof id === 'string' && UNRESOLVED_EXPRESSION.test(id)) {
		return 'The value is an expression that was not resolved: switch the field to Expression.';
	}
	if (id === '' || id === 'undefined' || id === 'null' || id === undefined || id === null) {
		return 'Where the value comes from an expression, it found nothing: check the field name in it.';
	}
	return 'Check where the value comes from.';
}
