/**
 * Calculates where a poll starts to read. PingOne's time comes from its responses. Before the
 * first response, n8n's clock is used, which may be wrong.
 */
import { RETENTION_MS, type TimeRange } from '../shared/pingone/events/auditLog';
import type { Cursor } from './cursor';

/**
 * Maximum delay until an event appears: up to a minute has been reported, and requests take time
 * as well.
 */
export const OVERLAP_MS = 90_000;
/** Maximum difference between the time in a response and the recording times of events. */
const CLOCK_TOLERANCE_MS = 60 * 60_000;
/** Oldest age of events to request: PingOne may have deleted older ones. */
const REACH_MS = RETENTION_MS - CLOCK_TOLERANCE_MS;

/** Times in milliseconds since 1970, by PingOne's clock. */
export interface Start {
	/** See `Cursor`. */
	fromMs: number;
	/** Time from which events are read. */
	positionMs: number;
	gap?: Gap;
}

/** Time range in which events may be missing. */
export interface Gap {
	fromMs: number;
	untilMs: number;
	reason: 'retention' | 'clock';
}

/** Returns the longest time range for which PingOne still has events. */
export function availableRange(nowMs: number): TimeRange {
	return { afterMs: nowMs - REACH_MS, untilMs: nowMs + CLOCK_TOLERANCE_MS - 1 };
}

/** Returns the start of reading, if `nowMs` is PingOne's time. */
export function startAt({ fromMs }: Cursor, nowMs: number): number {
	return Math.max(fromMs, nowMs - REACH_MS);
}

/**
 * Returns the start of a poll.
 *
 * @param serverMs PingOne's time; undefined if the response does not contain it.
 * @param n8nMs n8n's time.
 */
export function startOf(cursor: Cursor, serverMs: number | undefined, n8nMs: number): Start {
	const { fromMs, checkedMs } = cursor;
	if (serverMs === undefined) return { fromMs, positionMs: fromMs };
	// Earlier versions used n8n's clock. A cursor of this version is wrong only if it is later than
	// both clocks.
	const isBeyond = fromMs > serverMs && (checkedMs === undefined || fromMs > n8nMs);
	if (isBeyond) return moveBack(cursor, serverMs);
	const oldestMs = serverMs - REACH_MS;
	const readMs = checkedMs !== undefined && checkedMs <= serverMs ? checkedMs : fromMs;
	const gap: Gap = { fromMs: Math.max(fromMs, readMs), untilMs: oldestMs, reason: 'retention' };
	return { fromMs, positionMs: startAt(cursor, serverMs), ...(gap.fromMs < oldestMs && { gap }) };
}

/**
 * Moves a cursor back that is later than PingOne's time. Nothing was output since it was last
 * stored.
 */
function moveBack({ storedAtMs }: Cursor, serverMs: number): Start {
	const [oldestMs, latestMs] = [serverMs - REACH_MS, serverMs - OVERLAP_MS];
	const fromMs = Math.max(oldestMs, Math.min(storedAtMs, latestMs));
	const gap: Gap = { fromMs: oldestMs, untilMs: latestMs, reason: 'clock' };
	return { fromMs, positionMs: fromMs, ...(storedAtMs > latestMs && { gap }) };
}
