/** An error with thousands of names in it helps nobody, and n8n stores it with each execution. */
const MAX_LISTED = 10;

/** Returns what an error lists, as in "a, b and 9,990 more": at most ten, or "none". */
export function listText(items: readonly string[], separator = ', '): string {
	const shown = items.slice(0, MAX_LISTED).join(separator) || 'none';
	const more = items.length - MAX_LISTED;
	return more > 0 ? `${shown} and ${more.toLocaleString('en-US')} more` : shown;
}
