import type { UserQuery } from '../pingone/users/findUser';

/** An ID, a username or an email of a user in one environment. */
export interface UserName extends UserQuery {
	environmentId: string;
}

/** The names of users in the parameters of an item. */
export interface UserNames {
	/** The name that the item looks its user up by; undefined if it creates one. */
	lookedUp?: UserName;
	/** The username and the email that the item assigns to its user. */
	assigned?: UserName[];
}

/**
 * Returns the names of a user, or those that an item assigns.
 *
 * @param names values that are not text are ignored.
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

/** Returns a key that is the same for names that PingOne treats as equal: it ignores case. */
export function nameKey({ environmentId, by, value }: UserName): string {
	return JSON.stringify([environmentId, by, value.normalize('NFC')]).toLowerCase();
}
