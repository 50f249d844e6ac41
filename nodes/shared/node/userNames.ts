import type { UserQuery } from '../pingone/users/findUser';

/** The names of users in the parameters of an item: IDs, usernames and emails. */
export interface UserNames {
	/** The name that the item looks its user up by; undefined if it creates one. */
	lookedUp?: UserQuery;
	/** The username and the email that the item assigns to its user. */
	assigned?: UserQuery[];
}

/**
 * Returns the names of a user, or those that an item assigns.
 *
 * @param names values that are not text are ignored.
 */
export function userNamesIn(names: {
	id?: unknown;
	username?: unknown;
	email?: unknown;
}): UserQuery[] {
	return (['id', 'username', 'email'] as const).flatMap((by) => {
		const value = names[by];
		return typeof value === 'string' ? [{ by, value }] : [];
	});
}

/** Returns a key that is the same for names that PingOne treats as equal: it ignores case. */
export function nameKey(environmentId: string, { by, value }: UserQuery): string {
	return JSON.stringify([environmentId, by, value.normalize('NFC')]).toLowerCase();
}
