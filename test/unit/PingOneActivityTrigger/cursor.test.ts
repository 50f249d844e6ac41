import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import {
	positionAt,
	storedCursor,
	type Cursor,
} from '../../../nodes/PingOneActivityTrigger/cursor';
import { readNew, startCursor, type Limits } from '../../../nodes/PingOneActivityTrigger/readNew';
import type { Source } from '../../../nodes/PingOneActivityTrigger/readPiece';
import { budgetMs } from '../../../nodes/PingOneActivityTrigger/poll';
import { serverTimeMs } from '../../../nodes/shared/http/serverTime';
import {
	oldestFirst,
	recordedAtMs,
	RETENTION_MS,
	type TimeRange,
} from '../../../nodes/shared/pingone/events/auditLog';

const ENVIRONMENT = 'e';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const BEGIN_MS = Date.parse('2026-11-24T00:00:00Z');

interface Entry {
	id: string;
	ms: number;
	/** The time from which the entry can be read. */
	shownAtMs: number;
	isWanted: boolean;
}

/** A PingOne with the correct time, and an n8n whose clock is off. */
class FakePingOne implements Source {
	/** True time. */
	timeMs = BEGIN_MS;
	pageSize = 3;
	/** By how much n8n's clock is ahead. */
	offsetMs = 0;
	/** By how much the header `Date` is ahead; undefined if there is none. */
	dateOffsetMs?: number = 0;
	pageMs = 0;
	requests = 0;
	/** The most pages that were requested in one poll. */
	mostPages = 0;
	/** The number of the request that fails. */
	failsAt?: number;

	constructor(readonly entries: Entry[]) {}

	now = () => this.timeMs + this.offsetMs;
	elapsedMs = () => this.timeMs;
	matches = ({ isWanted }: IDataObject) => isWanted === true;

	async *pages({ afterMs, untilMs }: TimeRange, onServerTime: (ms: number) => void) {
		expect(untilMs - afterMs).toBeLessThan(RETENTION_MS);
		let cursor: Entry | undefined;
		for (let pages = 1; ; pages++) {
			this.mostPages = Math.max(this.mostPages, pages);
			if (++this.requests === this.failsAt) throw new Error('PingOne cannot be reached');
			if (this.dateOffsetMs !== undefined) onServerTime(this.timeMs + this.dateOffsetMs);
			const found = this.entries
				.filter(({ ms, shownAtMs }) => shownAtMs <= this.timeMs && ms >= afterMs && ms <= untilMs)
				.sort((a, b) => b.ms - a.ms || (a.id < b.id ? 1 : -1));
			const start = cursor === undefined ? 0 : found.indexOf(cursor) + 1;
			const page = found.slice(start, start + this.pageSize);
			yield page.map(({ id, ms, isWanted }) => ({
				id,
				recordedAt: new Date(ms).toISOString(),
				isWanted,
			}));
			this.timeMs += this.pageMs;
			cursor = page.at(-1);
			if (start + this.pageSize >= found.length) return;
		}
	}
}

const LIMITS: Limits = { maxPages: 2, maxEvents: 1_000, maxMs: 60_000 };

const idsOf = (events: IDataObject[]) => events.map(({ id }) => id);

/** An entry that was recorded this many milliseconds after the beginning, and is shown at once. */
function entry(id: string, afterMs: number, more: Partial<Entry> = {}): Entry {
	const ms = BEGIN_MS + afterMs;
	return { id, ms, shownAtMs: ms, isWanted: true, ...more };
}

const entries = fc.uniqueArray(
	fc.record({
		id: fc.uuid(),
		afterMs: fc.oneof(
			fc.integer({ min: 1, max: 40 * MINUTE_MS }),
			fc.constantFrom(MINUTE_MS, 99_999),
		),
		lateMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: MINUTE_MS })),
		isWanted: fc.boolean(),
	}),
	{ selector: ({ id }) => id, maxLength: 60 },
);

/** By how much n8n's clock is ahead, and the header `Date`: not both are wrong. */
const clocks = fc.oneof(
	fc.record({
		offsetMs: fc.oneof(
			fc.constantFrom(0, HOUR_MS, DAY_MS, 30 * DAY_MS).chain((ms) => fc.constantFrom(ms, -ms)),
			fc.integer({ min: -2 * DAY_MS, max: 2 * DAY_MS }),
		),
		dateOffsetMs: fc.constant(0),
	}),
	fc.record({
		offsetMs: fc.integer({ min: -10 * DAY_MS, max: 2 * DAY_MS }),
		dateOffsetMs: fc.constant(undefined),
	}),
	fc.record({
		offsetMs: fc.constant(0),
		dateOffsetMs: fc.constantFrom(-30 * DAY_MS, -DAY_MS, -HOUR_MS, HOUR_MS, DAY_MS, 30 * DAY_MS),
	}),
);

