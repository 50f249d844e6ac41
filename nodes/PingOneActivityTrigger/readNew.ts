/** Reads the events that were recorded since the last poll. */
import type { IDataObject } from 'n8n-workflow';
import { oldestFirst, recordedAtMs, RETENTION_MS } from '../shared/pingone/events/auditLog';
import { toPingOneError, type PingOneError } from '../shared/pingone/errors/pingOneError';
import { positionAt, type Cursor } from './cursor';
import { readPiece, type Source } from './readPiece';
import { OVERLAP_MS, availableRange, startAt, startOf, type Gap } from './start';

/** PingOne's maximum time range. */
const LONGEST_PIECE_MS = RETENTION_MS - 1;
/**
 * Assumed maximum by which n8n's clock is behind PingOne's; used only if PingOne does not return
 * its time.
 */
const MAX_BEHIND_MS = RETENTION_MS - 24 * 60 * 60_000;
/** A time range of at most this length is read to its end, regardless of the number of events. */
const SHORTEST_PIECE_MS = 1_000;
/** Factor by which the next time range is shorter than the one that fitted. */
const FITTING_SHARE = 0.8;

/** Limits for one poll. */
export interface Limits {
	/** Maximum number of pages per time range. */
	maxPages: number;
	/** Number of events after which no further time range is read. */
	maxEvents: number;
	/** Time after which no further time range is read, in milliseconds. */
	maxMs: number;
}

/** At two pages a second, 20 take 10 s. */
export const LIMITS: Limits = { maxPages: 20, maxEvents: 10_000, maxMs: 25_000 };

/** The result of one poll. */
export interface Step {
	/** Oldest first. */
	events: IDataObject[];
	/** The cursor for the next poll. */
	cursor: Cursor;
	/** Time range in which events may be missing. */
	gap?: Gap;
	/** True if there is nothing more to read. */
	isDone: boolean;
	/** The error, if a request failed. */
	error?: PingOneError;
}

/**
 * Returns PingOne's time, in milliseconds since 1970; undefined if its response does not contain
 * it.
 *
 * @throws {PingOneError} if the request fails.
 */
export async function serverTime(source: Source): Promise<number | undefined> {
	const always = () => true;
	const firstPage = { isEnough: always, isTooMuch: always };
	return (await readPiece(source, availableRange(source.now()), firstPage)).serverMs;
}

/**
 * Returns the first cursor, which starts now. If PingOne does not return its time, the newest
 * event is used.
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
			? availableRange(source.now())
			: { ...availableRange(serverMs), afterMs: serverMs - OVERLAP_MS };
	const piece = await readPiece(source, range, {
		isEnough: ({ newestMs, oldestMs }) => oldestMs <= newestMs - OVERLAP_MS,
		isTooMuch: ({ pages }) => pages >= maxPages,
	});
	const unreadMs = piece.isComplete ? range.afterMs : piece.oldestMs;
	const seen = new Map(piece.matching.map((event) => [String(event.id), recordedAtMs(event)]));
	return {
		environmentId,
		...positionAt(Math.max(unreadMs, piece.newestMs - OVERLAP_MS), seen),
		...(serverMs !== undefined && { checkedMs: serverMs }),
		storedAtMs: source.now(),
	};
}

/**
 * Reads from a cursor, in several time ranges if there is a backlog, until there is nothing more
 * or the limits are reached. Recent time ranges are read again, because events may appear late.
 *
 * @throws {PingOneError} if nothing new could be read.
 */
export async function readNew(cursor: Cursor, source: Source, limits: Limits): Promise<Step> {
	return await new Backlog(cursor, source, limits).read();
}

/**
 * Reads a backlog. The cursor advances by the recording times of events, never by a clock alone;
 * clocks, including PingOne's, can only hold it back.
 */
class Backlog {
	private readonly startedAt: number;
	private readonly seen: Map<string, number>;
	private readonly events: IDataObject[] = [];
	private isStarted = false;
	/** PingOne's time; undefined if its response does not contain it. */
	private serverMs?: number;
	private gap?: Gap;
	private fromMs: number;
	private positionMs: number;
	private pieceMs?: number;
	/** Recording time of the newest event that was read. */
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
				// Events that were read are output; if the error persists, the next poll fails.
				if (this.events.length === 0) throw toPingOneError(error);
				return this.step(false, toPingOneError(error));
			}
		} while (this.events.length < this.limits.maxEvents && !this.isLate());
		return this.step(false);
	}

	/**
	 * Reads one time range. If it has too many events, the next one is shorter.
	 *
	 * @returns true if there is nothing more.
	 */
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
		// Events with the same recording time keep PingOne's order.
		for (const event of piece.matching.reverse()) {
			const id = String(event.id);
			if (!this.seen.has(id)) this.events.push(event);
			this.seen.set(id, recordedAtMs(event));
		}
		this.positionMs = untilMs;
		if (this.pieceMs !== undefined) this.pieceMs *= 2;
		return untilMs >= this.nowMs;
	}

	/**
	 * Corrects the start position by PingOne's time.
	 *
	 * @returns true if reading started too late, because of n8n's clock.
	 */
	private startsEarlier(serverMs?: number): boolean {
		this.isStarted = true;
		const { positionMs, fromMs, gap } = startOf(this.cursor, serverMs, this.source.now());
		const isEarlier = positionMs < this.positionMs;
		this.positionMs = Math.min(positionMs, this.positionMs);
		[this.serverMs, this.fromMs, this.gap] = [serverMs, fromMs, gap];
		return isEarlier;
	}

	/**
	 * Returns PingOne's time; if PingOne does not return it, the latest likely time by n8n's clock.
	 */
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
