import type { IDataObject } from 'n8n-workflow';

/** Whether a value from a response is a JSON object, so that its fields may be looked at. */
export function isJsonObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
