import type { IDataObject } from 'n8n-workflow';

/** The date format that servers send (RFC 9110, 5.6.7), such as "Tue, 24 Nov 2026 08:00:00 GMT". */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

/**
 * Returns the server's time in a response, in milliseconds since 1970; undefined if the response
 * does not contain it.
 */
export function serverTimeMs({ date }: IDataObject = {}): number | undefined {
	const ms = httpDateMs(date);
	return Number.isNaN(ms) ? undefined : ms;
}

/** Returns a header's date in milliseconds since 1970; NaN if it is not a date. */
export function httpDateMs(date: unknown): number {
	return typeof date === 'string' && HTTP_DATE.test(date) ? Date.parse(date) : NaN;
}
