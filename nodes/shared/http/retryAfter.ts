import type { IDataObject } from 'n8n-workflow';

const SECONDS = /^\d+$/;
const HTTP_DATE = /GMT$/;

/**
 * How long a service asks to be left alone, in milliseconds: the header Retry-After, in seconds or as
 * a date (RFC 9110, 10.2.3). A date is compared with the service's own clock if it tells the time,
 * because ours may be wrong. Undefined if it asks for nothing that can be understood.
 */
export function retryAfterMs(headers: IDataObject = {}): number | undefined {
	const { 'retry-after': asked, date } = headers;
	if (typeof asked !== 'string') return undefined;
	const ms = SECONDS.test(asked)
		? Number(asked) * 1000
		: timeOf(asked) - (timeOf(date) || Date.now());
	return ms > 0 ? ms : undefined;
}

function timeOf(date: unknown): number {
	return typeof date === 'string' && HTTP_DATE.test(date) ? Date.parse(date) : NaN;
}
