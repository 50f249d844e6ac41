/** What the trigger keeps between polls: up to when it has read, and which later events it has put out. */
import type { IDataObject } from 'n8n-workflow';
import { isJsonObject } from '../shared/pingone/json';

/** n8n stores it as JSON. All times but `storedAtMs` are PingOne's, in milliseconds since 1970. */
export interface Cursor {
	environmentId: string;
	/** All events recorded up to then are done with: put out, or recorded before the first poll. */
	fromMs: number;
	/** When each event was recorded that has been put out, and was recorded after `fromMs`; by its ID. */
	seen: Record<string, number>;
	/**
	 * All events up to then were read or reported as missing, whenever the last one was recorded; left out
	 * if PingOne has never said its time.
	 */
	checkedMs?: number;
	/** How many milliseconds of a backlog are read at once; all if left out. */
	pieceMs?: number;
	/** When the newest event of a backlog was recorded. */
	newestMs?: number;
	/** When n8n was last given something to store the cursor with, by n8n's clock. */
	storedAtMs: number;
}

/** In a minute there may be more events than that, of which n8n would have to store the IDs each time. */
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
 * Returns the part of the cursor that says what is done with.
 *
 * @param fromMs all events recorded up to then are done with.
 * @param seen all events that have been put out.
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
