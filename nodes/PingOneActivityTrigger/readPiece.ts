import type { IDataObject } from 'n8n-workflow';
import { recordedAtMs, type TimeRange } from '../shared/pingone/auditActivities';

/** Where the trigger reads events. */
export interface Source {
	/**
	 * Reads the events of a time range page by page, newest first. There may be others among them.
	 *
	 * @param onServerTime called before a page comes, with PingOne's time, if the response says it.
	 */
	pages(range: TimeRange, onServerTime: (ms: number) => void): AsyncIterable<IDataObject[]>;
	isWanted(activity: IDataObject): boolean;
	/** Returns n8n's time of day, in milliseconds since 1970. It may be wrong, and may jump. */
	now(): number;
	/** Returns milliseconds since some moment, by a clock that does not jump. */
	elapsedMs(): number;
}

/** The events of a time range, as far as they were read. */
export interface Piece {
	/** Newest first, as far as PingOne keeps that order. */
	wanted: IDataObject[];
	pages: number;
	/** When the newest and the oldest event were recorded, wanted or not; infinite if there is none. */
	newestMs: number;
	oldestMs: number;
	/** PingOne's time when the reading began; undefined if no response said it. */
	serverMs?: number;
	/** True if all pages were read. */
	isComplete: boolean;
}

/** When to stop before the last page. */
export interface Stop {
	/** Called after each page. */
	isEnough?: (piece: Piece) => boolean;
	/** Called when there is a further page. */
	isTooMuch: (piece: Piece) => boolean;
}

/** Reads the events of a time range and keeps those that are wanted. */
export async function readPiece(
	source: Source,
	range: TimeRange,
	{ isEnough = () => false, isTooMuch }: Stop,
): Promise<Piece> {
	const piece: Piece = {
		wanted: [],
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
			if (source.isWanted(activity)) piece.wanted.push(activity);
		}
		piece.pages += 1;
		if (isEnough(piece)) return piece;
	}
	return { ...piece, isComplete: true };
}
