import type { IDataObject } from 'n8n-workflow';
import { PingOneError } from './errors';
import { isJsonObject } from './json';
import { afterChange, readUser, nameOf, userPath, userSubject, type UserTarget } from './users';

/** See "Lock user account" and "Unlock user account" in PingOne's API reference. */
export const ACCOUNT_LOCK = 'application/vnd.pingidentity.account.lock+json';
export const ACCOUNT_UNLOCK = 'application/vnd.pingidentity.account.unlock+json';

const MINUTE_MS = 60_000;

/** Whether somebody can sign on: `OK` or `LOCKED`; undefined if PingOne does not say. */
export interface AccountState {
	status?: string;
	/** When the lock ends (ISO 8601). */
	unlockAt?: string;
}

export function accountOf({ account }: IDataObject): AccountState {
	const { status, unlockAt } = isJsonObject(account) ? account : {};
	return {
		status: typeof status === 'string' ? status : undefined,
		unlockAt: typeof unlockAt === 'string' ? unlockAt : undefined,
	};
}

/** Doing any of these twice does no harm. */
const repeatable = (what: string) => ({
	isRepeatable: true,
	ifUnknown: `It is not known whether PingOne ${what} the user. Run the workflow again for this item: doing it twice does no harm.`,
});

/**
 * Enables or disables a user: a disabled user cannot sign on. It ends no session.
 *
 * @throws {PingOneError} also if PingOne says afterwards that it is not so.
 */
export async function setEnabled(target: UserTarget, enabled: boolean): Promise<void> {
	const { client, environmentId, user, request } = target;
	const result = await client.change(
		'PUT',
		`${userPath(environmentId, user.id)}/enabled`,
		{ ...repeatable(enabled ? 'enabled' : 'disabled'), body: { enabled } },
		userSubject(environmentId, user),
		request,
	);
	const shown =
		typeof result?.enabled === 'boolean' ? result : await afterChange(target, readAgain);
	if (shown.enabled === enabled) return;
	throw new PingOneError(
		`PingOne accepted the request, but does not say that user ${nameOf(user)} is ${enabled ? 'enabled' : 'disabled'} now`,
		'Look at the user in the PingOne admin console, and run the workflow again for this item.',
	);
}

/**
 * Locks an account until a time. PingOne responds 200 also if that has locked nobody, so only an
 * account that it shows as locked counts.
 *
 * @param unlockAt in the future, ISO 8601 in UTC.
 * @throws {PingOneError} if PingOne refuses, or does not say that the account is locked.
 */
export async function lockAccount(target: UserTarget, unlockAt: string): Promise<AccountState> {
	const { client, environmentId, user, request } = target;
	const result = await client.change(
		'POST',
		userPath(environmentId, user.id),
		{ ...repeatable('locked'), mediaType: ACCOUNT_LOCK, body: { unlockAt } },
		userSubject(environmentId, user),
		request,
	);
	const account = await accountAfter(target, result);
	if (account.status === 'LOCKED' && !isEarlier(account.unlockAt, unlockAt)) return account;
	throw new PingOneError(
		`PingOne accepted the request, but did not lock user ${nameOf(user)}`,
		`PingOne locks an account only until a time in the future; it was asked to lock it until ${unlockAt}. Check the clock of this n8n, and the user in the PingOne admin console.`,
	);
}

/**
 * Ends the lock of an account. An account that is not locked stays as it is.
 *
 * @throws {PingOneError} also if PingOne shows the account as locked afterwards.
 */
export async function unlockAccount(target: UserTarget): Promise<AccountState> {
	const { client, environmentId, user, request } = target;
	const result = await client.change(
		'POST',
		userPath(environmentId, user.id),
		{ ...repeatable('unlocked'), mediaType: ACCOUNT_UNLOCK },
		userSubject(environmentId, user),
		request,
	);
	const account = await accountAfter(target, result);
	if (account.status !== 'LOCKED') return account;
	throw new PingOneError(
		`PingOne accepted the request, but user ${nameOf(user)} is still locked`,
		'Look at the user in the PingOne admin console, and run the workflow again for this item.',
	);
}

/** A lock that was there before may end earlier than the one that was asked for; a minute is rounding. */
export function isEarlier(unlockAt: string | undefined, wanted: string): boolean {
	return unlockAt !== undefined && Date.parse(unlockAt) < Date.parse(wanted) - MINUTE_MS;
}

/** What the response to a change shows, or the user if the response does not show it. */
async function accountAfter(target: UserTarget, result: IDataObject = {}): Promise<AccountState> {
	const account = accountOf(result);
	return account.status === undefined ? accountOf(await afterChange(target, readAgain)) : account;
}

async function readAgain({ client, environmentId, user, request }: UserTarget) {
	return await readUser(client, environmentId, user.id, request);
}
