/** Measures how much failing items delay the others. Each run is stopped once all others are done. */
import type { Fault } from '../simulator/faults';
import type { Bench, Job } from './run';
import { LATENCY_MS, median, seconds, times, type Line, type Measure } from './section';

const RUNS = 3;

interface Situation {
	name: string;
	items: number;
	isBroken: (number: number) => boolean;
	fault: Fault;
	options?: Job['options'];
	/** The most that the healthy ones may take: in seconds, or times as many healthy items. */
	most: { seconds: number } | { times: number };
	job?: Partial<Job>;
}

const response = (status: number, retryAfter?: number): Fault => ({
	response: {
		status,
		body: '',
		headers: retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) },
	},
});

const first = (number: number) => number === 1;

const SITUATIONS: Situation[] = [
	{
		name: 'the first of 200 gets no response, Timeout 90 s',
		items: 200,
		isBroken: first,
		fault: { silent: true },
		options: { timeout: 90_000 },
		most: { seconds: 8 },
	},
	...[1, 2, 3, 5].map((maxConcurrency) => ({
		name: `the first ${maxConcurrency} of ${60 + maxConcurrency} get 500, Max Concurrency ${maxConcurrency}`,
		items: 60 + maxConcurrency,
		isBroken: (number: number) => number <= maxConcurrency,
		fault: response(500),
		options: { maxConcurrency },
		most: { times: 1.1 },
	})),
	{
		name: '100 items name one session that gets 500, then 100 healthy ones',
		items: 200,
		isBroken: (number) => number <= 100,
		fault: response(500),
		most: { seconds: 2 },
		job: { sessionOf: (number) => (number <= 100 ? 1 : number) },
	},
	{
		name: 'one of 1000 gets 429 with Retry-After: 3600',
		items: 1_000,
		isBroken: (number) => number === 500,
		fault: response(429, 3_600),
		most: { seconds: 15 },
	},
	{
		name: 'one of 1000 always gets 429 without Retry-After',
		items: 1_000,
		isBroken: (number) => number === 500,
		fault: response(429),
		most: { seconds: 15 },
	},
	{
		name: 'one of 2000 always gets 503 with Retry-After: 30',
		items: 2_000,
		isBroken: (number) => number === 500,
		fault: response(503, 30),
		most: { times: 1.1 },
	},
	{
		name: 'every fifth of 2000 always gets 503',
		items: 2_000,
		isBroken: (number) => number % 5 === 0,
		fault: response(503),
		most: { times: 1.1 },
	},
	{
		name: 'the first 1000 of 2000 always get 503',
		items: 2_000,
		isBroken: (number) => number <= 1_000,
		fault: response(503),
		most: { seconds: 10 },
	},
];

export const isolation: Measure = async (bench) => ({
	title: `What items that fail cost the healthy ones, the median of ${RUNS}`,
	head: ['', 'healthy ones reset', 'after', 'all healthy', 'target'],
	lines: await oneAfterAnother(SITUATIONS, async (situation) => await lineOf(bench, situation)),
});

async function lineOf(bench: Bench, { name, most, ...situation }: Situation): Promise<Line> {
	const { items, isBroken, fault, options, job } = situation;
	const numbers = Array.from({ length: items }, (_, index) => index + 1).filter(isBroken);
	const base: Job = { items, options, latencyMs: LATENCY_MS, ...job };
	const broken = { ...base, broken: { numbers, fault }, untilLeft: numbers.length };
	const runs = await times(RUNS, async () => ({
		broken: await bench.run(broken),
		healthy: await bench.run({ ...base, untilLeft: items - healthyOf(base) }),
	}));
	const time = median(runs.map((run) => run.broken.seconds));
	const healthy = median(runs.map((run) => run.healthy.seconds));
	const done = Math.min(...runs.map((run) => run.broken.done));
	const isDone = done === items - numbers.length;
	const [target, isFast] =
		'seconds' in most
			? [seconds(most.seconds), time <= most.seconds]
			: [`${most.times} times`, time <= healthy * most.times];
	return {
		cells: [name, `${done} of ${items - numbers.length}`, seconds(time), seconds(healthy), target],
		isMet: isDone && isFast,
	};
}

/** The number of different sessions that the items name. */
function healthyOf({ items, sessionOf = (number) => number }: Job): number {
	return new Set(Array.from({ length: items }, (_, index) => sessionOf(index + 1))).size;
}

async function oneAfterAnother<From, To>(
	values: From[],
	work: (value: From) => Promise<To>,
): Promise<To[]> {
	const done: To[] = [];
	for (const value of values) done.push(await work(value));
	return done;
}
