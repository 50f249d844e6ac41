import type { IDataObject } from 'n8n-workflow';
import { isUnexpectedError, type ApiResponse, type Subject } from './apiErrors';
import type { Call, PingOneClient, Repetition } from './client';
import { confirmChange, isAccepted, type SentChange } from './confirmChange';
import { errorBody } from './errorBody';
import { PingOneError, UncheckedError } from './errors';
import { isJsonObject } from './json';
import { sendInEitherSpelling } from './mediaTypes';
import { externalPassword, isExternal, throwIfExternal, withoutPassword } from './passwordErrors';
import { sanitize } from './text';
import { nameOf, userPath, userSubject, type UserTarget } from './users';

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

const MUST_CHANGE = 'MUST_CHANGE_PASSWORD';
const NO_PASSWORD = 'NO_PASSWORD';

const REPEATABLE: Repetition = {
	isRepeatable: true,
	ifUnknown:
		'It is not known whether PingOne changed the password. Run the workflow again for this item: doing it twice does no harm.',
};

/**
 * Returns the status of a user's password before a change, such as `OK`, `MUST_CHANGE_PASSWORD`,
 * `LOCKED` or `NO_PASSWORD`.
 *
 * @throws {PingOneError} also if the response has no status, or if the user has no password in PingOne,
 * because another identity provider keeps it.
 */
export async function passwordStatus(target: UserTarget): Promise<string> {
	throwIfExternal(target.user);
	const password = await readPassword(target);
	const status = statusIn(password);
	if (status !== undefined) return status;
	throw target.client.error({ status: 200, body: password }, subjectOf(target));
}

/**
 * Sets a password, as an administrator. It is not repeated: a password history may refuse the repeat.
 *
 * @param forceChange whether the user must change it at the next sign-on.
 * @returns the password's status afterwards.
 * @throws {PingOneError} with PingOne's reason if the password policy refuses it, without the password.
 */
export async function setPassword(
	target: UserTarget,
	password: string,
	forceChange: boolean,
): Promise<string> {
	throwIfExternal(target.user);
	const client = target.client.withSecret(password);
	const call = {
		mediaType: SET,
		body: { value: password, forceChange },
		ifUnknown:
			'It is not known whether PingOne set the password. Run the workflow again with another password: a password history may refuse the same one.',
	};
	try {
		const sentAtMs = Date.now();
		const response = await send({ ...target, client }, 'PUT', call);
		if (isRefusedByPolicy(response)) throw refusedPassword(client, response, target);
		const isSet = ({ lastChangedAt }: IDataObject) =>
			isAccepted(response) || Date.parse(String(lastChangedAt)) >= sentAtMs;
		const status = await confirmStatus({ ...target, client }, response, isSet);
		if (forceChange ? status !== MUST_CHANGE : status === NO_PASSWORD)
			throw notAsSet(target, status);
		return status;
	} catch (error) {
		throw withoutPassword(error, password);
	}
}

/** An `UncheckedError`: whoever had the old password is signed out all the same. */
function notAsSet({ user }: UserTarget, status: string): PingOneError {
	return new UncheckedError(
		`PingOne accepted the password of user ${nameOf(user)}, but shows its status as ${sanitize(status)}`,
		'Look at the user in the PingOne admin console. The password may have been set without forcing a change.',
	);
}

