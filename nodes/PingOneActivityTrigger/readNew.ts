/** Reads the events that were recorded since the last poll. */
import type { IDataObject } from 'n8n-workflow';
import { oldestFirst, recordedAtMs, RETENTION_MS } from '../shared/pingone/auditActivities';
import { toPingOneError, type PingOneError } from '../shared/pingone/errors';
import { positionAt, type Cursor } from './cursor';
import { readPiece, type Source } from './readPiece';
import { OVERLAP_MS, recentBy, startAt, startOf, type Gap } from './start';

/** The longest time range that PingOne takes. */
const LONGEST_PIECE_MS = RETENTION_MS - 1;
/** n8n's clock is behind PingOne's by less than that; matters only if PingOne does not say its time. */
const MAX_BEHIND_MS = RETENTION_MS - 24 * 60 * 60_000;
/** A piece of a backlog that is no longer than this is read to its end, however many events it has. */
const SHORTEST_PIECE_MS = 1_000;
/** The next piece is shorter than what fitted by this factor. */
const FITTING_SHARE = 0.8;

/** How much one poll reads. */
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

/** The result of one poll. */
export interface Step {
	/** Oldest first. */
	events: IDataObject[];
	/** For the next poll. */
	cursor: Cursor;
	/** Events of this time may be missing. */
	gap?: Gap;
	/** True if there is nothing more to read. */
	isDone: boolean;
	/** Why there is more to read, if a request failed. */
	error?: PingOneError;
}

/**
 * Returns PingOne's time, in milliseconds since 1970; undefined if its response does not say it.
 *
 * @throws {PingOneError} if PingOne cannot be reached.
 */
export async function serverTime(source: Source): Promise<number | undefined> {
	const always = () => true;
	const firstPage = { isEnough: always, isTooMuch: always };
	return (await readPiece(source, recentBy(source.now()), firstPage)).serverMs;
}

/**
 * Returns the first cursor: from now on. If PingOne does not say its time, the newest event shows it.
 *
 * @throws {PingOneError} if the events cannot be read.
 */
export async function startCursor(
	source: Source,
	environmentId: string,
	{ maxPages } = LIMITS,
): Promise<Cursor> {
	const serverMs = await serverTime(source);
	const range =
		serverMs === undefined
			? recentBy(source.now())
			: { ...recentBy(serverMs), afterMs: serverMs - OVERLAP_MS };
	const piece = await readPiece(source, range, {
		isEnough: ({ newestMs, oldestMs }) => oldestMs <= newestMs - OVERLAP_MS,
		isTooMuch: ({ pages }) => pages >= maxPages,
	});
	const unreadMs = piece.isComplete ? range.afterMs : piece.oldestMs;
	const seen = new Map(piece.wanted.map((event) => [String(event.id), recordedAtMs(event)]));
	return {
		environmentId,
		...positionAt(Math.max(unreadMs, piece.newestMs - OVERLAP_MS), seen),
		...(serverMs !== undefined && { checkedMs: serverMs }),
		storedAtMs: source.now(),
	};
}

/**
 * Reads on from a cursor, a backlog in pieces, until there is nothing more, or enough for one poll. It
 * reads again what may be shown late.
 *
 * @throws {PingOneError} if nothing new could be read.
 */
export async function readNew(cursor: Cursor, source: Source, limits: Limits): Promise<Step> {
	return await new Backlog(cursor, source, limits).read();
}

/**
 * The cursor moves by when events were recorded, never by a clock alone: a clock, PingOne's too, only
 * makes it move less.
 */
class Backlog {
	private readonly startedAt: number;
	private readonly seen: Map<string, number>;
	private readonly events: IDataObject[] = [];
	private isStarted = false;
	/** PingOne's time; undefined if its response does not say it. */
	private serverMs?: number;
	private gap?: Gap;
	private fromMs: number;
	private positionMs: number;
	private pieceMs?: number;
	/** When the newest event was recorded that has been read. */
	private newestMs: number;

	constructor(
		private readonly cursor: Cursor,
		private readonly source: Source,
		private readonly limits: Limits,
	) {
		this.startedAt = source.elapsedMs();
		this.seen = new Map(Object.entries(cursor.seen));
		this.fromMs = cursor.fromMs;
		this.positionMs = startAt(cursor, source.now());
		this.pieceMs = cursor.pieceMs;
		this.newestMs = cursor.newestMs ?? -Infinity;
	}

	async read(): Promise<Step> {
		do {
			try {
				if (await this.readOn()) return this.step(true);
			} catch (error) {
				// Events that have been read are put out, and the next poll fails instead if need be.
				if (this.events.length === 0) throw toPingOneError(error);
				return this.step(false, toPingOneError(error));
			}
		} while (this.events.length < this.limits.maxEvents && !this.isLate());
		return this.step(false);
	}

	/** Reads one piece. If there is too much in it, the next one is shorter. @returns true if there is nothing more. */
	private async readOn(): Promise<boolean> {
		const { positionMs } = this;
		const untilMs = positionMs + Math.min(this.pieceMs ?? Infinity, LONGEST_PIECE_MS);
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
		if (!this.isStarted && this.startsEarlier(piece.serverMs)) return false;
		this.newestMs = Math.max(this.newestMs, piece.newestMs);
		if (!piece.isComplete) {
			const fittingMs = Math.floor((piece.newestMs - piece.oldestMs) * FITTING_SHARE);
			this.pieceMs = Math.max(SHORTEST_PIECE_MS, fittingMs);
			return false;
		}
		// Events of the same moment stay in PingOne's order.
		for (const event of piece.wanted.reverse()) {
			const id = String(event.id);
			if (!this.seen.has(id)) this.events.push(event);
			this.seen.set(id, recordedAtMs(event));
		}
		this.positionMs = untilMs;
		if (this.pieceMs !== undefined) this.pieceMs *= 2;
		return untilMs >= this.nowMs;
	}

	/** Corrects the start by PingOne's time. @returns true if the reading began too late, by n8n's clock. */
	private startsEarlier(serverMs?: number): boolean {
		this.isStarted = true;
		const { positionMs, fromMs, gap } = startOf(this.cursor, serverMs, this.source.now());
		const isEarlier = positionMs < this.positionMs;
		this.positionMs = Math.min(positionMs, this.positionMs);
		[this.serverMs, this.fromMs, this.gap] = [serverMs, fromMs, gap];
		return isEarlier;
	}

	/** PingOne's time; if PingOne does not say it, the latest that is likely by n8n's clock. */
	private get nowMs(): number {
		return this.serverMs ?? this.source.now() + MAX_BEHIND_MS;
	}

	private isLate(): boolean {
		return this.source.elapsedMs() - this.startedAt >= this.limits.maxMs;
	}

	private step(isDone: boolean, error?: PingOneError): Step {
		const { cursor, serverMs, gap, pieceMs, newestMs } = this;
		const doneMs = Math.min(this.positionMs, Math.min(newestMs, this.nowMs) - OVERLAP_MS);
		const checkedMs = (isDone ? serverMs : gap?.untilMs) ?? cursor.checkedMs;
		return {
			events: oldestFirst(this.events),
			cursor: {
				environmentId: cursor.environmentId,
				...positionAt(Math.max(this.fromMs, doneMs), this.seen),
				...(checkedMs !== undefined && { checkedMs }),
				...(!isDone && pieceMs !== undefined && { pieceMs, newestMs }),
				storedAtMs: cursor.storedAtMs,
			},
			gap,
			isDone,
			error,
		};
	}
}
