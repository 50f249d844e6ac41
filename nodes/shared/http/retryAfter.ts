import type { IDataObject } from 'n8n-workflow';
import { httpDateMs, serverTimeMs } from './serverTime';

const SECONDS = /^\d+$/;

/**
 * How long a service asks to be left alone, in milliseconds: the header Retry-After, in seconds or as
 * a date (RFC 9110, 10.2.3). A date is compared with the service's own clock if it tells the time,
 * because ours may be wrong. Undefined if it asks for nothing that can be understood.
 */
export function retryAfterMs(headers: IDataObject = {}): number | undefined {
	const { 'retry-after': asked } = headers;
	if (typeof asked !== 'string') return undefined;
	const ms = SECONDS.test(asked)
		? Number(asked) * 1000
		: httpDateMs(asked) - (serverTimeMs(headers) ?? Date.now());
	return ms > 0 ? ms : undefined;
}
