/** What has been recorded since the last poll. */
import type { IDataObject } from 'n8n-workflow';
import { oldestFirst, recordedAtMs, RETENTION_MS } from '../shared/pingone/auditActivities';
import { toPingOneError, type PingOneError } from '../shared/pingone/errors';
import { positionAt, type Cursor } from './cursor';
import { readPiece, type Source } from './readPiece';

/** An entry may arrive so late; a minute has been told of, and the requests take time as well. */
export const OVERLAP_MS = 90_000;
/** n8n's clock and PingOne's may differ by so much. */
export const CLOCK_TOLERANCE_MS = 15 * 60_000;
/** PingOne has nothing that is older, by either clock. */
export const REACH_MS = RETENTION_MS - 2 * CLOCK_TOLERANCE_MS;
/** A piece of a backlog that is no longer than this is read to its end, whatever is in it. */
const SHORTEST_PIECE_MS = 1_000;
/** The next piece is to be somewhat shorter than what did fit. */
const FITTING_SHARE = 0.8;

/** How much one poll does. */
export interface Limits {
	/** Pages of one piece. */
	maxPages: number;
	/** No further piece is read after so many events. */
	maxEvents: number;
	/** No further piece is read after so many milliseconds. */
	maxMs: number;
}

/** At two pages a second, 20 take 10 s. */
export const LIMITS: Limits = { maxPages: 20, maxEvents: 10_000, maxMs: 25_000 };

/** What a poll has found. */
export interface Step {
	/** Oldest first. */
	events: IDataObject[];
	/** For the next poll. */
	cursor: Cursor;
	/** Whether that was all that there is. */
	isDone: boolean;
	/** Why it was not, if something failed. */
	error?: PingOneError;
}

/**
 * The first cursor: from now on. What PingOne's clock says is seen in what it has just recorded.
 *
 * @throws {PingOneError} if that cannot be read.
 */
export async function startCursor(
	source: Source,
	environmentId: string,
	{ maxPages } = LIMITS,
): Promise<Cursor> {
	const now = source.now();
	const range = { afterMs: now - CLOCK_TOLERANCE_MS, untilMs: now + CLOCK_TOLERANCE_MS };
	const piece = await readPiece(source, range, {
		isEnough: ({ newestMs, oldestMs }) => oldestMs <= newestMs - OVERLAP_MS,
		isTooMuch: ({ pages }) => pages >= maxPages,
	});
	const unreadMs = piece.isComplete ? range.afterMs : piece.oldestMs;
	const position = positionAt(
		Math.max(unreadMs, piece.newestMs - OVERLAP_MS),
		timesOf(piece.wanted),
	);
	return { environmentId, ...position, storedAtMs: now };
}

/**
 * Reads on from a cursor, a backlog in pieces, until that is all, or enough for one poll. It reads
 * again what may have arrived late.
 *
 * @throws {PingOneError} if nothing new could be read.
 */
export async function readNew(cursor: Cursor, source: Source, limits: Limits): Promise<Step> {
	return await new Backlog(cursor, source, limits).read();
}

/** It goes by PingOne's clock, as far as what was recorded shows that: n8n's may be wrong. */
class Backlog {
	private readonly startedAt: number;
	private readonly seen: Map<string, number>;
	private readonly events: IDataObject[] = [];
	private positionMs: number;
	private pieceMs?: number;
	/** When the newest was recorded that has been read. */
	private newestMs = -Infinity;

	constructor(
		private readonly cursor: Cursor,
		private readonly source: Source,
		private readonly limits: Limits,
	) {
		this.startedAt = source.now();
		this.seen = new Map(Object.entries(cursor.seen));
		this.positionMs = cursor.fromMs;
		this.pieceMs = cursor.pieceMs;
	}

	async read(): Promise<Step> {
		do {
			try {
				if (await this.readOn()) return this.step(true);
			} catch (error) {
				// What has been read is put out, and the next poll fails instead if need be.
				if (this.events.length === 0) throw toPingOneError(error);
				return this.step(false, toPingOneError(error));
			}
		} while (this.events.length < this.limits.maxEvents && !this.isLate());
		return this.step(false);
	}

	/** Reads one piece. It is read again, and shorter, if there is too much in it. @returns whether that was all. */
	private async readOn(): Promise<boolean> {
		const { positionMs, endMs } = this;
		const untilMs = this.endOfPiece();
		const filledMs = this.newestMs > positionMs ? Math.min(untilMs, this.newestMs) : untilMs;
		const maySplit = filledMs - positionMs > SHORTEST_PIECE_MS;
		const piece = await readPiece(
			this.source,
			{ afterMs: positionMs, untilMs },
			{
				isTooMuch: ({ pages, newestMs }) =>
					maySplit && newestMs > -Infinity && (pages >= this.limits.maxPages || this.isLate()),
			},
		);
		this.newestMs = Math.max(this.newestMs, piece.newestMs);
		if (!piece.isComplete) {
			const fittingMs = Math.floor((piece.newestMs - piece.oldestMs) * FITTING_SHARE);
			this.pieceMs = Math.max(SHORTEST_PIECE_MS, fittingMs);
			return false;
		}
		// Those of the same moment stay in PingOne's order.
		for (const event of piece.wanted.reverse()) {
			const id = String(event.id);
			if (!this.seen.has(id)) this.events.push(event);
			this.seen.set(id, recordedAtMs(event));
		}
		this.positionMs = untilMs;
		if (this.pieceMs !== undefined) this.pieceMs *= 2;
		return untilMs === endMs;
	}

	private get endMs(): number {
		return this.startedAt + CLOCK_TOLERANCE_MS;
	}

	/** PingOne's clock has passed this. */
	private get passedMs(): number {
		const knownMs = this.cursor.newestMs ?? -Infinity;
		return Math.max(this.newestMs, knownMs, this.startedAt - CLOCK_TOLERANCE_MS);
	}

	/** What PingOne records from now on must not be in a piece that is done with. So the last one has no end. */
	private endOfPiece(): number {
		const untilMs = this.positionMs + (this.pieceMs ?? Infinity);
		return untilMs < this.passedMs ? untilMs : this.endMs;
	}

	private isLate(): boolean {
		return this.source.now() - this.startedAt >= this.limits.maxMs;
	}

	private step(isDone: boolean, error?: PingOneError): Step {
		const doneMs = Math.min(this.positionMs, this.passedMs - OVERLAP_MS);
		const { environmentId, fromMs, storedAtMs } = this.cursor;
		return {
			events: oldestFirst(this.events),
			cursor: {
				environmentId,
				...positionAt(Math.max(fromMs, doneMs), this.seen),
				...(!isDone &&
					this.pieceMs !== undefined && { pieceMs: this.pieceMs, newestMs: this.passedMs }),
				storedAtMs,
			},
			isDone,
			error,
		};
	}
}

function timesOf(events: IDataObject[]): Map<string, number> {
	return new Map(events.map((event) => [String(event.id), recordedAtMs(event)]));
}
