import { spellings } from '../http/redaction';
import { errorBody } from './errorBody';
import { PingOneError, toPingOneError } from './errors';
import { isJsonObject } from './json';
import { quote, sanitize } from './text';
import { nameOf, type UserRecord } from './users';

/**
 * An error without a password in its description. One that is too short to be looked for everywhere
 * (`redact`) is in none all the same: then PingOne's own words are left out.
 */
export function withoutPassword(error: unknown, password: string): PingOneError {
	const known = toPingOneError(error);
	// As `sanitize` would have left it in there.
	const shown = spellings(password).map((spelling) => sanitize(spelling));
	if (!shown.some((spelling) => known.description.includes(spelling))) return known;
	return known.with({
		description:
			"PingOne's message is not shown, because it may contain the password. Choose a longer password, and check the password policy in PingOne.",
	});
}

/** PingOne keeps no password of a user who signs on elsewhere. */
export function throwIfExternal(user: UserRecord): void {
	const { type } = isJsonObject(user.identityProvider) ? user.identityProvider : {};
	if (type !== undefined && type !== 'PING_ONE') throw externalPassword(user, type);
}

/** PingOne's error names the state EXTERNAL; where, is not documented. */
export function isExternal(body: unknown): boolean {
	const error = errorBody(body);
	return [error?.message, ...(error?.details ?? [])].some((text) =>
		/\bEXTERNAL\b/.test(text ?? ''),
	);
}

export function externalPassword(user: UserRecord, type?: unknown): PingOneError {
	const provider = type === undefined ? '' : ` (${quote(type)})`;
	return new PingOneError(
		`User ${nameOf(user)} has no password in PingOne: the user signs on with another identity provider${provider}`,
		'Change the password there. Nothing was changed for this item.',
	);
}
