import { IF_UNKNOWN, type ApiResponse, type Subject } from './apiErrors';
import type { PingOneClient, RequestOptions } from './client';
import {
	PingOneError,
	saysNotFound,
	toPingOneError,
	UncheckedError,
	UnknownOutcomeError,
} from './errors';
import { isJsonObject } from './json';
import { isSameText } from './sameValue';

/** A change that PingOne has responded to. */
export interface SentChange {
	client: PingOneClient;
	response: ApiResponse;
	subject: Subject;
	request: RequestOptions;
}

/** How to tell from PingOne that a change was made. */
export interface Confirmation<Shown> {
	/** Returns what a response that PingOne documents for the call shows; undefined for any other. */
	inResponse(response: ApiResponse): Shown | undefined;
	/** Reads what PingOne shows now; undefined if it does not show it. Left out if nothing can be read. */
	read?(request: RequestOptions): Promise<Shown | undefined>;
}

/**
 * Returns what PingOne shows of a change: in its response or, if that is not one that PingOne
 * documents for the call, when the changed object is read. A gateway may respond 200 or 202 without
 * PingOne having carried out anything.
 *
 * @throws {PingOneError} if PingOne refuses the change, or the response has content that is not JSON.
 * @throws {UncheckedError} if PingOne accepted the change, and what came of it cannot be read.
 * @throws {UnknownOutcomeError} if nothing shows whether the change was made.
 */
export async function confirmChange<Shown>(
	change: SentChange,
	{ inResponse, read }: Confirmation<Shown>,
): Promise<Shown> {
	const { client, response, subject, request } = change;
	client.resultOf(response, subject);
	const shown = inResponse(response);
	if (shown !== undefined) return shown;
	const readAfterwards = await read?.({ ...request, isAfterChange: true }).catch(
		(error: unknown) => {
			throw notConfirmed(change, toPingOneError(error));
		},
	);
	if (readAfterwards !== undefined) return readAfterwards;
	throw notConfirmed(change);
}

/**
 * Returns the error for a success that is not confirmed.
 *
 * @param readError why PingOne could not be read to confirm it; left out if it could, or was not.
 */
export function notConfirmed(
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
 * True if a success has the form of PingOne's: 204, or an object with links or the ID of the changed
 * object. Another ID may be a gateway's, for the request.
 *
 * @param id of the changed object; left out if it has none of its own.
 */
export function isAccepted({ status, body }: ApiResponse, id?: string): boolean {
	if (!isJsonObject(body)) return status === 204;
	return isJsonObject(body._links) || (id !== undefined && isSameText(body.id, id));
}

/** Confirms a deletion by 204. */
export function isNoContent({ status }: ApiResponse): true | undefined {
	return status === 204 || undefined;
}

/** Returns true if a read fails because PingOne itself says that there is no such object, undefined if it succeeds. */
export async function isGone(read: Promise<unknown>): Promise<true | undefined> {
	return await read.then(
		() => undefined,
		(error: unknown) => {
			if (saysNotFound(error)) return true;
			throw error;
		},
	);
}