function isRefusedByPolicy(response: ApiResponse): boolean {
	const { status, body } = response;
	if (status !== 400 || errorBody(body) === undefined) return false;
	return !isExternal(body) && !isUnexpectedError(response);
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
export async function removePassword(target: UserTarget): Promise<string> {
	const call = { ...REPEATABLE, mediaType: SET_VALUE, body: {} };
	const status = await confirmStatus(target, await send(target, 'PUT', call));
	if (status === NO_PASSWORD) return status;
	throw new PingOneError(
		`PingOne accepted the request, but user ${nameOf(target.user)} still has a password (${sanitize(status)})`,
		'Look at the user in the PingOne admin console, and run the workflow again for this item.',
	);
}

/**
 * Makes a user change the password at the next sign-on. It unlocks a locked password.
 *
 * @throws {PingOneError} also if PingOne says afterwards that the user does not have to.
 */
export async function forcePasswordChange(target: UserTarget): Promise<string> {
	const call = { ...REPEATABLE, mediaType: FORCE_CHANGE };
	const status = await confirmStatus(target, await send(target, 'POST', call));
	if (status === MUST_CHANGE) return status;
	throw new PingOneError(
		`PingOne accepted the request, but does not show that user ${nameOf(target.user)} must change the password (${sanitize(status)})`,
		'Look at the user in the PingOne admin console, and run the workflow again for this item.',
	);
}

/**
 * Unlocks a password that is locked after too many wrong ones.
 *
 * @throws {PingOneError} also if PingOne says afterwards that it is locked.
 */
export async function unlockPassword(target: UserTarget): Promise<string> {
	const response = await sendInEitherSpelling(
		UNLOCK,
		async (mediaType) => await send(target, 'POST', { ...REPEATABLE, mediaType }),
	);
	const status = await confirmStatus(target, response);
	if (!isLocked(status)) return status;
	throw new PingOneError(
		`PingOne accepted the request, but the password of user ${nameOf(target.user)} is still locked (${sanitize(status)})`,
		'Look at the user in the PingOne admin console, and run the workflow again for this item.',
	);
}

/** Whether a password's state is one in which too many wrong ones have been given; its name is not documented. */
export function isLocked(status: string): boolean {
	return status.includes('LOCKED');
}

/**
 * Has PingOne send the user a code by email, which lasts five minutes. It is not repeated, and nothing
 * shows afterwards whether it was sent: so only a response in PingOne's form counts.
 */
export async function sendRecoveryCode(target: UserTarget): Promise<void> {
	throwIfExternal(target.user);
	const response = await send(target, 'POST', {
		mediaType: SEND_RECOVERY_CODE,
		ifUnknown:
			'It is not known whether PingOne sent the code. Ask the user before you run the workflow again for this item.',
	});
	await confirmChange(changeOf(target, response), {
		inResponse: (sent) => isAccepted(sent) || undefined,
	});
}

/** @throws {PingOneError} if another identity provider keeps the password. */
async function send(target: UserTarget, method: 'POST' | 'PUT', call: Call): Promise<ApiResponse> {
	const { client, user, request } = target;
	const response = await client.send(method, pathOf(target), call, request);
	if (isExternal(response.body)) throw externalPassword(user);
	return response;
}

/**
 * Returns the status of the password after a change.
 *
 * @param isMade true if what is read of the password shows the change; left out if its status does.
 */
async function confirmStatus(
	target: UserTarget,
	response: ApiResponse,
	isMade: (password: IDataObject) => boolean = () => true,
): Promise<string> {
	return await confirmChange(changeOf(target, response), {
		inResponse: ({ body }) => (isJsonObject(body) ? statusIn(body) : undefined),
		read: async (request) => {
			const password = await readPassword({ ...target, request });
			return isMade(password) ? statusIn(password) : undefined;
		},
	});
}

function changeOf(target: UserTarget, response: ApiResponse): SentChange {
	const { client, request } = target;
	return { client, response, subject: subjectOf(target), request };
}

async function readPassword(target: UserTarget): Promise<IDataObject> {
	return await target.client.get(pathOf(target), subjectOf(target), target.request);
}

/** Only an object with links is PingOne's: `{"status":"ok"}` comes from a gateway. */
function statusIn({ _links: links, status }: IDataObject): string | undefined {
	return isJsonObject(links) && typeof status === 'string' ? status : undefined;
}

function pathOf({ environmentId, user }: UserTarget): string {
	return `${userPath(environmentId, user.id)}/password`;
}

function subjectOf({ environmentId, user }: UserTarget): Subject {
	return userSubject(environmentId, user, 'the password of user');
}