/** The events of a poll: n8n may be killed before or after it stores the cursor, or a request may fail. */
const polls = fc.array(
	fc.record({
		waitMs: fc.oneof(fc.constant(MINUTE_MS), fc.integer({ min: 0, max: 15 * MINUTE_MS })),
		end: fc.constantFrom('stored', 'stored', 'stored', 'killed before', 'restarted'),
		failsAt: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
		clock: clocks,
	}),
	{ minLength: 1, maxLength: 15 },
);

const settings = fc.record({
	pageSize: fc.integer({ min: 1, max: 5 }),
	maxPages: fc.integer({ min: 1, max: 4 }),
	maxEvents: fc.constantFrom(1, 10, 1_000),
	firstOffsetMs: fc.constantFrom(-DAY_MS, -HOUR_MS, 0, HOUR_MS, DAY_MS, 30 * DAY_MS),
	pageMs: fc.constantFrom(0, 500, 5_000),
});

it('each event is put out exactly once, in order, and by the next poll, whatever the clocks say', async () => {
	await fc.assert(
		fc.asyncProperty(entries, polls, settings, async (recorded, schedule, set) => {
			const pingOne = new FakePingOne(
				recorded.map(({ id, afterMs, lateMs, isWanted }) =>
					entry(id, afterMs, { shownAtMs: BEGIN_MS + afterMs + lateMs, isWanted }),
				),
			);
			const limits = { ...LIMITS, maxPages: set.maxPages, maxEvents: set.maxEvents };
			Object.assign(pingOne, { offsetMs: set.firstOffsetMs, pageSize: set.pageSize });
			let memory = await startCursor(pingOne, ENVIRONMENT);
			let stored = memory;
			pingOne.pageMs = set.pageMs;
			const putOut: IDataObject[] = [];

			const poll = async (failsAt?: number) => {
				Object.assign(pingOne, { requests: 0, failsAt });
				return await readNew(memory, pingOne, limits).catch(() => undefined);
			};
			const shownIds = () =>
				pingOne.entries
					.filter(({ isWanted, shownAtMs }) => isWanted && shownAtMs <= pingOne.timeMs)
					.map(({ id }) => id);
			for (const { waitMs, end, failsAt, clock } of schedule) {
				pingOne.timeMs += waitMs;
				Object.assign(pingOne, clock);
				const shown = shownIds();
				const step = await poll(failsAt);
				if (end === 'killed before') memory = stored;
				else if (step !== undefined) {
					const times = step.events.map(recordedAtMs);
					expect(times).toEqual([...times].sort((a, b) => a - b));
					putOut.push(...step.events);
					// A date that is too early may end a backlog too early: the rest comes with a later poll.
					const isRightOrLate = (clock.dateOffsetMs ?? 0) >= 0;
					if (step.isDone && isRightOrLate) {
						expect(idsOf(putOut)).toEqual(expect.arrayContaining(shown));
					}
					memory = step.cursor;
					// n8n stores the cursor with an execution, and at no other time.
					if (step.events.length > 0) stored = memory;
					if (end === 'restarted') memory = storedAgain(stored);
				}
			}
			// At the end, all is quiet.
			pingOne.timeMs = Math.max(pingOne.timeMs, BEGIN_MS + 50 * MINUTE_MS);
			Object.assign(pingOne, { pageMs: 0, failsAt: undefined, offsetMs: 0, dateOffsetMs: 0 });
			for (let step; step?.isDone !== true; memory = step.cursor) {
				step = await readNew(memory, pingOne, limits);
				putOut.push(...step.events);
			}
			expect(idsOf(putOut).sort()).toEqual(shownIds().sort());
		}),
		{ numRuns: 300 },
	);
});

/** Returns a cursor as n8n loads it after a restart. */
function storedAgain(cursor: Cursor): Cursor {
	const json: IDataObject = JSON.parse(JSON.stringify({ cursor }));
	const again = storedCursor(json, ENVIRONMENT);
	if (again === undefined) throw new Error('The cursor cannot be stored');
	return again;
}

