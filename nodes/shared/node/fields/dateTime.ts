import { tryToParseDateTime } from 'n8n-workflow';

const MAX_LENGTH = 64;
const ISO_DATE = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?( ?(Z|[+-]\d\d:?\d\d))?)?$/;

/**
 * Returns the time in a field of type `dateTime`, in milliseconds since 1970; undefined if it is
 * not a time. Only ISO 8601 is accepted: n8n guesses at other formats, and reads '24' as the end
 * of today.
 *
 * @param zone the time zone of a time that has none.
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
