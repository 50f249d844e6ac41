import type { IDataObject } from 'n8n-workflow';

/** Whether a value from a response is a JSON object, so that its fields may be looked at. */
export function isJsonObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
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
