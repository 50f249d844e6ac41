import { IF_UNKNOWN, type ApiResponse, type Subject } from './errors/responseErrors';
import type { Environment } from './environment';
import {
	PingOneError,
	isNotFoundError,
	toPingOneError,
	UncheckedError,
	UnknownOutcomeError,
} from './errors/pingOneError';
import { isJsonObject } from './json';
import { isSameText } from './sameValue';

/** A change that PingOne has responded to. */
export interface SentChange {
	environment: Environment;
	response: ApiResponse;
	subject: Subject;
}

/** Functions to check that PingOne made a change. */
export interface Confirmation<Shown> {
	/**
	 * Returns the new state from a response that PingOne documents for the call; undefined for any
	 * other response.
	 */
	inResponse(response: ApiResponse): Shown | undefined;
	/**
	 * Reads the new state from PingOne; undefined if PingOne does not show it. Left out if it
	 * cannot be read.
	 */
	read?(environment: Environment): Promise<Shown | undefined>;
}

/**
 * Returns the state that PingOne shows after a change: from its response or, if that is not a
 * documented one, by reading the changed object. A gateway may respond 200 or 202 although
 * PingOne has not carried out anything.
 *
 * @throws {PingOneError} if PingOne refuses the change, or if the response has content that is
 * not JSON.
 * @throws {UncheckedError} if PingOne accepted the change, but the result cannot be read.
 * @throws {UnknownOutcomeError} if it is not known whether the change was made.
 */
export async function confirmChange<Shown>(
	change: SentChange,
	{ inResponse, read }: Confirmation<Shown>,
): Promise<Shown> {
	const { environment, response, subject } = change;
	environment.changedObject(response, subject);
	const shown = inResponse(response);
	if (shown !== undefined) return shown;
	const readAfterwards = await read?.(environment.afterChange()).catch((error: unknown) => {
		throw notConfirmedError(change, toPingOneError(error));
	});
	if (readAfterwards !== undefined) return readAfterwards;
	throw notConfirmedError(change);
}

/**
 * Returns the error for an unconfirmed success.
 *
 * @param readError why reading failed; left out if reading succeeded or was not possible.
 */
export function notConfirmedError(
	{ response, subject: { name } }: Pick<SentChange, 'response' | 'subject'>,
	readError?: PingOneError,
): PingOneError {
	const { status, ifUnknown = IF_UNKNOWN } = response;
	if (!isAccepted(response)) {
		return new UnknownOutcomeError(
			`The response (${status}) does not show whether PingOne carried out the request for ${name}`,
			readError === undefined ? ifUnknown : `${ifUnknown} ${readError.message}.`,
			status,
		);
	}
	return readError === undefined
		? new UncheckedError(
				`PingOne accepted the request for ${name}, but does not show its result`,
				ifUnknown,
				status,
			)
		: new UncheckedError(
				`PingOne accepted the request, but ${name} could not be read to check the result: ${readError.message}`,
				readError.description,
				readError.status,
			);
}

/**
 * True if a success is in PingOne's format: 204, or an object with links or with the ID of the
 * changed object. Another ID may be a gateway's request ID.
 *
 * @param id of the changed object, if it has one.
 */
export function isAccepted({ status, body }: ApiResponse, id?: string): boolean {
	if (!isJsonObject(body)) return status === 204;
	return isJsonObject(body._links) || (id !== undefined && isSameText(body.id, id));
}

/** Confirms a deletion by 204. */
export function isNoContent({ status }: ApiResponse): true | undefined {
	return status === 204 || undefined;
}

/**
 * Returns true if a read fails because PingOne itself reports that the object does not exist;
 * undefined if it succeeds.
 */
export async function isGone(read: Promise<unknown>): Promise<true | undefined> {
	return await read.then(
		() => undefined,
		(error: unknown) => {
			if (isNotFoundError(error)) return true;
			throw error;
		},
	);
}
