/** Measures how close the node comes to PingOne's rate limit. */
import type { RateLimit } from '../simulator/rateLimit';
import { ONLY_SENDS } from './instead';
import type { Bench, Job, Measured } from './run';
import { LATENCY_MS, median, percent, seconds, times, type Line, type Measure } from './section';

const RUNS = 3;
const HEAD = ['', 'time', 'times the limit', 'lost', 'refused'];

interface Target {
	times: number;
	refused: number;
}

/** A token bucket with a burst of one second. */
function bucket(perSecond: number): RateLimit {
	return { perSecond, burst: perSecond, retryAfterSeconds: 1 };
}

/** The least time in which anybody can send so many requests. */
function leastSeconds(requests: number, limit: RateLimit): number {
	if ('perSecond' in limit) return (requests - limit.burst) / limit.perSecond;
	return (Math.ceil(requests / limit.perWindow) - 1) * limit.windowSeconds;
}

function lineOf(name: string, runs: Measured[], job: Job, requestsEach = 1, target?: Target): Line {
	const least = leastSeconds(job.items * requestsEach, job.limit!);
	const time = median(runs.map((run) => run.seconds));
	const refused = median(runs.map((run) => run.refused / run.requests));
	const lost = Math.max(...runs.map((run) => job.items - run.done));
	return {
		cells: [name, seconds(time), (time / least).toFixed(2), `${lost}`, percent(refused)],
		...(target && {
			isMet: time / least <= target.times && refused < target.refused && lost === 0,
		}),
	};
}

async function measured(bench: Bench, name: string, job: Job, target: Target, requestsEach = 1) {
	const runs = await times(RUNS, async () => await bench.run(job));
	const shown = `${name} (target: ${target.times.toFixed(2)}, none, ${target.refused * 100} %)`;
	return lineOf(shown, runs, job, requestsEach, target);
}

export const atLimit =
	(perSecond: number, items: number): Measure =>
	async (bench) => {
		const limit = bucket(perSecond);
		const job: Job = { items, latencyMs: LATENCY_MS, limit };
		const instead = async (name: string, type: string) =>
			lineOf(name, [await bench.run({ ...job, type })], job);
		return {
			title: `${items} resets, where PingOne takes ${perSecond} a second: ${seconds(leastSeconds(items, limit))} at best`,
			head: HEAD,
			lines: [
				await measured(bench, 'PingOne Session', job, { times: 1.1, refused: 0.02 }),
				await instead('one after another', 'bench.oneAfterAnother'),
				await instead('everything at once', 'bench.everythingAtOnce'),
				await instead(`batches of ${perSecond}, one a second`, 'bench.batches'),
			],
		};
	};

/**
 * Each execution has a limiter of its own, as if it ran on a worker of its own. Short executions have
 * little time to find equal shares: their rows stand beside, without a target.
 */
export const shared: Measure = async (bench) => {
	const lines: Line[] = [];
	for (const executions of [2, 4, 8]) {
		const job: Job = { items: 4_000, executions, latencyMs: LATENCY_MS, limit: bucket(100) };
		const target = { times: 1.2, refused: executions === 8 ? 0.05 : 0.03 };
		lines.push(await measured(bench, `${executions} executions, 4000 resets`, job, target));
		const short = { ...job, items: 2_000 };
		lines.push(lineOf(`${executions} executions, 2000 resets`, [await bench.run(short)], short));
	}
	return {
		title: 'Resets by several executions at once, which share 100 a second',
		head: HEAD,
		lines,
	};
};

export const windows: Measure = async (bench) => {
	const lines: Line[] = [];
	for (const [perWindow, windowSeconds, items] of [
		[100, 1, 2_000],
		[35, 1, 700],
		[500, 10, 2_500],
	]) {
		const limit = { perWindow, windowSeconds };
		const job: Job = { items, latencyMs: LATENCY_MS, limit };
		const name = `${items} resets, ${perWindow} in ${windowSeconds} s`;
		lines.push(await measured(bench, name, job, { times: 1.35, refused: 0.05 }));
	}
	return { title: 'PingOne counts anew in each window of time', head: HEAD, lines };
};

/** Runs one operation for a number of users, each with a number of requests. */
const ofUsers =
	(node: string, name: string, operation: Job['operation'], requestsEach: number): Measure =>
	async (bench) => {
		const items = 1_000;
		const job: Job = { operation, items, latencyMs: LATENCY_MS, limit: bucket(100) };
		const run = await bench.run(job);
		const target = { times: 1.1, refused: 0.02 };
		return {
			title: `${name}, ${items} users with ${requestsEach} requests each, where PingOne takes 100 a second`,
			head: HEAD,
			lines: [lineOf(`${node} (target: 1.10, none, 2 %)`, [run], job, requestsEach, target)],
		};
	};

/** Each user is found, their sessions listed, the one they have reset, and listed again. */
export const users = ofUsers('PingOne Session', 'Reset All for User', 'resetAll', 4);

/** The same after each user is found and disabled. */
export const disabledUsers = ofUsers('PingOne User', 'Disable with End Sessions', 'disable', 5);

/** Alternates the variants, so that all run under the same load. */
export const withoutLimit: Measure = async (bench) => {
	const run = async (items: number, type?: string) =>
		(await bench.run({ type, items, latencyMs: LATENCY_MS })).seconds;
	const all = await times(RUNS, async () => ({
		sends: await run(2_000, ONLY_SENDS),
		alone: await run(2_000, 'bench.helperAlone'),
		ours: await run(2_000),
		ten: await run(10),
		hundred: await run(100),
	}));
	const time = (name: keyof (typeof all)[0]) => median(all.map((row) => row[name]));
	const line = (name: string, value: number, most?: number): Line => ({
		cells: [name, seconds(value), (value / time('sends')).toFixed(2)],
		...(most !== undefined && { isMet: value <= most }),
	});
	return {
		title: `Resets without a limit, the median of ${RUNS}`,
		head: ['', 'time', 'times a node that only sends'],
		lines: [
			line('PingOne Session, 2000 (target: 1.30)', time('ours'), time('sends') * 1.3),
			line('a node that only sends, 2000, 100 in flight', time('sends')),
			line('the same, without asking n8n for a parameter', time('alone')),
			{ ...line('PingOne Session, 100 (target: 0.55 s)', time('hundred'), 0.55) },
			{ ...line('PingOne Session, 10 (target: 0.17 s)', time('ten'), 0.17) },
		],
	};
};
