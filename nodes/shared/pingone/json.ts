import type { IDataObject } from 'n8n-workflow';

/** Whether a value from a response is a JSON object, so that its fields may be looked at. */
export function isJsonObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How many objects and lists within each other JSON from PingOne may have; its own has fewer than ten. */
export const MAX_DEPTH = 100;

/**
 * True if a value has objects or lists within each other deeper than a limit, or more values than a
 * limit. It does not call itself, which a value that is nested deep enough would not survive.
 */
export function isBeyond(value: unknown, maxDepth: number, maxValues = Infinity): boolean {
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

/** A field that should be an object; one without fields if it is something else. */
export function objectIn(json: IDataObject, name: string): IDataObject {
	const value = json[name];
	return isJsonObject(value) ? value : {};
}

/** Null if it is no text. */
export function textOf(value: unknown): string | null {
	return typeof value === 'string' ? value : null;
}
