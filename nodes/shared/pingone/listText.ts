/** Errors are stored with each execution, and thousands of names help nobody. */
const MAX_LISTED = 10;

/** Returns a list for an error, as in "a, b and 9,990 more": at most ten entries, or "none". */
export function listText(items: readonly string[], separator = ', '): string {
	const shown = items.slice(0, MAX_LISTED).join(separator) || 'none';
	const more = items.length - MAX_LISTED;
	return more > 0 ? `${shown} and ${more.toLocaleString('en-US')} more` : shown;
}
