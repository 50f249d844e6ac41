/**
 * `npm run bench`: how near the node is to what PingOne allows, and to what n8n can do at all. Each
 * number is a ratio to something that was measured, or is known, in the same run.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { format, resolveConfig } from 'prettier';
import type { RateLimit } from '../sandbox/behaviour';
import { Bench, type Measured } from './run';

const REPORT = join(__dirname, '..', 'docs', 'performance.md');
const TABLES = /(<!-- measured -->\n).*(<!-- end -->)/s;
const LATENCY_MS = 50;
const KIB = 1024;

/** One line of a table: what it is, what was measured, and whether that is within its target. */
interface Line {
	cells: string[];
	isMet?: boolean;
}

interface Section {
	title: string;
	head: string[];
	lines: Line[];
}

async function main(): Promise<void> {
	const bench = await Bench.start();
	const sections: Section[] = [];
	for (const measure of [atLimit(100, 2000), atLimit(35, 700), withoutLimit, people, perItem]) {
		const section = await measure(bench);
		print(`\n${section.title}\n${tableOf(section)}\n`);
		sections.push(section);
	}
	bench.stop();
	if (process.argv.includes('--write')) await report(sections);
	const missed = sections.flatMap(({ lines }) => lines).filter(({ isMet }) => isMet === false);
	print(
		missed.length === 0 ? '\nEvery target is met.\n' : `\n${missed.length} targets are missed.\n`,
	);
	process.exitCode = missed.length === 0 ? 0 : 1;
}

/** A token bucket with a burst of one second. */
function limited(perSecond: number): RateLimit {
	return { perSecond, burst: perSecond, retryAfterSeconds: 1 };
}

const atLimit =
	(perSecond: number, items: number) =>
	async (bench: Bench): Promise<Section> => {
		const limit = limited(perSecond);
		const limitSeconds = (items - limit.burst) / perSecond;
		const job = { items, latencyMs: LATENCY_MS, limit };
		const line = (name: string, run: Measured, most?: number): Line => {
			const times = run.seconds / limitSeconds;
			const lost = items - run.done;
			const refused = run.refused / items;
			return {
				cells: [name, seconds(run.seconds), times.toFixed(2), `${lost}`, percent(refused)],
				...(most && { isMet: times <= most && lost === 0 && refused < 0.02 }),
			};
		};
		return {
			title: `${items} resets, where PingOne takes ${perSecond} a second: ${limitSeconds.toFixed(1)} s at best`,
			head: ['', 'time', 'times the limit', 'lost', 'refused'],
			lines: [
				line('PingOne Session (target: 1.10, none, 2 %)', await bench.run(job), 1.1),
				line('one after another', await bench.run({ ...job, type: 'bench.oneAfterAnother' })),
				line('everything at once', await bench.run({ ...job, type: 'bench.everythingAtOnce' })),
				line(
					`batches of ${perSecond}, one a second`,
					await bench.run({ ...job, type: 'bench.batches' }),
				),
			],
		};
	};

/** They take turns, so that all meet the same machine. */
async function withoutLimit(bench: Bench): Promise<Section> {
	const best = { ours: Infinity, sends: Infinity, alone: Infinity };
	const run = async (type?: string) =>
		(await bench.run({ type, items: 2000, latencyMs: LATENCY_MS })).seconds;
	for (let turn = 0; turn < 3; turn++) {
		best.sends = Math.min(best.sends, await run('bench.hundredInFlight'));
		best.alone = Math.min(best.alone, await run('bench.helperAlone'));
		best.ours = Math.min(best.ours, await run());
	}
	const cells = (name: string, time: number) => [
		name,
		seconds(time),
		(time / best.sends).toFixed(2),
	];
	return {
		title: '2000 resets without a limit, the best of three',
		head: ['', 'time', "times n8n's best"],
		lines: [
			{
				cells: cells('PingOne Session (target: 1.50)', best.ours),
				isMet: best.ours / best.sends <= 1.5,
			},
			{ cells: cells('a node that only sends, 100 in flight', best.sends) },
			{ cells: cells('the same, without asking n8n for a parameter', best.alone) },
		],
	};
}

