import type { IDataObject } from 'n8n-workflow';
import type { Subject } from '../errors/responseErrors';
import type { Environment } from '../environment';
import { readMatches } from '../collection';
import { findInEitherForm } from './composedName';
import { NoMatchError, PingOneError } from '../errors/pingOneError';
import { checkedId, isId } from '../ids';
import { listText } from '../listText';
import { IDENTITY_DATA_ADMIN } from '../auth/roles';
import { scimString } from '../scim';
import { quote, sanitize } from '../text';
import { nameText } from '../textParameter';

/** The names of a user. PingOne leaves out those that do not exist. */
export interface User {
	/** UUID. */
	id: string;
	/** Unique in its environment. */
	username?: string;
	/** Not unique. */
	email?: string;
}

/** A user with all attributes. */
export type UserRecord = IDataObject & User;

/** A user who has been looked up. */
export interface UserTarget {
	environment: Environment;
	user: UserRecord;
}

/** A lookup by ID, username or email, which must match in full. */
export interface UserQuery {
	by: 'id' | 'username' | 'email';
	value: string;
}

/** A lookup by name with more than one match. */
export class AmbiguousUserError extends PingOneError {
	constructor(
		/** Not all of them, if there are too many. */
		readonly users: User[],
		message: string,
		description: string,
	) {
		super(message, description);
	}
}

const MAX_NAME_LENGTH = 256;
/** Two are enough to see that a name is not unique; a few more are listed in the error. */
const MAX_MATCHES = 50;

/**
 * Returns the user lookup in a parameter.
 *
 * @throws {PingOneError} naming 'User' if the value cannot identify a user.
 */
export function userQuery(mode: unknown, value: unknown): UserQuery {
	if (mode !== 'username' && mode !== 'email') return { by: 'id', value: checkedId('User', value) };
	return { by: mode, value: nameText(mode, 'User', value, MAX_NAME_LENGTH) };
}

/**
 * Finds a user, with all attributes.
 *
 * @throws {PingOneError} if no user or more than one matches: it never guesses.
 */
export async function findUser(environment: Environment, query: UserQuery): Promise<UserRecord> {
	if (query.by === 'id') return await readUser(environment, query.value);
	return await findInEitherForm(query.value, async (value) => {
		return await findByName(environment, { ...query, value });
	});
}

/**
 * Reads a user by ID, with all attributes.
 *
 * @throws {PingOneError} if the user does not exist, or if the response has another ID.
 */
export async function readUser(environment: Environment, id: string): Promise<UserRecord> {
	const subject = userSubject(environment, { id });
	const body = await environment.get(userPath(id), subject);
	const user = recordOf(body);
	if (user.id.toLowerCase() !== id.toLowerCase())
		throw environment.error({ status: 200, body }, subject);
	return user;
}

async function findByName(environment: Environment, { by, value }: UserQuery): Promise<UserRecord> {
	const path = usersPath(`${by} eq ${scimString(value)}`, MAX_MATCHES);
	// PingOne has already filtered. If it ever ignored the filter, no other user must be affected.
	const isMatch = (user: IDataObject) => String(user[by]).toLowerCase() === value.toLowerCase();
	const { matching, isComplete } = await readMatches(
		environment,
		usersIn(environment, path),
		isMatch,
	);
	const found = matching.map(recordOf);
	const where = `in environment ${environment.id}`;
	if (!isComplete || found.length > 1) {
		const usernames = found.map(({ id, username = id }) => sanitize(username));
		const count = isComplete ? `${found.length}` : 'Too many';
		throw new AmbiguousUserError(
			found,
			`${count} users ${where} have the ${by} ${quote(value)}${found.length === 0 ? '' : `: ${listText(usernames)}`}`,
			'Identify the user by username or ID. Nothing was changed for this item.',
		);
	}
	if (found.length === 0) {
		throw new NoMatchError(
			`No user ${where} has the ${by} ${quote(value)}`,
			'Check the spelling, and that the user is in this environment. Nothing was changed for this item.',
		);
	}
	return found[0];
}

/** Returns a user's path below the environment. */
export function userPath(userId: string): string {
	return `/users/${userId}`;
}

/** Returns the path of the first page of the users that match a SCIM filter, or of all users. */
export function usersPath(filter: string, pageSize: number): string {
	const path = `/users?limit=${pageSize}`;
	return filter === '' ? path : `${path}&filter=${encodeURIComponent(filter)}`;
}

/** Returns the collection of users. @param path of one of its pages. */
export function usersIn(environment: Environment, path: string) {
	const name = `the users of environment ${environment.id}`;
	return { path, name: 'users', subject: { name, role: IDENTITY_DATA_ADMIN } };
}

/** Returns a user as errors name it. */
export function userSubject(environment: Environment, user: User, what = 'user'): Subject {
	return {
		name: `${what} ${userLabel(user)} in environment ${environment.id}`,
		role: IDENTITY_DATA_ADMIN,
	};
}

/** Returns a user's name for a sentence: the username if there is one, otherwise the ID. */
export function userLabel({ id, username }: User): string {
	return username === undefined ? id : quote(username);
}

/** Returns a user from a response. @throws {PingOneError} if its ID is not a UUID. */
export function recordOf(user: IDataObject): UserRecord {
	const { id, username, email } = user;
	if (!isId(id)) {
		throw new PingOneError(
			`PingOne returned a user without a valid ID: ${quote(id)}`,
			'Look at the user in the PingOne admin console, and report it to your PingOne administrator.',
		);
	}
	return {
		...user,
		id,
		username: typeof username === 'string' ? username : undefined,
		email: typeof email === 'string' ? email : undefined,
	};
}
