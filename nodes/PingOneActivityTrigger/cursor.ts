/** What the trigger keeps between polls: up to where it has read, and what it has put out of what comes after. */
import type { IDataObject } from 'n8n-workflow';
import { isJsonObject } from '../shared/pingone/json';

/** n8n stores it as JSON. */
export interface Cursor {
	environmentId: string;
	/** All that was recorded up to then is done with; milliseconds since 1970, by PingOne's clock. */
	fromMs: number;
	/** When each event was recorded that has been put out, and was recorded after `fromMs`; by its ID. */
	seen: Record<string, number>;
	/** How much of a backlog is read at once, in milliseconds of it; all if left out. */
	pieceMs?: number;
	/** Up to when a backlog is known to go; by PingOne's clock. */
	newestMs?: number;
	/** When n8n was last given something to store it with; by n8n's clock. */
	storedAtMs: number;
}

/** In a minute there may be more events than that, of which n8n would have to store the IDs each time. */
const MAX_SEEN = 5_000;

/** The cursor that is stored; undefined if there is none for this environment. */
export function storedCursor({ cursor }: IDataObject, environmentId: string): Cursor | undefined {
	if (!isJsonObject(cursor) || cursor.environmentId !== environmentId) return undefined;
	const { fromMs, seen, pieceMs, newestMs, storedAtMs } = cursor;
	if (typeof fromMs !== 'number' || typeof storedAtMs !== 'number' || !isJsonObject(seen)) {
		return undefined;
	}
	return {
		environmentId,
		fromMs,
		seen: Object.fromEntries(
			Object.entries(seen).flatMap(([id, ms]) => (typeof ms === 'number' ? [[id, ms]] : [])),
		),
		...(typeof pieceMs === 'number' && { pieceMs }),
		...(typeof newestMs === 'number' && { newestMs }),
		storedAtMs,
	};
}

/**
 * Where the next poll goes on.
 *
 * @param fromMs all that was recorded up to then is done with.
 * @param seen all that has been put out.
 */
export function positionAt(
	fromMs: number,
	seen: ReadonlyMap<string, number>,
	maxSeen = MAX_SEEN,
): Pick<Cursor, 'fromMs' | 'seen'> {
	const later = [...seen].filter(([, ms]) => ms > fromMs).sort(([, a], [, b]) => b - a);
	// What is forgotten must not be read again.
	const [, forgottenMs = fromMs] = later.at(maxSeen) ?? [];
	return {
		fromMs: forgottenMs,
		seen: Object.fromEntries(later.filter(([, ms]) => ms > forgottenMs)),
	};
}
