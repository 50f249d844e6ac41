import { tryToParseDateTime } from 'n8n-workflow';

const MAX_LENGTH = 64;
const ISO_DATE = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?( ?(Z|[+-]\d\d:?\d\d))?)?$/;

/**
 * Returns the time that a field of type `dateTime` gives, in milliseconds since 1970; undefined if it
 * gives none. Of the many forms that n8n reads, others than ISO 8601 are guesses: '24' is the end of today.
 *
 * @param zone of a time without one.
 */
export function dateTimeIn(value: unknown, zone: string): number | undefined {
	const isDate =
		typeof value === 'string'
			? value.length <= MAX_LENGTH && ISO_DATE.test(value)
			: value instanceof Object;
	if (!isDate) return undefined;
	try {
		return tryToParseDateTime(value, zone).toMillis();
	} catch {
		return undefined;
	}
}
