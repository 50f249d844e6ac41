import type { UserQuery } from '../pingone/users';

/** An ID, a username or an email of a user in one environment. */
export interface UserName extends UserQuery {
	environmentId: string;
}

/** The names of users in the parameters of one item. */
export interface UserNames {
	/** The name by which the item looks up its user; undefined if it creates one. */
	lookedUp?: UserName;
	/** The username and the email that the item gives to its user. */
	given?: UserName[];
}

/**
 * Returns the names that a user has, or that an item gives to one.
 *
 * @param names what is not a text is left out.
 */
export function userNamesIn(
	environmentId: string,
	names: { id?: unknown; username?: unknown; email?: unknown },
): UserName[] {
	return (['id', 'username', 'email'] as const).flatMap((by) => {
		const value = names[by];
		return typeof value === 'string' ? [{ environmentId, by, value }] : [];
	});
}

/** Returns the same text for names that are the same to PingOne, which ignores case. */
export function nameKey({ environmentId, by, value }: UserName): string {
	return JSON.stringify([environmentId, by, value.normalize('NFC')]).toLowerCase();
}
