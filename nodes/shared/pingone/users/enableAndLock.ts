import type { IDataObject } from 'n8n-workflow';
import type { ApiResponse } from '../errors/responseErrors';
import { confirmChange } from '../confirmChange';
import { PingOneError } from '../errors/pingOneError';
import { isJsonObject } from '../json';
import { quote } from '../text';
import { userLabel, readUser, userPath, userSubject, type UserTarget } from './findUser';

/** See "Lock user account" and "Unlock user account" in PingOne's API reference. */
const ACCOUNT_LOCK = 'application/vnd.pingidentity.account.lock+json';
const ACCOUNT_UNLOCK = 'application/vnd.pingidentity.account.unlock+json';

const MINUTE_MS = 60_000;

/** State of an account: `OK` or `LOCKED`; undefined if PingOne does not return it. */
export interface AccountState {
	status?: string;
	/** End of the lock (ISO 8601). */
	unlockAt?: string;
}

export function accountOf({ account }: IDataObject): AccountState {
	const { status, unlockAt } = isJsonObject(account) ? account : {};
	return {
		status: typeof status === 'string' ? status : undefined,
		unlockAt: typeof unlockAt === 'string' ? unlockAt : undefined,
	};
}

/** These calls are idempotent. Ping's Terraform provider repeats them after 415. */
const repeatable = (what: string) => ({
	isRepeatable: true,
	retries415: true,
	ifUnknown: `It is not known whether PingOne ${what} the user. Run the workflow again for this item: doing it twice does no harm.`,
});

/**
 * Enables or disables a user. A disabled user cannot sign on, but existing sessions stay active.
 *
 * @throws {PingOneError} also if PingOne does not show the new state afterwards.
 */
export async function setEnabled(target: UserTarget, enabled: boolean): Promise<void> {
	const { environment, user } = target;
	const call = { ...repeatable(enabled ? 'enabled' : 'disabled'), body: { enabled } };
	const path = `${userPath(user.id)}/enabled`;
	const response = await environment.send('PUT', path, call);
	const shown = await confirmAccount(target, response, (account) =>
		typeof account.enabled === 'boolean' ? account.enabled : undefined,
	);
	if (shown === enabled) return;
	throw new PingOneError(
		`PingOne accepted the request, but does not show user ${userLabel(user)} as ${enabled ? 'enabled' : 'disabled'}`,
		'Look at the user in the PingOne admin console, and run the workflow again for this item.',
	);
}

/**
 * Locks an account until a time, or until somebody unlocks it. PingOne also responds with 200 if
 * the account was not locked, so the lock counts only if PingOne shows it.
 *
 * @param unlockAt in the future, ISO 8601 in UTC; left out for a lock without an end, which
 * PingOne does not document.
 * @throws {PingOneError} if PingOne refuses, or does not show a lock of that duration.
 */
export async function lockAccount(target: UserTarget, unlockAt?: string): Promise<AccountState> {
	const { environment, user } = target;
	const body = unlockAt === undefined ? undefined : { unlockAt };
	const call = { ...repeatable('locked'), mediaType: ACCOUNT_LOCK, body };
	const response = await environment.send('POST', userPath(user.id), call);
	if (unlockAt === undefined && response.status === 400) {
		const error = environment.error(response, userSubject(environment, user));
		throw error.with({ description: `${END_REQUIRED} ${error.description}` });
	}
	const account = await confirmAccount(target, response, shownAccount);
	const isLocked = account.status === 'LOCKED';
	if (isLocked && !isEarlier(account.unlockAt, unlockAt)) return account;
	const stays = isLocked
		? `locks user ${userLabel(user)} only until ${quote(account.unlockAt)}`
		: `did not lock user ${userLabel(user)}`;
	throw new PingOneError(
		`PingOne accepted the request, but ${stays}`,
		unlockAt === undefined
			? END_REQUIRED
			: `PingOne locks an account only until a time in the future; the requested time was ${unlockAt}. Check the clock of this n8n, and the user in the PingOne admin console.`,
	);
}

const END_REQUIRED =
	"PingOne requires an end time for the lock: choose days, hours or minutes in 'Lock Unit'. To block a user permanently, use Disable.";

/** Unlocks an account. An account that is not locked stays as it is. */
export async function unlockAccount(target: UserTarget): Promise<AccountState> {
	const { environment, user } = target;
	const call = { ...repeatable('unlocked'), mediaType: ACCOUNT_UNLOCK };
	const response = await environment.send('POST', userPath(user.id), call);
	const account = await confirmAccount(target, response, shownAccount);
	if (account.status !== 'LOCKED') return account;
	throw new PingOneError(
		`PingOne accepted the request, but user ${userLabel(user)} is still locked`,
		'Look at the user in the PingOne admin console, and run the workflow again for this item.',
	);
}

/**
 * True if a lock ends more than a minute before the requested time, as an earlier lock may.
 *
 * @param requestedUnlockAt the requested time; left out for a lock without an end.
 */
function isEarlier(unlockAt: string | undefined, requestedUnlockAt?: string): boolean {
	if (unlockAt === undefined) return false;
	return (
		requestedUnlockAt === undefined ||
		Date.parse(unlockAt) < Date.parse(requestedUnlockAt) - MINUTE_MS
	);
}

/**
 * Returns the state of an account from the response to a change or, if it is not in there, from
 * the user.
 */
async function confirmAccount<Shown>(
	{ environment, user }: UserTarget,
	response: ApiResponse,
	shownIn: (user: IDataObject) => Shown | undefined,
): Promise<Shown> {
	const change = { environment, response, subject: userSubject(environment, user) };
	return await confirmChange(change, {
		inResponse: ({ body }) => (isJsonObject(body) ? shownIn(body) : undefined),
		read: async (after) => shownIn(await readUser(after, user.id)),
	});
}

function shownAccount(user: IDataObject): AccountState | undefined {
	const account = accountOf(user);
	return account.status === undefined ? undefined : account;
}
