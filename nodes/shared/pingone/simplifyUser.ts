import type { IDataObject } from 'n8n-workflow';
import { accountOf } from './accounts';
import { objectIn, textOf } from './json';

/**
 * A user as PingOne describes it, made flat for a workflow: one value a field, null if PingOne does
 * not say. Times are ISO 8601.
 */
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

/** First and last name, as PingOne formats them; null if there is neither. */
export function fullNameOf(user: IDataObject): string | null {
	const { formatted, given, family } = objectIn(user, 'name');
	const parts = [given, family].filter((part) => typeof part === 'string' && part !== '');
	return textOf(formatted) ?? (parts.join(' ') || null);
}
