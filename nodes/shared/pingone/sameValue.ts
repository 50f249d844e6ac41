import type { IDataObject } from 'n8n-workflow';
import { isJsonObject } from './json';

/** True if one of the attributes differs. @param names of the attributes. */
export function isChanged(before: IDataObject, after: IDataObject, names: string[]): boolean {
	return names.some((name) => !isSame(before[name], after[name]));
}

/**
 * True if PingOne shows the change of a value. PingOne may write a value differently from how it
 * was sent, so any new value counts.
 */
export function isShown(before: unknown, after: unknown, sent: unknown): boolean {
	if (isJsonObject(sent)) {
		const [old, shown] = [before, after].map((value) => (isJsonObject(value) ? value : {}));
		return Object.keys(sent).every((name) => isShown(old[name], shown[name], sent[name]));
	}
	if (isSame(after, sent) || isSameText(after, sent)) return true;
	return isPresent(after) && !isSame(before, after);
}

function isPresent(value: unknown): boolean {
	return value !== undefined && value !== null;
}

/** True if two values are equal. A missing value counts as null, and so does an empty object. */
function isSame(one: unknown, other: unknown): boolean {
	if (!isJsonObject(one) && !isJsonObject(other)) {
		return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
	}
	const [a, b] = [one ?? {}, other ?? {}];
	if (!isJsonObject(a) || !isJsonObject(b)) return false;
	const names = new Set([...Object.keys(a), ...Object.keys(b)]);
	return [...names].every((name) => isSame(a[name], b[name]));
}

/** True if two texts or numbers are equal, ignoring case like PingOne. */
export function isSameText(one: unknown, other: unknown): boolean {
	const [a, b] = [one, other].map((value) =>
		typeof value === 'string' || typeof value === 'number'
			? String(value).normalize('NFC').trim().toLowerCase()
			: undefined,
	);
	return a !== undefined && a === b;
}
