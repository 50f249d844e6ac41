import type { IDataObject } from 'n8n-workflow';
import { isNotFound, type ApiResponse, type Subject } from './apiErrors';
import type { PingOneClient, RequestOptions } from './client';
import { errorBody } from './errorBody';
import { NoMatchError, PingOneError, toPingOneError, UnknownOutcomeError } from './errors';
import { isId } from './ids';
import { isJsonObject } from './json';
import { IDENTITY_DATA_ADMIN } from './roles';
import { withoutPassword } from './passwordErrors';
import { quote } from './text';
import {
	findUser,
	recordOf,
	userPath,
	userSubject,
	type UserRecord,
	type UserTarget,
} from './users';

/** See "Create User (Import)" in PingOne's API reference: the one way to give a new user a password. */
export const USER_IMPORT = 'application/vnd.pingidentity.user.import+json';

/** A new user: a username, a population, and what else PingOne is to store. */
export interface NewUser {
	username: string;
	/** As PingOne names them; `username` and `population` among them. */
	attributes: IDataObject;
	password?: { value: string; forceChange: boolean };
}

/**
 * Creates a user. It is not repeated if it may have been carried out: the error then says whether a
 * user of that name exists now.
 *
 * @throws {PingOneError} also if there is a user of that name.
 */
export async function createUser(
	client: PingOneClient,
	environmentId: string,
	{ username, attributes, password }: NewUser,
	options: RequestOptions,
): Promise<UserRecord> {
	const call = {
		...(password && { mediaType: USER_IMPORT }),
		body: { ...attributes, ...(password && { password }) },
		ifUnknown: 'It is not known whether PingOne created the user.',
	};
	const subject = {
		name: `the new user ${quote(username)} in environment ${environmentId}`,
		role: IDENTITY_DATA_ADMIN,
	};
	// Whatever PingOne repeats of it, no error shows it.
	const discreet = password ? client.withSecret(password.value) : client;
	try {
		const path = `/environments/${environmentId}/users`;
		const response = await discreet.send('POST', path, call, options);
		const details = takenIn(response);
		if (details) {
			const advice = 'Choose another one, or use Update for the user who exists.';
			throw taken(
				discreet,
				response,
				subject,
				details,
				username,
				`${advice} Nothing was created for this item.`,
			);
		}
		const created = discreet.resultOf(response, subject);
		if (isId(created?.id)) return recordOf({ ...created });
		throw new UnknownOutcomeError(
			`PingOne accepted ${subject.name}, but its response has no user in it`,
			call.ifUnknown,
		);
	} catch (error) {
		const shown = password ? withoutPassword(error, password.value) : toPingOneError(error);
		const isUnknown = error instanceof UnknownOutcomeError;
		throw isUnknown ? await withExistence(shown, client, environmentId, username, options) : shown;
	}
}

/** What PingOne says another user has already; undefined if it refuses for something else, or not at all. */
function takenIn({ status, body }: ApiResponse): string[] | undefined {
	const error = status === 400 || status === 409 ? errorBody(body) : undefined;
	return error?.detailCodes.includes('UNIQUENESS_VIOLATION') ? error.details : undefined;
}

function taken(
	client: PingOneClient,
	response: ApiResponse,
	subject: Subject,
	details: string[],
	username: string,
	advice: string,
): PingOneError {
	const { description, status, codes } = client.error(response, subject);
	const isOfUsername = details.every(
		(detail) => !detail.includes(': ') || /username/i.test(detail),
	);
	const what = isOfUsername ? `the username ${quote(username)}` : 'a value that must be unique';
	return new PingOneError(
		`Another user has ${what} already: PingOne refused the request for ${subject.name}`,
		`${advice} ${description}`,
		status,
		codes,
	);
}

/** Says whether a user exists whose creation got no proper response. */
async function withExistence(
	{ message, description, status }: PingOneError,
	client: PingOneClient,
	environmentId: string,
	username: string,
	options: RequestOptions,
): Promise<PingOneError> {
	const found = await findUser(client, environmentId, { by: 'username', value: username }, options)
		.then(({ id }) => `A user with the username ${quote(username)} exists now, with the ID ${id}.`)
		.catch((error: unknown) => {
			return error instanceof NoMatchError
				? `No user with the username ${quote(username)} exists now: run the workflow again for this item.`
				: `Whether a user with the username ${quote(username)} exists now could not be looked up: ${toPingOneError(error).message}.`;
		});
	return new PingOneError(message, `${description} ${found}`, status);
}

/**
 * Changes attributes of a user; null clears one, and what is left out stays as it is.
 *
 * @param changes as PingOne names them.
 * @returns the user afterwards.
 */
export async function updateUser(
	{ client, environmentId, user, request }: UserTarget,
	changes: IDataObject,
): Promise<UserRecord> {
	const subject = userSubject(environmentId, user);
	const call = {
		isRepeatable: true,
		ifUnknown:
			'It is not known whether PingOne updated the user. Run the workflow again for this item: doing it twice does no harm.',
		body: changes,
	};
	const response = await client.send('PATCH', userPath(environmentId, user.id), call, request);
	const details = takenIn(response);
	if (details) {
		const username = String(changes.username ?? user.username);
		const advice = 'Choose another value. Nothing was changed for this item.';
		throw taken(client, response, subject, details, username, advice);
	}
	const updated = client.resultOf(response, subject);
	if (updated !== undefined) return recordOf(updated);
	throw client.error(response, subject);
}

/**
 * Deletes a user. Whether that ends the user's sessions is not documented.
 *
 * @returns false if the user was gone already.
 */
export async function deleteUser({
	client,
	environmentId,
	user,
	request,
}: UserTarget): Promise<boolean> {
	const call = {
		isRepeatable: true,
		ifUnknown:
			'It is not known whether PingOne deleted the user. Run the workflow again for this item: a user who is gone by then is not found.',
	};
	const response = await client.send('DELETE', userPath(environmentId, user.id), call, request);
	if (isNotFound(response)) return response.mayHaveBeenCarriedOut === true;
	client.resultOf(response, userSubject(environmentId, user));
	return true;
}

/** Whether a user has all these values already; what is absent counts as null. */
export function hasAlready(user: IDataObject, changes: IDataObject): boolean {
	return Object.entries(changes).every(([name, value]) => isSame(user[name], value));
}

function isSame(present: unknown, wanted: unknown): boolean {
	if (isJsonObject(wanted)) return hasAlready(isJsonObject(present) ? present : {}, wanted);
	return JSON.stringify(present ?? null) === JSON.stringify(wanted ?? null);
}
