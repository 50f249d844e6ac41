import { PingOneError } from './errors/pingOneError';
import { requiredText } from './textParameter';

/** A filter is part of the address of a request, whose length servers limit. */
const MAX_LENGTH = 10_000;
const CLOSING = new Map([
	['(', ')'],
	['[', ']'],
]);

/** Quotes a text for a SCIM filter, so that it cannot add anything to the filter. */
export function scimString(text: string): string {
	return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/**
 * Returns a SCIM filter from a parameter. All of its quotes and brackets are balanced, so that in
 * parentheses it cannot affect the rest of the filter.
 *
 * @param name label of the parameter.
 * @throws {PingOneError} naming the parameter.
 */
export function checkedScim(name: string, value: unknown): string {
	const filter = requiredText(name, value, MAX_LENGTH);
	const mistake = mistakeIn(filter);
	if (mistake === undefined) return filter;
	throw new PingOneError(
		`'${name}' has ${mistake}`,
		'Check its quotes and brackets. In a text that an expression puts between quotes, write \\" for " and \\\\ for \\. Nothing was sent for this item.',
	);
}

function mistakeIn(filter: string): string | undefined {
	const open: string[] = [];
	for (let at = 0; at < filter.length; at++) {
		const character = filter[at];
		const closing = CLOSING.get(character);
		if (character === '"') {
			at = endOfString(filter, at);
			if (at === filter.length) return 'a quote that is not closed';
		} else if (closing !== undefined) open.push(closing);
		else if (character === ')' || character === ']') {
			if (open.pop() !== character) return `a ${character} without an opening bracket`;
		} else if (character === "'" || character === '\\') {
			return `${character} outside of double quotes`;
		}
	}
	return open.length === 0 ? undefined : `a bracket that is not closed with ${open.pop()}`;
}

/** Returns the position of the closing quote; the filter's length if there is none. */
function endOfString(filter: string, start: number): number {
	for (let at = start + 1; at < filter.length; at++) {
		if (filter[at] === '\\') at++;
		else if (filter[at] === '"') return at;
	}
	return filter.length;
}
