import type { IDataObject } from 'n8n-workflow';
import { isActivity } from '../shared/pingone/activities';
import { exceedsLimits, isJsonObject, MAX_DEPTH } from '../shared/pingone/json';

/** The parsed content of a delivery. */
export interface Delivery {
	/** In the order received. They may not be events. */
	objects: IDataObject[];
	/** The number of entries that are not JSON objects. */
	unreadable: number;
}

/**
 * Parses a delivery: an array of events, a single event, or one event per line. Never throws.
 *
 * @param body as parsed by n8n, depending on the content type.
 * @param text the raw body.
 */
export function readDelivery(body: unknown, text: string): Delivery {
	const parts = Array.isArray(body) || isActivity(body) ? [body].flat() : partsOf(text);
	const objects = parts.filter(isJsonObject).filter((part) => !exceedsLimits(part, MAX_DEPTH));
	return { objects, unreadable: parts.length - objects.length };
}

/** Parses JSON, or JSON lines. A line that is not JSON becomes undefined. */
function partsOf(text: string): unknown[] {
	const json = text.replace(/^\uFEFF/, '').trim();
	if (json === '') return [];
	const whole = valueIn(json);
	const values = whole === undefined ? json.split('\n').filter(isNotBlank).map(valueIn) : [whole];
	return values.flat();
}

function isNotBlank(line: string): boolean {
	return line.trim() !== '';
}

function valueIn(json: string): unknown {
	try {
		return JSON.parse(json);
	} catch {
		return undefined;
	}
}
