import { PingOneError } from './errors';
import { quote } from './text';
import { requiredText } from './textParameter';

/** A UUID has 36; blanks around it count. */
const MAX_LENGTH = 1_000;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** True if a value is a UUID. */
export function isId(value: unknown): value is string {
	return typeof value === 'string' && UUID.test(value);
}

/**
 * Returns a PingOne ID that can be put into a path: a UUID, trimmed, its case kept. PingOne's paths have
 * neighbours that do something else entirely (`/sessions` creates a session, `/sessions/me` is the
 * caller's own), so nothing but a UUID ever becomes part of one.
 *
 * @param name the parameter as the editor shows it, such as 'Session ID'.
 * @throws {PingOneError} naming the parameter and its value.
 */
export function checkedId(name: string, value: unknown): string {
	const id = requiredText(name, value, MAX_LENGTH);
	if (isId(id)) return id;
	throw new PingOneError(
		`'${name}' is not a valid UUID: ${quote(value)}`,
		`Check where the value comes from. '${name}' takes a UUID, such as c2df5627-4b1c-4e0a-9f3d-6f0e2a7b8c9d. Nothing was sent.`,
	);
}
