import type { IDataObject } from 'n8n-workflow';

/** True if a value is a JSON object. */
export function isJsonObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Maximum nesting depth of JSON from PingOne, whose own responses have fewer than ten levels. */
export const MAX_DEPTH = 100;

/**
 * True if a value is nested deeper than `maxDepth`, or has more than `maxValues` values. Not
 * recursive, so that a deeply nested value cannot overflow the stack.
 */
export function exceedsLimits(value: unknown, maxDepth: number, maxValues = Infinity): boolean {
	let level: unknown[] = [value];
	let values = 0;
	for (let depth = 0; depth < maxDepth && level.length > 0; depth++) {
		const next: unknown[] = [];
		for (const part of level) {
			if (typeof part !== 'object' || part === null) continue;
			for (const child of Array.isArray(part) ? part : Object.values(part)) {
				if (++values > maxValues) return true;
				if (typeof child === 'object' && child !== null) next.push(child);
			}
		}
		level = next;
	}
	return level.length > 0;
}

/** Returns an object field; an empty object if the field is not an object. */
export function objectIn(json: IDataObject, name: string): IDataObject {
	const value = json[name];
	return isJsonObject(value) ? value : {};
}

/** Returns a text; null if the value is not a text. */
export function textOf(value: unknown): string | null {
	return typeof value === 'string' ? value : null;
}
