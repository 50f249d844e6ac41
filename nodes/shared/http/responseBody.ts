import type { HttpResponse } from './outcome';

/** Maximum size of a response body, after decompression. */
const MAX_BODY_MB = 50;
const BYTES_PER_MB = 1_000_000;

/** Text of an error about a body that is too large. */
export const TOO_LARGE = `a response of more than ${MAX_BODY_MB} MB`;

/** Options of n8n's request helpers that return the body as a stream, whatever the status is. */
export const AS_STREAM = {
	encoding: 'stream',
	disableFollowRedirect: true,
	ignoreHttpStatusErrors: true,
	returnFullResponse: true,
} as const;

/**
 * Reads the body of a response, and parses it if it is JSON. If the body is too large, the stream is
 * closed before its end.
 *
 * @param body the stream; anything else is returned unchanged.
 * @throws what the stream ends with, such as a cut connection.
 */
export async function readBody(body: unknown): Promise<Pick<HttpResponse, 'body' | 'isTooLarge'>> {
	if (!isStream(body)) return { body };
	const decoder = new TextDecoder();
	let text = '';
	let bytes = 0;
	for await (const chunk of body) {
		bytes += chunk.length;
		if (bytes > MAX_BODY_MB * BYTES_PER_MB) return { body: '', isTooLarge: true };
		text += decoder.decode(chunk, { stream: true });
	}
	return { body: parsed(text + decoder.decode()) };
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
	return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
