import type { IDataObject } from 'n8n-workflow';
import { isUnexpectedError, type ApiResponse, type Subject } from '../errors/responseErrors';
import type { Call, Repetition } from '../client';
import { confirmChange, isAccepted, type SentChange } from '../confirmChange';
import { errorBody } from '../errors/errorBody';
import { PingOneError, UncheckedError } from '../errors/pingOneError';
import { isJsonObject } from '../json';
import { sendInEitherSpelling } from '../mediaTypes';
import { externalPassword, isExternal, throwIfExternal, withoutPassword } from './passwordErrors';
import { sanitize } from '../text';
import { userLabel, userPath, userSubject, type UserTarget } from './findUser';

/** Media types of "User Passwords" in PingOne's API reference. */
const SET = 'application/vnd.pingidentity.password.set+json';
const SET_VALUE = 'application/vnd.pingidentity.password.setValue+json';
/** Without `+json`. */
const FORCE_CHANGE = 'application/vnd.pingidentity.password.forceChange';
/** PingOne's reference shows both spellings. */
const UNLOCK = [
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
 * @throws {PingOneError} also if the response has no status, or if another identity provider
 * keeps the user's password.
 */
export async function passwordStatus(target: UserTarget): Promise<string> {
	throwIfExternal(target.user);
	const password = await readPassword(target);
	const status = statusIn(password);
	if (status !== undefined) return status;
	throw target.environment.error({ status: 200, body: password }, subjectOf(target));
}

/**
 * Sets a password as an administrator. Not repeated, because a password history may refuse the
 * repeat.
 *
 * @param forceChange true if the user must change it at the next sign-on.
 * @returns the password's status afterwards.
 * @throws {PingOneError} with PingOne's reason, without the password, if the password policy does
 * not allow it.
 */
export async function setPassword(
	target: UserTarget,
	password: string,
	forceChange: boolean,
): Promise<string> {
	throwIfExternal(target.user);
	const redacting = { ...target, environment: target.environment.withSecret(password) };
	const call = {
		mediaType: SET,
		body: { value: password, forceChange },
		ifUnknown:
			'It is not known whether PingOne set the password. Run the workflow again with another password: a password history may refuse the same one.',
	};
	try {
		const sentAtMs = Date.now();
		const response = await send(redacting, 'PUT', call);
		if (isRefusedByPolicy(response)) throw refusedPasswordError(response, redacting);
		const isSet = ({ lastChangedAt }: IDataObject) =>
			isAccepted(response) || Date.parse(String(lastChangedAt)) >= sentAtMs;
		const status = await confirmStatus(redacting, response, isSet);
		if (forceChange ? status !== MUST_CHANGE : status === NO_PASSWORD)
			throw passwordStatusError(target, status);
		return status;
	} catch (error) {
		throw withoutPassword(error, password);
	}
}

/**
 * Returns an `UncheckedError`, so that the user is still signed out: somebody may have the old
 * password.
 */
function passwordStatusError({ user }: UserTarget, status: string): PingOneError {
	return new UncheckedError(
		`PingOne accepted the password of user ${userLabel(user)}, but shows its status as ${sanitize(status)}`,
		'Look at the user in the PingOne admin console. The password may have been set without forcing a change.',
	);
}

function isRefusedByPolicy(response: ApiResponse): boolean {
	const { status, body } = response;
	if (status !== 400 || errorBody(body) === undefined) return false;
	return !isExternal(body) && !isUnexpectedError(response);
}

function refusedPasswordError(response: ApiResponse, target: UserTarget) {
	const { description, status, codes } = target.environment.error(response, subjectOf(target));
	return new PingOneError(
		`PingOne refused 'Password' for user ${userLabel(target.user)} (400)`,
		`The password policy may not allow it: choose another one. ${description}`,
		status,
		codes,
	);
}

/**
 * Removes a password, so that the user cannot sign on with one.
 *
 * @throws {PingOneError} also if PingOne still shows a password afterwards.
 */
export async function removePassword(target: UserTarget): Promise<string> {
	const call = { ...REPEATABLE, mediaType: SET_VALUE, body: {} };
	const status = await confirmStatus(target, await send(target, 'PUT', call));
	if (status === NO_PASSWORD) return status;
	throw new PingOneError(
		`PingOne accepted the request, but user ${userLabel(target.user)} still has a password (${sanitize(status)})`,
		'Look at the user in the PingOne admin console, and run the workflow again for this item.',
	);
}

/**
 * Forces a password change at the next sign-on. Also unlocks a locked password.
 *
 * @throws {PingOneError} also if PingOne does not show the forced change afterwards.
 */
export async function forcePasswordChange(target: UserTarget): Promise<string> {
	const call = { ...REPEATABLE, mediaType: FORCE_CHANGE };
	const status = await confirmStatus(target, await send(target, 'POST', call));
	if (status === MUST_CHANGE) return status;
	throw new PingOneError(
		`PingOne accepted the request, but does not show that user ${userLabel(target.user)} must change the password (${sanitize(status)})`,
		'Look at the user in the PingOne admin console, and run the workflow again for this item.',
	);
}

/**
 * Unlocks a password that was locked after too many failed attempts.
 *
 * @throws {PingOneError} also if PingOne still shows it as locked afterwards.
 */
export async function unlockPassword(target: UserTarget): Promise<string> {
	const response = await sendInEitherSpelling(
		UNLOCK,
		async (mediaType) => await send(target, 'POST', { ...REPEATABLE, mediaType }),
	);
	const status = await confirmStatus(target, response);
	if (!isLocked(status)) return status;
	throw new PingOneError(
		`PingOne accepted the request, but the password of user ${userLabel(target.user)} is still locked (${sanitize(status)})`,
		'Look at the user in the PingOne admin console, and run the workflow again for this item.',
	);
}

/** True if a password status means locked. Its exact name is not documented. */
export function isLocked(status: string): boolean {
	return status.includes('LOCKED');
}

/**
 * Sends the user a recovery code by email, which is valid for five minutes. Not repeated. It
 * cannot be checked whether it was sent, so only a response in PingOne's format counts as
 * success.
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

/**
 * Sends a change of the password.
 *
 * @throws {PingOneError} if another identity provider keeps the password.
 */
async function send(target: UserTarget, method: 'POST' | 'PUT', call: Call): Promise<ApiResponse> {
	const response = await target.environment.send(method, pathOf(target), call);
	if (isExternal(response.body)) throw externalPassword(target.user);
	return response;
}

/**
 * Returns the status of the password after a change.
 *
 * @param isMade true if the password object shows the change; left out if the status is enough.
 */
async function confirmStatus(
	target: UserTarget,
	response: ApiResponse,
	isMade: (password: IDataObject) => boolean = () => true,
): Promise<string> {
	return await confirmChange(changeOf(target, response), {
		inResponse: ({ body }) => (isJsonObject(body) ? statusIn(body) : undefined),
		read: async (environment) => {
			const password = await readPassword({ ...target, environment });
			return isMade(password) ? statusIn(password) : undefined;
		},
	});
}

function changeOf(target: UserTarget, response: ApiResponse): SentChange {
	return { environment: target.environment, response, subject: subjectOf(target) };
}

async function readPassword(target: UserTarget): Promise<IDataObject> {
	return await target.environment.get(pathOf(target), subjectOf(target));
}

/**
 * Returns the status in a password object. Only an object with links comes from PingOne:
 * `{"status":"ok"}` comes from a gateway.
 */
function statusIn({ _links: links, status }: IDataObject): string | undefined {
	return isJsonObject(links) && typeof status === 'string' ? status : undefined;
}

function pathOf({ user }: UserTarget): string {
	return `${userPath(user.id)}/password`;
}

function subjectOf({ environment, user }: UserTarget): Subject {
	return userSubject(environment, user, 'the password of user');
}
