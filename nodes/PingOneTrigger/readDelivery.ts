import type { IDataObject } from 'n8n-workflow';
import { isActivity } from '../shared/pingone/events/event';
import { exceedsLimits, isJsonObject, MAX_DEPTH } from '../shared/pingone/json';

/** The parsed content of a delivery. */
export interface Delivery {
	/** In the order received. They may not be events. */
	objects: IDataObject[];
	/** The number of entries that are not JSON objects. */
	unreadable: number;
	/** True if there are more than `MAX_LINES` lines, of which the rest was not read. */
	hasMoreLines: boolean;
}

/**
 * Maximum number of lines. PingOne sends at most 500 events, and parsing lines that are not JSON
 * is slow.
 */
export const MAX_LINES = 10_000;

/**
 * Parses a delivery: an array of events, a single event, or one event per line. Never throws.
 *
 * @param body as parsed by n8n, depending on the content type.
 * @param text the raw body.
 */
export function readDelivery(body: unknown, text: string): Delivery {
	const isParsed = Array.isArray(body) || isActivity(body);
	const { parts, hasMoreLines } = isParsed
		? { parts: [body].flat(), hasMoreLines: false }
		: parseJsonOrLines(text);
	const objects = parts.filter(isJsonObject).filter((part) => !exceedsLimits(part, MAX_DEPTH));
	return { objects, unreadable: parts.length - objects.length, hasMoreLines };
}

/** Parses JSON, or JSON lines. A line that is not JSON becomes undefined. */
function parseJsonOrLines(text: string): { parts: unknown[]; hasMoreLines: boolean } {
	const json = text.replace(/^\uFEFF/, '').trim();
	if (json === '') return { parts: [], hasMoreLines: false };
	const whole = parseJson(json);
	if (whole !== undefined) return { parts: [whole].flat(), hasMoreLines: false };
	const lines = json.split('\n', MAX_LINES + 1);
	const parts = lines.slice(0, MAX_LINES).filter(isNotBlank).map(parseJson).flat();
	return { parts, hasMoreLines: lines.length > MAX_LINES };
}

function isNotBlank(line: string): boolean {
	return line.trim() !== '';
}

function parseJson(json: string): unknown {
	try {
		return JSON.parse(json);
	} catch {
		return undefined;
	}
}
