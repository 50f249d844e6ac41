import { tryToParseDateTime } from 'n8n-workflow';

const MAX_LENGTH = 64;
/** March 1973. A smaller number is probably in seconds. */
const LEAST_MS = 1e11;
const ISO_DATE = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?( ?(Z|[+-]\d\d:?\d\d))?)?$/;

/**
 * Returns the time in a field of type `dateTime`, in milliseconds since 1970; undefined if it is
 * not a time. It may be a date object, ISO 8601, or milliseconds since 1970. n8n guesses at other
 * formats, and reads '24' as the end of today.
 *
 * @param zone the time zone of a time that has none.
 */
export function dateTimeIn(value: unknown, zone: string): number | undefined {
	if (typeof value === 'number') return value >= LEAST_MS && value < Infinity ? value : undefined;
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
