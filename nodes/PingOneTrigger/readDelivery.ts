import type { IDataObject } from 'n8n-workflow';
import { isActivity } from '../shared/pingone/activities';
import { isBeyond, isJsonObject, MAX_DEPTH } from '../shared/pingone/json';

/** What is in a delivery. */
export interface Delivery {
	/** In their order; whether they are events is not said. */
	objects: IDataObject[];
	/** How much else there is. */
	unreadable: number;
}

/**
 * Reads an array of events, a single one, or one a line. It takes whatever comes.
 *
 * @param body as n8n has parsed it, which depends on the content type.
 * @param text the body as it came.
 */
export function readDelivery(body: unknown, text: string): Delivery {
	const parts = Array.isArray(body) || isActivity(body) ? [body].flat() : partsOf(text);
	const objects = parts.filter(isJsonObject).filter((part) => !isBeyond(part, MAX_DEPTH));
	return { objects, unreadable: parts.length - objects.length };
}

/** The values in a text of JSON; undefined for each line that is none. */
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
