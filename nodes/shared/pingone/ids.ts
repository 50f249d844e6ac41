import { PingOneError } from './errors/pingOneError';
import { quote } from './text';
import { requiredText } from './textParameter';

/** A UUID has 36 characters; surrounding whitespace counts. */
const MAX_LENGTH = 1_000;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** True if a value is a UUID. */
export function isId(value: unknown): value is string {
	return typeof value === 'string' && UUID.test(value);
}

/**
 * Returns a PingOne ID for use in a path: a UUID, trimmed, in lower case. Similar paths do
 * something else entirely (`/sessions` creates a session, `/sessions/me` is the caller's own), so
 * only a UUID may become part of a path.
 *
 * @param name label of the parameter, such as 'Session ID'.
 * @throws {PingOneError} naming the parameter and its value.
 */
export function checkedId(name: string, value: unknown): string {
	const id = requiredText(name, value, MAX_LENGTH);
	if (isId(id)) return id.toLowerCase();
	throw new PingOneError(
		`'${name}' is not a valid UUID: ${quote(value)}`,
		`Check where the value comes from. '${name}' takes a UUID, such as c2df5627-4b1c-4e0a-9f3d-6f0e2a7b8c9d. Nothing was sent.`,
	);
}
