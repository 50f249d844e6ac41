import type { IDataObject } from 'n8n-workflow';
import { recordedAtMs, type TimeRange } from '../shared/pingone/auditActivities';

/** Where the trigger reads. */
export interface Source {
	/** What was recorded in a time, page by page, newest first. More than that may come. */
	pages(range: TimeRange): AsyncIterable<IDataObject[]>;
	isWanted(activity: IDataObject): boolean;
	/** n8n's clock, in milliseconds since 1970. */
	now(): number;
}

/** What has been read of a time. */
export interface Piece {
	/** Newest first, as far as PingOne keeps that order. */
	wanted: IDataObject[];
	pages: number;
	/** When the newest and the oldest were recorded, wanted or not; infinite if there was none. */
	newestMs: number;
	oldestMs: number;
	/** Whether that was all. */
	isComplete: boolean;
}

/** When to end before the end. */
export interface Stop {
	/** Called after each page. */
	isEnough?: (piece: Piece) => boolean;
	/** Called when there is a further page. */
	isTooMuch: (piece: Piece) => boolean;
}

/** Reads what was recorded in a time, of which it keeps what is wanted. */
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
	for await (const page of source.pages(range)) {
		if (isTooMuch(piece)) return piece;
		for (const activity of page) {
			const ms = recordedAtMs(activity);
			// PingOne is asked for a fraction of a millisecond too much.
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
