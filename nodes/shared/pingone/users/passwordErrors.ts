import { spellings } from '../../http/redaction';
import { errorBody } from '../errors/errorBody';
import { PingOneError, toPingOneError } from '../errors/pingOneError';
import { isJsonObject } from '../json';
import { quote, sanitize } from '../text';
import { userLabel, type UserRecord } from './findUser';

/**
 * Returns an error without the password. `redact` does not hide short passwords: if the
 * description contains one, PingOne's message is left out.
 */
export function withoutPassword(error: unknown, password: string): PingOneError {
	const known = toPingOneError(error);
	// In the form in which `sanitize` would show it.
	const shown = spellings(password).map((spelling) => sanitize(spelling));
	if (!shown.some((spelling) => known.description.includes(spelling))) return known;
	return known.with({
		description:
			"PingOne's message is not shown, because it may contain the password. Choose a longer password, and check the password policy in PingOne.",
	});
}

/**
 * Throws if the user signs on with another identity provider, because PingOne then has no
 * password of the user.
 */
export function throwIfExternal(user: UserRecord): void {
	const { type } = isJsonObject(user.identityProvider) ? user.identityProvider : {};
	if (type !== undefined && type !== 'PING_ONE') throw externalPassword(user, type);
}

/**
 * True if PingOne's error says that the password is EXTERNAL. It is not documented in which
 * field.
 */
export function isExternal(body: unknown): boolean {
	const error = errorBody(body);
	return [error?.message, ...(error?.details ?? [])].some((text) =>
		/\bEXTERNAL\b/.test(text ?? ''),
	);
}

export function externalPassword(user: UserRecord, type?: unknown): PingOneError {
	const provider = type === undefined ? '' : ` (${quote(type)})`;
	return new PingOneError(
		`User ${userLabel(user)} has no password in PingOne: the user signs on with another identity provider${provider}`,
		'Change the password there. Nothing was changed for this item.',
	);
}
