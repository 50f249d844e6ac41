import type { IDataObject } from 'n8n-workflow';
import { spellings } from '../http/redaction';
import type { Subject } from './apiErrors';
import type { Call, Repetition } from './client';
import { PingOneError, toPingOneError } from './errors';
import { isJsonObject } from './json';
import { quote, sanitize } from './text';
import { nameOf, userPath, userSubject, type UserRecord, type UserTarget } from './users';

/** See "User Passwords" in PingOne's API reference. */
const SET = 'application/vnd.pingidentity.password.set+json';
const SET_VALUE = 'application/vnd.pingidentity.password.setValue+json';
/** Without `+json`. */
const FORCE_CHANGE = 'application/vnd.pingidentity.password.forceChange';
/** PingOne's page has it in both spellings: should the first be refused, the other is tried. */
const UNLOCK = 'application/vnd.pingidentity.password.unlock+json';
const UNLOCK_WITHOUT_JSON = 'application/vnd.pingidentity.password.unlock';
const SEND_RECOVERY_CODE = 'application/vnd.pingidentity.password.sendRecoveryCode+json';

const WRONG_MEDIA_TYPE = 415;

const REPEATABLE: Repetition = {
	isRepeatable: true,
	ifUnknown:
		'It is not known whether PingOne changed the password. Run the workflow again for this item: doing it twice does no harm.',
};

/**
 * The state of a user's password, such as `OK`, `MUST_CHANGE_PASSWORD`, `LOCKED` or `NO_PASSWORD`;
 * undefined if PingOne does not say.
 *
 * @throws {PingOneError} also if the user has no password in PingOne, because another identity
 * provider keeps it.
 */
export async function passwordStatus(target: UserTarget): Promise<string | undefined> {
	throwIfExternal(target.user);
	return statusIn(await target.client.get(pathOf(target), subjectOf(target), target.request));
}

/**
 * Sets a password, as an administrator. It is not repeated: a password history may refuse the repeat.
 *
 * @param forceChange whether the user must change it at the next sign-on.
 * @returns the password's state afterwards, if PingOne says.
 * @throws {PingOneError} with PingOne's reason if the password policy refuses it, without the password.
 */
export async function setPassword(
	target: UserTarget,
	password: string,
	forceChange: boolean,
): Promise<string | undefined> {
	throwIfExternal(target.user);
	// Whatever PingOne repeats of it, no error shows it.
	target.client.context.secrets.add(password);
	const call = {
		mediaType: SET,
		body: { value: password, forceChange },
		ifUnknown:
			'It is not known whether PingOne set the password. Run the workflow again with another password: a password history may refuse the same one.',
	};
	return await change(target, 'PUT', call).catch((error: unknown) => {
		throw withoutPassword(error, password);
	});
}

/**
 * An error without a password in its description. One that is too short to be looked for everywhere
 * (`redact`) is in none all the same: then PingOne's own words are left out.
 */
export function withoutPassword(error: unknown, password: string): PingOneError {
	const known = toPingOneError(error);
	// As `sanitize` would have left it in there.
	const shown = spellings(password).map((spelling) => sanitize(spelling));
	if (!shown.some((spelling) => known.description.includes(spelling))) return known;
	return new PingOneError(
		known.message,
		"PingOne's own words are not shown, because the password may be in them. Choose a longer password, and check the password policy in PingOne.",
		known.status,
	);
}

/**
 * Removes a password, so that nobody can sign on with one.
 *
 * @throws {PingOneError} also if PingOne says afterwards that there is one.
 */
export async function removePassword(target: UserTarget): Promise<string | undefined> {
	const call = { ...REPEATABLE, mediaType: SET_VALUE, body: {} };
	const status = (await change(target, 'PUT', call)) ?? (await passwordStatus(target));
	if (status === undefined || status === 'NO_PASSWORD') return status;
	throw new PingOneError(
		`PingOne accepted the request, but user ${nameOf(target.user)} still has a password (${status})`,
		'Look at the user in the PingOne admin console, and run the workflow again for this item.',
	);
}

/** Makes a user change the password at the next sign-on. It unlocks a locked password. */
export async function forcePasswordChange(target: UserTarget): Promise<string | undefined> {
	const call = { ...REPEATABLE, mediaType: FORCE_CHANGE };
	return (await change(target, 'POST', call)) ?? (await passwordStatus(target));
}

/** Unlocks a password that is locked after too many wrong ones. */
export async function unlockPassword(target: UserTarget): Promise<string | undefined> {
	const { client, request } = target;
	const send = async (mediaType: string) =>
		await client.send('POST', pathOf(target), { ...REPEATABLE, mediaType }, request);
	const first = await send(UNLOCK);
	const response = first.status === WRONG_MEDIA_TYPE ? await send(UNLOCK_WITHOUT_JSON) : first;
	return statusIn(client.resultOf(response, subjectOf(target))) ?? (await passwordStatus(target));
}

/** Has PingOne send the user a code by email, which lasts five minutes. It is not repeated. */
export async function sendRecoveryCode(target: UserTarget): Promise<void> {
	throwIfExternal(target.user);
	await change(target, 'POST', {
		mediaType: SEND_RECOVERY_CODE,
		ifUnknown:
			'It is not known whether PingOne sent the code. Ask the user before you run the workflow again for this item.',
	});
}

async function change(
	target: UserTarget,
	method: 'POST' | 'PUT',
	call: Call,
): Promise<string | undefined> {
	const { client, request } = target;
	return statusIn(await client.change(method, pathOf(target), call, subjectOf(target), request));
}

function statusIn(password: IDataObject = {}): string | undefined {
	return typeof password.status === 'string' ? password.status : undefined;
}

function pathOf({ environmentId, user }: UserTarget): string {
	return `${userPath(environmentId, user.id)}/password`;
}

function subjectOf({ environmentId, user }: UserTarget): Subject {
	return userSubject(environmentId, user, 'the password of user');
}

/** PingOne keeps no password of a user who signs on elsewhere. */
function throwIfExternal(user: UserRecord): void {
	const { type } = isJsonObject(user.identityProvider) ? user.identityProvider : {};
	if (type === undefined || type === 'PING_ONE') return;
	throw new PingOneError(
		`User ${nameOf(user)} has no password in PingOne: the user signs on with another identity provider (${quote(type)})`,
		'Change the password there. Disable, Lock and End Sessions work for this user all the same. Nothing was changed for this item.',
	);
}
