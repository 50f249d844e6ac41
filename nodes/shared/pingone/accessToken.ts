import { Failure, type CredentialNotes } from './failure';

const HEADER_TOKEN = /^[\w.~+/=-]+$/;

/** Whether a text can be sent as an access token (RFC 6750, 2.1). */
export function isAccessToken(text: unknown): text is string {
	return typeof text === 'string' && HEADER_TOKEN.test(text);
}

/**
 * An access token as it was pasted, made fit for the header: without blanks around it and without
 * a leading "Bearer".
 *
 * @throws {Failure} naming 'Access Token', without its value, where a token cannot look so.
 */
export function accessTokenOf(pasted: unknown): string {
	const token = typeof pasted === 'string' ? pasted.trim().replace(/^bearer(\s+|$)/i, '') : '';
	if (isAccessToken(token)) return token;
	throw new Failure(
		token === ''
			? "'Access Token' in the PingOne credential is empty"
			: "'Access Token' in the PingOne credential has characters that no token has",
		'Open the PingOne credential and paste the token whole, on one line, without quotes. Nothing was sent.',
	);
}

/** What failures say of a credential with a pasted token. */
export function accessTokenNotes(token: string): CredentialNotes {
	return {
		addressField: "'API Path'",
		tokenAdvice:
			"An access token lives for an hour. Get a new one and paste it into 'Access Token' of the PingOne credential; check also that 'API Path' is of the region that issued it.",
		secrets: new Set([token]),
	};
}
