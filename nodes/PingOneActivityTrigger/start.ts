/**
 * Where a poll starts to read. PingOne's time comes from its responses, so it is known only after the
 * first one: until then the start is a guess by n8n's clock, which may be wrong.
 */
import { RETENTION_MS, type TimeRange } from '../shared/pingone/auditActivities';
import type { Cursor } from './cursor';

/** An event may be shown so late: a minute has been reported, and requests take time as well. */
export const OVERLAP_MS = 90_000;
/** The time in a response may differ from that of events by so much. */
const CLOCK_TOLERANCE_MS = 60 * 60_000;
/** No request asks for older events: PingOne may have deleted them. */
const REACH_MS = RETENTION_MS - CLOCK_TOLERANCE_MS;

/** Times in milliseconds since 1970, by PingOne's clock. */
export interface Start {
	/** As in the cursor. */
	fromMs: number;
	/** Events are read from here on. */
	positionMs: number;
	gap?: Gap;
}

/** Events between these two times may be missing. */
export interface Gap {
	fromMs: number;
	untilMs: number;
	reason: 'retention' | 'clock';
}

/** Returns the longest time range that PingOne still has events of. */
export function recentBy(nowMs: number): TimeRange {
	return { afterMs: nowMs - REACH_MS, untilMs: nowMs + CLOCK_TOLERANCE_MS - 1 };
}

/** Returns where reading starts if `nowMs` is PingOne's time. */
export function startAt({ fromMs }: Cursor, nowMs: number): number {
	return Math.max(fromMs, nowMs - REACH_MS);
}

/**
 * Returns where the poll starts.
 *
 * @param serverMs PingOne's time; undefined if the response does not say it.
 * @param n8nMs n8n's time.
 */
export function startOf(cursor: Cursor, serverMs: number | undefined, n8nMs: number): Start {
	const { fromMs, checkedMs } = cursor;
	if (serverMs === undefined) return { fromMs, positionMs: fromMs };
	// Earlier versions went by n8n's clock. What this one has stored is doubted only by both clocks.
	const isBeyond = fromMs > serverMs && (checkedMs === undefined || fromMs > n8nMs);
	if (isBeyond) return putBack(cursor, serverMs);
	const oldestMs = serverMs - REACH_MS;
	const readMs = checkedMs !== undefined && checkedMs <= serverMs ? checkedMs : fromMs;
	const gap: Gap = { fromMs: Math.max(fromMs, readMs), untilMs: oldestMs, reason: 'retention' };
	return { fromMs, positionMs: startAt(cursor, serverMs), ...(gap.fromMs < oldestMs && { gap }) };
}

/** For a cursor that is later than PingOne's time: since it was last stored, nothing has been put out. */
function putBack({ storedAtMs }: Cursor, serverMs: number): Start {
	const [oldestMs, latestMs] = [serverMs - REACH_MS, serverMs - OVERLAP_MS];
	const fromMs = Math.max(oldestMs, Math.min(storedAtMs, latestMs));
	const gap: Gap = { fromMs: oldestMs, untilMs: latestMs, reason: 'clock' };
	return { fromMs, positionMs: fromMs, ...(storedAtMs > latestMs && { gap }) };
}
