import type { IDataObject } from 'n8n-workflow';
import { recordedAtMs, type TimeRange } from '../shared/pingone/events/auditLog';

/** Source of the trigger's events. */
export interface Source {
	/**
	 * Reads the events of a time range page by page, newest first. May include events outside the
	 * range.
	 *
	 * @param onServerTime called with PingOne's time before each page, if the response contains it.
	 */
	pages(range: TimeRange, onServerTime: (ms: number) => void): AsyncIterable<IDataObject[]>;
	matches(activity: IDataObject): boolean;
	/** Returns n8n's time of day, in milliseconds since 1970, which may be wrong or jump. */
	now(): number;
	/** Returns monotonic milliseconds since some moment. */
	elapsedMs(): number;
}

/** The events of a time range that were read. */
export interface Piece {
	/** Matching events, in PingOne's order (newest first). */
	matching: IDataObject[];
	pages: number;
	/**
	 * Recording times of the newest and the oldest event, matching or not; infinite if there is
	 * none.
	 */
	newestMs: number;
	oldestMs: number;
	/** PingOne's time when reading started; undefined if no response contained it. */
	serverMs?: number;
	/** True if all pages were read. */
	isComplete: boolean;
}

/** Conditions for stopping before the last page. */
export interface Stop {
	/** Called after each page. */
	isEnough?: (piece: Piece) => boolean;
	/** Called when there is a further page. */
	isTooMuch: (piece: Piece) => boolean;
}

/** Reads the events of a time range, and keeps the matching ones. */
export async function readPiece(
	source: Source,
	range: TimeRange,
	{ isEnough = () => false, isTooMuch }: Stop,
): Promise<Piece> {
	const piece: Piece = {
		matching: [],
		pages: 0,
		newestMs: -Infinity,
		oldestMs: Infinity,
		isComplete: false,
	};
	const onServerTime = (ms: number) => {
		piece.serverMs = Math.min(piece.serverMs ?? Infinity, ms);
	};
	for await (const page of source.pages(range, onServerTime)) {
		if (isTooMuch(piece)) return piece;
		for (const activity of page) {
			const ms = recordedAtMs(activity);
			// Bounds are whole milliseconds, so slightly earlier events may be included.
			if (!(ms > range.afterMs && ms <= range.untilMs)) continue;
			piece.newestMs = Math.max(piece.newestMs, ms);
			piece.oldestMs = Math.min(piece.oldestMs, ms);
			if (source.matches(activity)) piece.matching.push(activity);
		}
		piece.pages += 1;
		if (isEnough(piece)) return piece;
	}
	return { ...piece, isComplete: true };
}
