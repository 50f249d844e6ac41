import { plain } from './text';

/** What PingOne answered, as far as a program may want to decide on it. */
export interface Refusal {
	/** HTTP status. */
	status: number;
}

/**
 * Something that a person can act on: `message` says what happened, `advice` what to do.
 * Both are plain text, without HTML and without secrets.
 */
export class Failure extends Error {
	/** Whether the same request may well succeed later. */
	readonly isTransient: boolean = false;
	/** Whether every other request would fail in the same way. */
	readonly isForAll: boolean = false;

	constructor(
		message: string,
		readonly advice: string,
		/** Absent where nothing was sent or nothing was answered. */
		readonly refusal?: Refusal,
	) {
		super(message);
	}
}

/** Whatever was thrown as a failure. What is not ours is n8n's: an expression that fails, a credential that is missing. */
export function failureFrom(error: unknown): Failure {
	if (error instanceof Failure) return error;
	const message = error instanceof Error ? error.message : String(error);
	return new Failure(plain(message), 'Check the parameters of this item and the credential.');
}

/** What failures need to know of the credential behind a request. */
export interface CredentialNotes {
	/** The field that says where PingOne is, as people see it. */
	addressField: string;
	/** What to do where PingOne does not accept the token. */
	tokenAdvice: string;
	/** Texts that no failure may show, whatever a service repeats of them; a renewed token is added. */
	secrets: Set<string>;
}
