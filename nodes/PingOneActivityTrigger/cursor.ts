/**
 * The trigger's state between polls: the time up to which it has read, and the later events that
 * it has already output.
 */
import type { IDataObject } from 'n8n-workflow';
import { isJsonObject } from '../shared/pingone/json';

/**
 * Stored by n8n as JSON. All times except `storedAtMs` are PingOne's, in milliseconds since 1970.
 */
export interface Cursor {
	environmentId: string;
	/**
	 * All events recorded up to this time are finished: output, or recorded before the first poll.
	 */
	fromMs: number;
	/** Recording time of each event that was output and was recorded after `fromMs`, by event ID. */
	seen: Record<string, number>;
	/**
	 * Time up to which all events were read or reported as missing, regardless of when the last one
	 * was recorded; left out if PingOne has never returned its time.
	 */
	checkedMs?: number;
	/**
	 * Length of the time range that is read at once in a backlog, in milliseconds; unlimited if
	 * left out.
	 */
	pieceMs?: number;
	/** Recording time of the newest event of a backlog. */
	newestMs?: number;
	/** Time of the last output, with which n8n stored the cursor, by n8n's clock. */
	storedAtMs: number;
}

/**
 * Maximum number of stored event IDs. A minute may have more events, but n8n has to store the IDs
 * each time.
 */
const MAX_SEEN = 5_000;

/** Returns the stored cursor; undefined if there is none for this environment. */
export function storedCursor({ cursor }: IDataObject, environmentId: string): Cursor | undefined {
	if (!isJsonObject(cursor) || cursor.environmentId !== environmentId) return undefined;
	const { fromMs, seen, checkedMs, pieceMs, newestMs, storedAtMs } = cursor;
	if (typeof fromMs !== 'number' || typeof storedAtMs !== 'number' || !isJsonObject(seen)) {
		return undefined;
	}
	return {
		environmentId,
		fromMs,
		seen: Object.fromEntries(
			Object.entries(seen).flatMap(([id, ms]) => (typeof ms === 'number' ? [[id, ms]] : [])),
		),
		...(typeof checkedMs === 'number' && { checkedMs }),
		...(typeof pieceMs === 'number' && { pieceMs }),
		...(typeof newestMs === 'number' && { newestMs }),
		storedAtMs,
	};
}

/**
 * Returns the position of the cursor.
 *
 * @param fromMs time up to which all events are finished.
 * @param seen all events that were output.
 */
export function positionAt(
	fromMs: number,
	seen: ReadonlyMap<string, number>,
	maxSeen = MAX_SEEN,
): Pick<Cursor, 'fromMs' | 'seen'> {
	const later = [...seen].filter(([, ms]) => ms > fromMs).sort(([, a], [, b]) => b - a);
	// An event whose ID is dropped must not be read again.
	const [, droppedMs = fromMs] = later.at(maxSeen) ?? [];
	return {
		fromMs: droppedMs,
		seen: Object.fromEntries(later.filter(([, ms]) => ms > droppedMs)),
	};
}
