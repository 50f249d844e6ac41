import type { IDataObject } from 'n8n-workflow';
import { httpDateMs, serverTimeMs } from './serverTime';

const SECONDS = /^\d+$/;

/**
 * Returns the wait time in the header Retry-After, in milliseconds; undefined if there is none,
 * or if it is not valid. The header has seconds or a date (RFC 9110, 10.2.3). A date is compared
 * with the service's own clock, if the response contains it, because the local clock may be
 * wrong.
 */
export function retryAfterMs(headers: IDataObject = {}): number | undefined {
	const { 'retry-after': header } = headers;
	if (typeof header !== 'string') return undefined;
	const ms = SECONDS.test(header)
		? Number(header) * 1000
		: httpDateMs(header) - (serverTimeMs(headers) ?? Date.now());
	return ms > 0 ? ms : undefined;
}