/** Each person is found, their sessions listed, the one they have reset, and listed again. */
async function people(bench: Bench): Promise<Section> {
	const [count, perSecond, requestsEach] = [1000, 100, 4];
	const limit = limited(perSecond);
	const run = await bench.run({
		operation: 'resetAll',
		items: count,
		latencyMs: LATENCY_MS,
		limit,
	});
	const limitSeconds = (count * requestsEach - limit.burst) / perSecond;
	const times = run.seconds / limitSeconds;
	const refused = run.refused / run.requests;
	const lost = count - run.done;
	return {
		title: `Reset All for User, ${count} people with ${requestsEach} requests each, where PingOne takes ${perSecond} a second`,
		head: ['', 'time', 'times the limit', 'lost', 'refused'],
		lines: [
			{
				cells: [
					'PingOne Session (target: 1.10, none, 2 %)',
					seconds(run.seconds),
					times.toFixed(2),
					`${lost}`,
					percent(refused),
				],
				isMet: times <= 1.1 && lost === 0 && refused < 0.02,
			},
		],
	};
}

/**
 * What an item costs in memory and in time of the processor, where there is no latency to wait for.
 * A short run says little by itself: the median of many counts, half of them before the long one.
 */
async function perItem(bench: Bench): Promise<Section> {
	const short = [1_000, 1_000, 1_000, 1_000, 1_000, 10_000, 10_000];
	const ours = new Map<number, number[]>();
	const helper = new Map<number, number[]>();
	for (const items of [...short, 100_000, ...short]) {
		for (const [costs, type] of [[ours], [helper, 'bench.hundredInFlight']] as const) {
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

function medianOf(costs: Map<number, number[]>, items: number): number {
	const sorted = [...(costs.get(items) ?? [])].sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)];
}

/** The most that is still held after a garbage collection while the node runs, input items aside. */
async function heldPerItem(bench: Bench, items: number): Promise<number> {
	let before = 0;
	let most = 0;
	const look = () => {
		global.gc?.();
		most = Math.max(most, process.memoryUsage().heapUsed);
	};
	const watch = setInterval(look, 1_000);
	await bench.run({
		items,
		latencyMs: 0,
		before: () => {
			global.gc?.();
			before = process.memoryUsage().heapUsed;
			most = before;
		},
	});
	clearInterval(watch);
	return (most - before) / items / KIB;
}

async function report(sections: Section[]): Promise<void> {
	const [{ model }] = cpus();
	const machine = `Measured with Node.js ${process.version} on ${availableParallelism()} cores (${model.trim()}).`;
	const tables = sections.map((section) => `### ${section.title}\n\n${markdownOf(section)}\n`);
	const text = await readFile(REPORT, 'utf8');
	const measured = `$1\n${machine}\n\n${tables.join('\n')}\n$2`;
	const config = await resolveConfig(REPORT);
	const written = await format(text.replace(TABLES, measured), { ...config, filepath: REPORT });
	await writeFile(REPORT, written);
}

function tableOf({ head, lines }: Section): string {
	const table = new Table({ head: [...head, ''], style: { head: [], border: [] } });
	for (const { cells, isMet } of lines) table.push([...cells, verdict(isMet)]);
	return table.toString();
}

function markdownOf({ head, lines }: Section): string {
	const rows = [head, head.map(() => '---'), ...lines.map(({ cells }) => cells)];
	return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function verdict(isMet?: boolean): string {
	if (isMet === undefined) return '';
	return isMet ? 'met' : 'MISSED';
}

function seconds(value: number): string {
	return `${value.toFixed(1)} s`;
}

function microseconds(value: number): string {
	return `${value.toFixed(0)} µs`;
}

function percent(share: number): string {
	return `${(share * 100).toFixed(1)} %`;
}

function print(text: string): void {
	process.stdout.write(text);
}

main().catch((error: unknown) => {
	process.stderr.write(`${String(error)}\n`);
	process.exit(1);
});
