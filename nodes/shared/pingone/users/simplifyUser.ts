import type { IDataObject } from 'n8n-workflow';
import { accountOf } from './enableAndLock';
import { objectIn, textOf } from '../json';

/** Flattens a user: one value per field, null if PingOne does not return it. Times are ISO 8601. */
export function simplifyUser(user: IDataObject): IDataObject {
	return {
		id: textOf(user.id),
		username: textOf(user.username),
		email: textOf(user.email),
		name: fullNameOf(user),
		enabled: typeof user.enabled === 'boolean' ? user.enabled : null,
		accountStatus: accountOf(user).status ?? null,
		populationId: textOf(objectIn(user, 'population').id),
		lastSignOnAt: textOf(objectIn(user, 'lastSignOn').at),
	};
}

/** Returns the formatted name, or else given and family name; null if there is none. */
export function fullNameOf(user: IDataObject): string | null {
	const { formatted, given, family } = objectIn(user, 'name');
	const parts = [given, family].filter((part) => typeof part === 'string' && part !== '');
	return textOf(formatted) ?? (parts.join(' ') || null);
}
