import { sanitize } from './text';

/**
 * What went wrong, for the user who reads it in n8n: `message` says what happened, `description`
 * what to do next. Both are plain text, without HTML and without secrets.
 */
export class PingOneError extends Error {
	constructor(
		message: string,
		readonly description: string,
		/** HTTP status of PingOne's response; undefined if nothing was sent or there was no response. */
		readonly status?: number,
		/** PingOne's own codes in that response, such as `NOT_FOUND` or `INVALID_FILTER`. */
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

/** A request may have been carried out, although no response came that says so. */
export class UnknownOutcomeError extends PingOneError {}

/** Nothing has the name that was looked up. */
export class NoMatchError extends PingOneError {}

/** PingOne accepted a change, but does not show that all of it was made, or could not be read. */
export class UncheckedError extends PingOneError {}

/** There is no access token, so nothing else can be sent either. */
export class TokenError extends PingOneError {
	constructor(
		message: string,
		description: string,
		/** True if the same token request may succeed later. */
		readonly isTransient: boolean,
		status?: number,
		/** How long the token endpoint asks to wait, in milliseconds. */
		readonly retryAfterMs?: number,
	) {
		super(message, description, status);
	}
}

/** True if something failed because PingOne itself says that there is no such object. */
export function saysNotFound(error: unknown): boolean {
	return error instanceof PingOneError && error.status === 404 && error.codes[0] === 'NOT_FOUND';
}

/** Whatever was thrown, as a `PingOneError`. What is not ours is n8n's: an expression that fails, a missing credential. */
export function toPingOneError(error: unknown): PingOneError {
	if (error instanceof PingOneError) return error;
	if (error instanceof RangeError) {
		return new PingOneError(
			'n8n could not read a parameter: its value is nested too deep',
			'Check where the value comes from.',
		);
	}
	const message = error instanceof Error ? error.message : String(error);
	return new PingOneError(sanitize(message), 'Check the parameters and the credential.');
}

/** What errors need to know of the credential and of who reads them. */
export interface ErrorContext {
	/** The field that says where PingOne is, as the editor shows it. */
	addressField: string;
	/** What to do if PingOne does not accept the token. */
	tokenAdvice: string;
	/** Texts that no error may show, whatever a service repeats of them; a renewed token is added. */
	secrets: Set<string>;
	/** True for a credential test, a list, publishing and polling: errors do not mention items or their options. */
	isWithoutItems?: boolean;
}
