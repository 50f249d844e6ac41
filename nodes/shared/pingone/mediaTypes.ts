import { isUnexpectedError, type ApiResponse } from './apiErrors';

/** What PingOne may respond to a media type that it does not know; which is not documented. */
const WRONG_MEDIA_TYPE = [400, 406, 415];

/**
 * Sends a request whose media type PingOne documents in two spellings, or in none. Nothing has been
 * carried out if the first one is refused.
 *
 * @returns the response to the first spelling if both are refused. Anything else that the second one
 * gets counts: it may have been carried out.
 */
export async function sendInEitherSpelling(
	[first, second]: readonly [string, string],
	send: (mediaType: string) => Promise<ApiResponse>,
): Promise<ApiResponse> {
	const response = await send(first);
	if (!WRONG_MEDIA_TYPE.includes(response.status) || isUnexpectedError(response)) return response;
	const other = await send(second);
	return WRONG_MEDIA_TYPE.includes(other.status) ? response : other;
}
