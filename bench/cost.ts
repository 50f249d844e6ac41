/** Measures what an item costs n8n's process. */
import { ONLY_SENDS } from './instead';
import type { Bench, Job, Measured } from './run';
import { median, times, type Section } from './section';

const KIB = 1024;
const RUNS = 3;

/**
 * Measures the memory and processor time of an item when there is no latency.
 * A short run says little by itself: the median of many counts, half of them before the long one.
 */
export async function perItem(bench: Bench): Promise<Section> {
	const short = [1_000, 1_000, 1_000, 1_000, 1_000, 10_000, 10_000];
	const ours = new Map<number, number[]>();
	const helper = new Map<number, number[]>();
	for (const items of [...short, 100_000, ...short]) {
		for (const [costs, type] of [[ours], [helper, ONLY_SENDS]] as const) {
			const { cpuSeconds } = await bench.run({ type, items, latencyMs: 0 });
			costs.set(items, [...(costs.get(items) ?? []), (cpuSeconds / items) * 1e6]);
		}
	}
	const growth = medianOf(ours, 100_000) / medianOf(ours, 1_000);
	const heldKib = await heldPerItem(bench, 20_000);
	return {
		title: 'What an item costs',
		head: ['', 'PingOne Session', 'target', 'a node that only sends'],
		lines: [
			...[...ours.keys()].map((items) => ({
				cells: [
					`processor time each, of ${items} items`,
					microseconds(medianOf(ours, items)),
					'',
					microseconds(medianOf(helper, items)),
				],
			})),
			{
				cells: [
					'of 100000 items, times that of 1000',
					growth.toFixed(2),
					'1.50',
					(medianOf(helper, 100_000) / medianOf(helper, 1_000)).toFixed(2),
				],
				isMet: growth <= 1.5,
			},
			{
				cells: [
					'memory held each, at the most, of 20000 items',
					`${heldKib.toFixed(1)} KiB`,
					'3 KiB',
					'',
				],
				isMet: heldKib < 3,
			},
		],
	};
}

/** Measures the memory that listing all users of a large environment takes. */
export async function getMany(bench: Bench): Promise<Section> {
	const users = 100_000;
	const held = { operation: 'getAll', items: 1, users, latencyMs: 0 } as const;
	const heldKib = (await heldWhile(bench, held)) / users / KIB;
	return {
		title: `Get Many of ${users} users, 200 a page`,
		head: ['', 'PingOne User', 'target'],
		lines: [
			{
				cells: [
					"memory held for each user, at the most, n8n's own items included",
					`${heldKib.toFixed(1)} KiB`,
					'3 KiB',
				],
				isMet: heldKib < 3,
			},
		],
	};
}

/** Measures how long the event loop is blocked (Stop, webhooks, health checks) while the node runs. */
export async function standstill(bench: Bench): Promise<Section> {
	const job = { items: 30_000, latencyMs: 0 };
	const own = await times(RUNS, async () => await bench.run(job));
	const sending = await times(RUNS, async () => await bench.run({ ...job, type: ONLY_SENDS }));
	const readingMs = median(own.map(({ readingStandstillMs }) => readingStandstillMs));
	const longest = (runs: Measured[]) => median(runs.map(({ standstillMs }) => standstillMs));
	return {
		title: `The longest time that n8n's event loop stands still for ${job.items} items, the median of ${RUNS}`,
		head: ['', 'PingOne Session', 'a node that only sends', 'target'],
		lines: [
			{
				cells: ['while parameters are read', milliseconds(readingMs), '', '50 ms'],
				isMet: readingMs <= 50,
			},
			{
				cells: ['in the whole run', milliseconds(longest(own)), milliseconds(longest(sending)), ''],
			},
		],
	};
}

function milliseconds(value: number): string {
	return `${value.toFixed(0)} ms`;
}

function medianOf(costs: Map<number, number[]>, items: number): number {
	return median(costs.get(items) ?? []);
}

/** The most that is still held for each item. */
async function heldPerItem(bench: Bench, items: number): Promise<number> {
	return (await heldWhile(bench, { items, latencyMs: 0 })) / items / KIB;
}

/** The most bytes that are still held after a garbage collection while the node runs, input items aside. */
async function heldWhile(bench: Bench, job: Job): Promise<number> {
	let before = 0;
	let most = 0;
	const look = () => {
		global.gc?.();
		most = Math.max(most, process.memoryUsage().heapUsed);
	};
	const watch = setInterval(look, 1_000);
	await bench.run({
		...job,
		before: () => {
			global.gc?.();
			before = process.memoryUsage().heapUsed;
			most = before;
		},
	});
	clearInterval(watch);
	return most - before;
}

function microseconds(value: number): string {
	return `${value.toFixed(0)} µs`;
}
