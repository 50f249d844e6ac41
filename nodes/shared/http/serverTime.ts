import type { IDataObject } from 'n8n-workflow';

/** The one form of a date that servers send (RFC 9110, 5.6.7), such as "Tue, 24 Nov 2026 08:00:00 GMT". */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;

/**
 * Returns when a server sent a response by its own clock, in milliseconds since 1970; undefined if the
 * response does not say so.
 */
export function serverTimeMs({ date }: IDataObject = {}): number | undefined {
	const ms = httpDateMs(date);
	return Number.isNaN(ms) ? undefined : ms;
}

/** Returns the time of a header's date, in milliseconds since 1970; NaN if it is none. */
export function httpDateMs(date: unknown): number {
	return typeof date === 'string' && HTTP_DATE.test(date) ? Date.parse(date) : NaN;
}
