import { PingOneError, type ErrorContext } from '../errors/pingOneError';

const HEADER_TOKEN = /^[\w.~+/=-]+$/;

/** True if a text is a valid bearer token (RFC 6750, 2.1). */
export function isAccessToken(text: unknown): text is string {
	return typeof text === 'string' && HEADER_TOKEN.test(text);
}

/**
 * Returns a pasted access token without surrounding whitespace and a leading "Bearer".
 *
 * @throws {PingOneError} naming 'Access Token', without its value, if it is not a valid token.
 */
export function accessTokenOf(pasted: unknown): string {
	const token = typeof pasted === 'string' ? pasted.trim().replace(/^bearer(\s+|$)/i, '') : '';
	if (isAccessToken(token)) return token;
	throw new PingOneError(
		token === ''
			? "'Access Token' in the PingOne credential is empty"
			: "'Access Token' in the PingOne credential has characters that are not valid in a token",
		'Open the PingOne credential and paste the whole token, on one line, without quotes. Nothing was sent.',
	);
}

/** Returns the error context of requests with a pasted token. */
export function accessTokenErrorContext(token: string): ErrorContext {
	return {
		addressField: "'API Path'",
		tokenAdvice:
			"A pasted token stops working after an hour. Get a new one and paste it into 'Access Token' of the PingOne credential, and check that 'API Path' belongs to the region that issued it. For workflows that run on their own, use a worker application instead.",
		secrets: new Set([token]),
	};
}
