import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { positionAt, storedCursor, type Cursor } from '../../nodes/PingOneActivityTrigger/cursor';
import { readNew, startCursor, type Limits } from '../../nodes/PingOneActivityTrigger/readNew';
import type { Source } from '../../nodes/PingOneActivityTrigger/readPiece';
import { budgetMs } from '../../nodes/PingOneActivityTrigger/poll';
import { oldestFirst, recordedAtMs } from '../../nodes/shared/pingone/auditActivities';

const ENVIRONMENT = 'e';
const MINUTE_MS = 60_000;
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
	offsetMs = 0;
	pageMs = 0;
	requests = 0;
	/** The most pages that were requested in one poll. */
	mostPages = 0;
	/** The number of the request that fails. */
	failsAt?: number;

	constructor(readonly entries: Entry[]) {}

	now = () => this.timeMs + this.offsetMs;
	isWanted = ({ isWanted }: IDataObject) => isWanted === true;

	async *pages({ afterMs, untilMs }: { afterMs: number; untilMs: number }) {
		let cursor: Entry | undefined;
		for (let pages = 1; ; pages++) {
			this.mostPages = Math.max(this.mostPages, pages);
			if (++this.requests === this.failsAt) throw new Error('PingOne cannot be reached');
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

/** The events of a poll: n8n may be killed before or after it stores the cursor, or a request may fail. */
const polls = fc.array(
	fc.record({
		waitMs: fc.oneof(fc.constant(MINUTE_MS), fc.integer({ min: 0, max: 15 * MINUTE_MS })),
		end: fc.constantFrom('stored', 'stored', 'stored', 'killed before', 'restarted'),
		failsAt: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
	}),
	{ minLength: 1, maxLength: 15 },
);

const settings = fc.record({
	pageSize: fc.integer({ min: 1, max: 5 }),
	maxPages: fc.integer({ min: 1, max: 4 }),
	maxEvents: fc.constantFrom(1, 10, 1_000),
	offsetMs: fc.integer({ min: -10 * MINUTE_MS, max: 10 * MINUTE_MS }),
	pageMs: fc.constantFrom(0, 500, 5_000),
});

it('each event is put out exactly once, in order within a poll, whatever happens', async () => {
	await fc.assert(
		fc.asyncProperty(entries, polls, settings, async (recorded, schedule, set) => {
			const pingOne = new FakePingOne(
				recorded.map(({ id, afterMs, lateMs, isWanted }) =>
					entry(id, afterMs, { shownAtMs: BEGIN_MS + afterMs + lateMs, isWanted }),
				),
			);
			const limits = { ...LIMITS, maxPages: set.maxPages, maxEvents: set.maxEvents };
			Object.assign(pingOne, { offsetMs: set.offsetMs, pageSize: set.pageSize });
			let memory = await startCursor(pingOne, ENVIRONMENT);
			let stored = memory;
			pingOne.pageMs = set.pageMs;
			const putOut: IDataObject[] = [];

			const poll = async (failsAt?: number) => {
				Object.assign(pingOne, { requests: 0, failsAt });
				return await readNew(memory, pingOne, limits).catch(() => undefined);
			};
			for (const { waitMs, end, failsAt } of schedule) {
				pingOne.timeMs += waitMs;
				const step = await poll(failsAt);
				if (end === 'killed before') memory = stored;
				else if (step !== undefined) {
					const times = step.events.map(recordedAtMs);
					expect(times).toEqual([...times].sort((a, b) => a - b));
					putOut.push(...step.events);
					memory = step.cursor;
					// n8n stores the cursor with an execution, and at no other time.
					if (step.events.length > 0) stored = memory;
					if (end === 'restarted') memory = storedAgain(stored);
				}
			}
			// At the end, all is quiet.
			pingOne.timeMs = Math.max(pingOne.timeMs, BEGIN_MS + 50 * MINUTE_MS);
			Object.assign(pingOne, { pageMs: 0, failsAt: undefined });
			for (let step; step?.isDone !== true; memory = step.cursor) {
				step = await readNew(memory, pingOne, limits);
				putOut.push(...step.events);
			}
			const expected = pingOne.entries.filter(({ isWanted }) => isWanted).map(({ id }) => id);
			expect(idsOf(putOut).sort()).toEqual(expected.sort());
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
