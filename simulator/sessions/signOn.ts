/** A user who signs on. That is no call of PingOne's management API: tests and the demo use it. */
import { isRight, statusOf } from '../users/password';
import type { Passwords } from '../users/passwords';
import type { Session } from './session';
import type { Sessions } from './sessions';
import { activeLock, isExternal, type User } from '../users/user';
import type { Users } from '../users/users';

export interface SignOnAttempt {
	environmentId: string;
	username: string;
	password: string;
}

/** The reason why a sign-on failed. An unknown username looks like a wrong password. */
type SignOnFailure =
	| 'DISABLED'
	| 'LOCKED'
	| 'EXTERNAL'
	| 'NO_PASSWORD'
	| 'PASSWORD_LOCKED'
	| 'WRONG_PASSWORD'
	/** The password was right, but it must be changed first. */
	| 'MUST_CHANGE_PASSWORD';

export type SignOnResult = { session: Session } | { refused: SignOnFailure };

interface SignOnService {
	users: Users;
	passwords: Passwords;
	sessions: Sessions;
}

/** Begins a session, unless the account or the password is in the way. */
export function signOn(
	{ users, passwords, sessions }: SignOnService,
	{ environmentId, username, password }: SignOnAttempt,
): SignOnResult {
	const user = users.withUsername(environmentId, username);
	if (user === undefined) return { refused: 'WRONG_PASSWORD' };
	const refused = failureOf(user, password, passwords);
	if (refused !== undefined) return { refused };
	const session = sessions.begin(user);
	const { createdAt: at, remoteIp } = session;
	users.replace({ ...user, lastSignOn: { at, remoteIp } });
	return { session };
}

function failureOf(user: User, value: string, passwords: Passwords): SignOnFailure | undefined {
	if (!user.enabled) return 'DISABLED';
	if (activeLock(user) !== undefined) return 'LOCKED';
	if (isExternal(user)) return 'EXTERNAL';
	const password = passwords.get(user.id);
	const status = statusOf(password);
	if (password === undefined || status === 'NO_PASSWORD') return 'NO_PASSWORD';
	if (status === 'LOCKED') return 'PASSWORD_LOCKED';
	const wasRight = isRight(user.id, value, password);
	passwords.count(user.id, wasRight);
	if (!wasRight) return 'WRONG_PASSWORD';
	return status === 'MUST_CHANGE_PASSWORD' ? status : undefined;
}
