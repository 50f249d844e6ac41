import { isUnexpectedError, type ApiResponse } from './errors/responseErrors';

/** Statuses that PingOne may respond with to an unknown media type; not documented. */
const WRONG_MEDIA_TYPE = [400, 406, 415];

/**
 * Sends a request whose media type PingOne documents in two spellings, or not at all. If PingOne
 * refuses the first one, nothing has been carried out, and the second one is tried.
 *
 * @returns the response to the first spelling if both are refused; otherwise the response to the
 * second one, which may have been carried out.
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
