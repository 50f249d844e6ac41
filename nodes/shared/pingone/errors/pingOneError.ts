import { sanitize } from '../text';

/**
 * An error for the user: `message` says what happened, `description` what to do next. Both are
 * plain text without HTML and secrets.
 */
export class PingOneError extends Error {
	constructor(
		message: string,
		readonly description: string,
		/** HTTP status of PingOne's response; undefined if nothing was sent or there was no response. */
		readonly status?: number,
		/** PingOne's error codes in the response, such as `NOT_FOUND` or `INVALID_FILTER`. */
		readonly codes: readonly string[] = [],
	) {
		super(message);
	}

	/** Returns this error with other texts. Its class, status and codes stay. */
	with(texts: { message?: string; description?: string }): this {
		const { message = this.message, description = this.description } = texts;
		const copy: this = Object.create(Object.getPrototypeOf(this));
		return Object.assign(copy, this, { message, description });
	}
}

/** A request that may have been carried out, although no response confirms it. */
export class UnknownOutcomeError extends PingOneError {}

/** A lookup by name without a match. */
export class NoMatchError extends PingOneError {}

/** A change that PingOne accepted, but that is not fully shown or cannot be read afterwards. */
export class UncheckedError extends PingOneError {}

/** A missing access token, so that no request can be sent. */
export class TokenError extends PingOneError {
	constructor(
		message: string,
		description: string,
		/** True if the token request may succeed later. */
		readonly isTransient: boolean,
		status?: number,
		/** Time that the token endpoint asks to wait, in milliseconds. */
		readonly retryAfterMs?: number,
	) {
		super(message, description, status);
	}
}

/** True if a request failed because PingOne itself reports that an object does not exist. */
export function isNotFoundError(error: unknown): boolean {
	return error instanceof PingOneError && error.status === 404 && error.codes[0] === 'NOT_FOUND';
}

/**
 * Converts anything thrown to a `PingOneError`. Other errors come from n8n, such as a failed
 * expression or a missing credential.
 */
export function toPingOneError(error: unknown): PingOneError {
	if (error instanceof PingOneError) return error;
	if (isStackOverflow(error)) {
		return new PingOneError(
			'n8n could not read a parameter: its value is nested too deep',
			'Check where the value comes from.',
		);
	}
	const message = error instanceof Error ? error.message : String(error);
	return new PingOneError(sanitize(message), 'Check the parameters and the credential.');
}

/** True if a value was nested so deep that the call stack was full. V8 has no code for this error. */
function isStackOverflow(error: unknown): boolean {
	return error instanceof RangeError && error.message === 'Maximum call stack size exceeded';
}

/** Details about the credential and the reader, for errors. */
export interface ErrorContext {
	/** Label of the credential field with PingOne's address. */
	addressField: string;
	/** Advice if PingOne does not accept the token. */
	tokenAdvice: string;
	/** Texts to hide in errors; renewed tokens are added. */
	secrets: Set<string>;
	/** ID of the worker application that sends the requests, if it is known. */
	ownApplicationId?: string;
	/** True for a credential test, a list, publishing and polling: errors do not mention items or their options. */
	isWithoutItems?: boolean;
}
