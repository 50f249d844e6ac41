import type { IDataObject } from 'n8n-workflow';
import type { ApiResponse, Subject } from './apiErrors';
import type { Call, PingOneClient, Repetition } from './client';
import { errorBody } from './errorBody';
import { PingOneError } from './errors';
import { sendInEitherSpelling } from './mediaTypes';
import { externalPassword, isExternal, throwIfExternal, withoutPassword } from './passwordErrors';
import { afterChange, nameOf, userPath, userSubject, type UserTarget } from './users';

/** See "User Passwords" in PingOne's API reference. */
export const SET = 'application/vnd.pingidentity.password.set+json';
export const SET_VALUE = 'application/vnd.pingidentity.password.setValue+json';
/** Without `+json`. */
export const FORCE_CHANGE = 'application/vnd.pingidentity.password.forceChange';
/** PingOne's page has it in both spellings. */
export const UNLOCK = [
	'application/vnd.pingidentity.password.unlock+json',
	'application/vnd.pingidentity.password.unlock',
] as const;
const SEND_RECOVERY_CODE = 'application/vnd.pingidentity.password.sendRecoveryCode+json';

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
	const client = target.client.withSecret(password);
	const call = {
		mediaType: SET,
		body: { value: password, forceChange },
		ifUnknown:
			'It is not known whether PingOne set the password. Run the workflow again with another password: a password history may refuse the same one.',
	};
	try {
		const response = await client.send('PUT', pathOf(target), call, target.request);
		if (isRefusedByPolicy(response)) throw refusedPassword(client, response, target);
		return statusIn(resultOf({ ...target, client }, response));
	} catch (error) {
		throw withoutPassword(error, password);
	}
}

function isRefusedByPolicy({ status, body }: ApiResponse): boolean {
	return status === 400 && errorBody(body) !== undefined && !isExternal(body);
}

function refusedPassword(client: PingOneClient, response: ApiResponse, target: UserTarget) {
	const { description, status, codes } = client.error(response, subjectOf(target));
	return new PingOneError(
		`PingOne refused 'Password' for user ${nameOf(target.user)} (400)`,
		`The password policy may not allow it: choose another one. ${description}`,
		status,
		codes,
	);
}

/**
 * Removes a password, so that nobody can sign on with one.
 *
 * @throws {PingOneError} also if PingOne says afterwards that there is one.
 */
export async function removePassword(target: UserTarget): Promise<string | undefined> {
	const call = { ...REPEATABLE, mediaType: SET_VALUE, body: {} };
	const status = (await change(target, 'PUT', call)) ?? (await afterChange(target, passwordStatus));
	if (status === undefined || status === 'NO_PASSWORD') return status;
	throw new PingOneError(
		`PingOne accepted the request, but user ${nameOf(target.user)} still has a password (${status})`,
		'Look at the user in the PingOne admin console, and run the workflow again for this item.',
	);
}

/** Makes a user change the password at the next sign-on. It unlocks a locked password. */
export async function forcePasswordChange(target: UserTarget): Promise<string | undefined> {
	const call = { ...REPEATABLE, mediaType: FORCE_CHANGE };
	return (await change(target, 'POST', call)) ?? (await afterChange(target, passwordStatus));
}

/**
 * Unlocks a password that is locked after too many wrong ones.
 *
 * @throws {PingOneError} also if PingOne says afterwards that it is locked.
 */
export async function unlockPassword(target: UserTarget): Promise<string | undefined> {
	const { client, request } = target;
	const response = await sendInEitherSpelling(
		UNLOCK,
		async (mediaType) =>
			await client.send('POST', pathOf(target), { ...REPEATABLE, mediaType }, request),
	);
	const status =
		statusIn(resultOf(target, response)) ?? (await afterChange(target, passwordStatus));
	if (!isLocked(status)) return status;
	throw new PingOneError(
		`PingOne accepted the request, but the password of user ${nameOf(target.user)} is still locked (${status})`,
		'Look at the user in the PingOne admin console, and run the workflow again for this item.',
	);
}

/** Whether a password's state is one in which too many wrong ones have been given; its name is not documented. */
export function isLocked(status = ''): boolean {
	return status.includes('LOCKED');
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
	const response = await target.client.send(method, pathOf(target), call, target.request);
	return statusIn(resultOf(target, response));
}

/** @throws {PingOneError} if PingOne refuses, also because another identity provider keeps the password. */
function resultOf(target: UserTarget, response: ApiResponse): IDataObject | undefined {
	if (isExternal(response.body)) throw externalPassword(target.user);
	return target.client.resultOf(response, subjectOf(target));
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