it('no more IDs are kept than are allowed, and none that is forgotten is read again', () => {
	const seen = new Map([1, 2, 3, 4, 4, 5, 6].map((ms, index) => [`event ${index}`, ms]));
	expect(positionAt(2, seen)).toEqual({
		fromMs: 2,
		seen: { 'event 2': 3, 'event 3': 4, 'event 4': 4, 'event 5': 5, 'event 6': 6 },
	});
	expect(positionAt(0, seen, 3)).toEqual({ fromMs: 4, seen: { 'event 5': 5, 'event 6': 6 } });
});

it('events are sorted by all nine digits of a second', () => {
	const at = (time: string) => ({ recordedAt: `2026-11-24T00:00:0${time}Z` });
	const sorted = ['0', '1.5', '1.500000001', '1.50001', '2'].map(at);
	expect(oldestFirst([...sorted].reverse())).toEqual(sorted);
});

it('a poll reads for half of the time that n8n gives it, and for 25 seconds at most', () => {
	expect(budgetMs({})).toBe(25_000);
	expect(budgetMs({ getPollBudgetMs: () => 36_000 })).toBe(18_000);
	expect(budgetMs({ getPollBudgetMs: () => 300_000 })).toBe(25_000);
});

it('a poll ends when its time is up, and the next one goes on with a shorter piece', async () => {
	const recorded = Array.from({ length: 40 }, (_, index) => entry(String(index), index * 10_000));
	const pingOne = new FakePingOne(recorded);
	const cursor = { environmentId: ENVIRONMENT, fromMs: BEGIN_MS - 1, seen: {}, storedAtMs: 0 };
	Object.assign(pingOne, { timeMs: BEGIN_MS + 60 * MINUTE_MS, pageMs: 30_000 });
	const slow = await readNew(cursor, pingOne, { ...LIMITS, maxPages: 100 });
	expect(slow).toMatchObject({ events: [], isDone: false, cursor: { fromMs: cursor.fromMs } });
	expect(pingOne.requests).toBeLessThan(5);
	pingOne.pageMs = 0;
	const next = await readNew(slow.cursor, pingOne, { ...LIMITS, maxPages: 100 });
	expect(idsOf(next.events)).toEqual(recorded.map(({ id }) => id));
});

it('an event that is a minute late comes, though one of a minute later has come before it', async () => {
	const [ms, minuteLater] = [10 * MINUTE_MS, 11 * MINUTE_MS];
	const late = entry('late', ms, { shownAtMs: BEGIN_MS + minuteLater });
	const pingOne = new FakePingOne([late, entry('later', minuteLater - 1)]);
	pingOne.timeMs = BEGIN_MS + minuteLater - 1;
	const cursor = { environmentId: ENVIRONMENT, fromMs: BEGIN_MS, seen: {}, storedAtMs: 0 };
	const first = await readNew(cursor, pingOne, LIMITS);
	expect(idsOf(first.events)).toEqual(['later']);
	pingOne.timeMs += 1;
	expect(idsOf((await readNew(first.cursor, pingOne, LIMITS)).events)).toEqual(['late']);
});

it('a backlog is never read in pieces that are too long', async () => {
	const recorded = Array.from({ length: 200 }, (_, index) => entry(String(index), index * 1_500));
	const pingOne = new FakePingOne(recorded);
	pingOne.timeMs = BEGIN_MS + 301_000;
	let cursor: Cursor = {
		environmentId: ENVIRONMENT,
		fromMs: BEGIN_MS - 1,
		seen: {},
		storedAtMs: 0,
	};
	const putOut: IDataObject[] = [];
	for (let isDone = false; !isDone; ) {
		const step = await readNew(cursor, pingOne, { ...LIMITS, maxEvents: 20 });
		expect(step.events.length).toBeLessThan(20 + 2 * pingOne.pageSize);
		putOut.push(...step.events);
		({ cursor, isDone } = { cursor: storedAgain(step.cursor), isDone: step.isDone });
	}
	// The third shows that there is more than fits.
	expect(pingOne.mostPages).toBe(LIMITS.maxPages + 1);
	expect(idsOf(putOut)).toEqual(recorded.map(({ id }) => id));
});

