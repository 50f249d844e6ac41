import { errorBody } from '../errors/errorBody';
import { PingOneError } from '../errors/pingOneError';
import { withoutSecret } from '../errors/withoutSecret';
import { isJsonObject } from '../json';
import { quote } from '../text';
import { userLabel, type UserRecord } from './findUser';

/** Returns an error without the password. */
export function withoutPassword(error: unknown, password: string): PingOneError {
	return withoutSecret(error, password, {
		name: 'password',
		advice: 'Choose a longer password, and check the password policy in PingOne.',
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
