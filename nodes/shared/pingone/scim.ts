/** A text as a string of a SCIM filter: nothing in it can end the string or add to the filter. */
export function scimString(text: string): string {
	return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