describe("PingOne's time comes from its responses", () => {
	const NOW_MS = BEGIN_MS + 20 * DAY_MS;
	const events = (...agoMs: number[]) =>
		agoMs.map((ms) => entry(`${ms / MINUTE_MS} minutes ago`, NOW_MS - BEGIN_MS - ms));

	function pingOneWith(recorded: Entry[], clocks: Partial<FakePingOne> = {}) {
		return Object.assign(new FakePingOne(recorded), { timeMs: NOW_MS, ...clocks });
	}

	function cursorAt(agoMs: number, more: Partial<Cursor> = {}): Cursor {
		const fromMs = NOW_MS - agoMs;
		return { environmentId: ENVIRONMENT, fromMs, seen: {}, storedAtMs: NOW_MS - HOUR_MS, ...more };
	}

	it.each([-30 * DAY_MS, -DAY_MS, -HOUR_MS, 0, HOUR_MS, DAY_MS, 30 * DAY_MS])(
		"the first poll looks at its last 90 seconds, where n8n's clock is ahead by %i ms",
		async (offsetMs) => {
			const pingOne = pingOneWith(events(5 * MINUTE_MS, MINUTE_MS), { offsetMs });
			expect(await startCursor(pingOne, ENVIRONMENT)).toEqual({
				environmentId: ENVIRONMENT,
				fromMs: NOW_MS - 90_000,
				seen: { '1 minutes ago': NOW_MS - MINUTE_MS },
				checkedMs: NOW_MS,
				storedAtMs: NOW_MS + offsetMs,
			});
		},
	);

	it.each([-DAY_MS, -HOUR_MS, 0, HOUR_MS, DAY_MS])(
		"without it, a new event comes with the next poll, where n8n's clock is ahead by %i ms",
		async (offsetMs) => {
			const clocks = { offsetMs, dateOffsetMs: undefined };
			const cursor = await startCursor(pingOneWith([], clocks), ENVIRONMENT);
			expect(cursor).not.toHaveProperty('checkedMs');
			const { events: found, ...step } = await readNew(
				cursor,
				pingOneWith(events(0), clocks),
				LIMITS,
			);
			expect(idsOf(found)).toEqual(['0 minutes ago']);
			expect(step).toMatchObject({ isDone: true, gap: undefined });
			expect(step.cursor).not.toHaveProperty('checkedMs');
		},
	);

	it.each([
		['all were read a minute ago', { checkedMs: NOW_MS - MINUTE_MS }, undefined],
		['PingOne was not asked for 15 days', { checkedMs: NOW_MS - 15 * DAY_MS }, 15 * DAY_MS],
		['an earlier version stored the cursor', {}, 16 * DAY_MS],
		['the last check was at a time that is still to come', { checkedMs: NOW_MS + 1 }, 16 * DAY_MS],
	])('events older than 14 days may be missing, or not: %s', async (_when, more, gapMs) => {
		for (const offsetMs of [-30 * DAY_MS, -DAY_MS, 0, DAY_MS, 30 * DAY_MS]) {
			const pingOne = pingOneWith(events(13 * DAY_MS, 0), { offsetMs });
			const step = await readNew(cursorAt(16 * DAY_MS, more), pingOne, LIMITS);
			expect(idsOf(step.events)).toEqual([`${13 * 24 * 60} minutes ago`, '0 minutes ago']);
			const untilMs = NOW_MS - 14 * DAY_MS + HOUR_MS;
			expect(step.gap).toEqual(gapMs && { fromMs: NOW_MS - gapMs, untilMs, reason: 'retention' });
			expect(step.cursor.checkedMs).toBe(NOW_MS);
			expect((await readNew(step.cursor, pingOne, LIMITS)).gap).toBeUndefined();
		}
	});

	it('events that are missing are reported once, though the poll ends before all are read', async () => {
		const pingOne = pingOneWith(events(2, 1, 0).concat(events(13 * DAY_MS)), { pageMs: 1 });
		const first = await readNew(cursorAt(15 * DAY_MS), pingOne, {
			...LIMITS,
			maxMs: 1,
			maxPages: 1,
		});
		expect(first).toMatchObject({ isDone: false, gap: { reason: 'retention' } });
		expect(first.cursor.checkedMs).toBe(first.gap?.untilMs);
	});

	it.each([
		['since it was stored, nothing was put out', HOUR_MS, HOUR_MS, undefined],
		[
			'it was stored by a clock that was wrong',
			-DAY_MS,
			90_000,
			{ fromMs: NOW_MS - 14 * DAY_MS + HOUR_MS, untilMs: NOW_MS - 90_000, reason: 'clock' },
		],
		['it was stored long ago', 20 * DAY_MS, 14 * DAY_MS - HOUR_MS, undefined],
	])(
		'an earlier cursor beyond that time is put back: %s',
		async (_when, storedAgoMs, agoMs, gap) => {
			for (const offsetMs of [-DAY_MS, 0, 2 * DAY_MS]) {
				const cursor = cursorAt(-DAY_MS, { storedAtMs: NOW_MS - storedAgoMs });
				const pingOne = pingOneWith(events(agoMs, agoMs - 1), { offsetMs });
				const step = await readNew(cursor, pingOne, LIMITS);
				expect(idsOf(step.events)).toEqual([`${(agoMs - 1) / MINUTE_MS} minutes ago`]);
				expect(step.gap).toEqual(gap);
				expect(step.cursor.fromMs).toBeLessThanOrEqual(NOW_MS - 90_000);
				expect((await readNew(step.cursor, pingOne, LIMITS)).events).toEqual([]);
			}
		},
	);

	it('a cursor of this version is put back only if both clocks say that it is beyond', async () => {
		const cursor = cursorAt(-DAY_MS, { checkedMs: NOW_MS });
		const recorded = events(MINUTE_MS);
		expect(
			idsOf(
				(await readNew(cursor, pingOneWith(recorded, { offsetMs: 2 * DAY_MS }), LIMITS)).events,
			),
		).toEqual([]);
		expect(idsOf((await readNew(cursor, pingOneWith(recorded), LIMITS)).events)).toEqual([
			'1 minutes ago',
		]);
	});

	it('an event that is later than that time moves the cursor no further', async () => {
		const pingOne = pingOneWith(events(MINUTE_MS, -HOUR_MS));
		pingOne.entries[1].shownAtMs = NOW_MS;
		const { cursor } = await readNew(cursorAt(HOUR_MS), pingOne, LIMITS);
		expect(cursor.fromMs).toBe(NOW_MS - 90_000);
	});

	it.each([
		['Tue, 24 Nov 2026 08:00:00 GMT', Date.parse('2026-11-24T08:00:00Z')],
		...['2026-11-24T08:00:00Z', 'soon', '', 'Tue, 99 Foo 2026 99:99:99 GMT', 1, undefined].map(
			(date) => [date, undefined],
		),
	])('the header Date is read if it is one: %s', (date, ms) => {
		expect(serverTimeMs({ date })).toBe(ms);
		expect(serverTimeMs()).toBeUndefined();
	});
});

describe('a backlog', () => {
	/** Reads with a limit of one event a poll, so that there are many polls. */
	async function pollOnce(pingOne: FakePingOne, cursor?: Cursor) {
		const from = { environmentId: ENVIRONMENT, fromMs: BEGIN_MS - 1, seen: {}, storedAtMs: 0 };
		return await readNew(cursor ?? from, pingOne, { ...LIMITS, maxEvents: 1 });
	}

	it('is done with up to the last event that a poll has put out, which the next one does not read again', async () => {
		const recorded = Array.from({ length: 100 }, (_, index) => entry(String(index), index * 2_000));
		const pingOne = new FakePingOne(recorded);
		pingOne.timeMs = BEGIN_MS + HOUR_MS;
		const putOut: IDataObject[] = [];
		let polls = 0;
		for (let step; step === undefined || putOut.length < 50; polls++) {
			step = await pollOnce(pingOne, step?.cursor);
			putOut.push(...step.events);
			expect(step.isDone).toBe(false);
			expect(step.cursor.seen).toEqual({});
			expect(step.cursor.newestMs).toBe(recorded[99].ms);
		}
		expect(polls).toBeGreaterThan(3);
	});

	it('is read in longer pieces again where there is little in it', async () => {
		const dense = Array.from({ length: 20 }, (_, index) => entry(String(index), index * 100));
		const pingOne = new FakePingOne([...dense, entry('last', 10 * HOUR_MS)]);
		pingOne.timeMs = BEGIN_MS + 10 * HOUR_MS;
		let step = await pollOnce(pingOne);
		const putOut = [...step.events];
		while (!step.isDone && pingOne.requests < 1_000) {
			step = await pollOnce(pingOne, step.cursor);
			putOut.push(...step.events);
		}
		expect(putOut).toHaveLength(21);
		expect(pingOne.requests).toBeLessThan(100);
	});
});
