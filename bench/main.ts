/**
 * `npm run bench`: how near the node is to what PingOne allows, and to what n8n can do at all. Each
 * number is a ratio to something that was measured, or is known, in the same run.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
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

/** The two take turns, so that both meet the same machine. */
async function withoutLimit(bench: Bench): Promise<Section> {
	const job = { items: 2000, latencyMs: LATENCY_MS };
	const ours: number[] = [];
	const helper: number[] = [];
	for (let turn = 0; turn < 3; turn++) {
		helper.push((await bench.run({ ...job, type: 'bench.hundredInFlight' })).seconds);
		ours.push((await bench.run(job)).seconds);
	}
	const best = Math.min(...helper);
	const times = Math.min(...ours) / best;
	return {
		title: '2000 resets without a limit, the best of three',
		head: ['', 'time', "times n8n's best"],
		lines: [
			{
				cells: ['PingOne Session (target: 1.50)', seconds(Math.min(...ours)), times.toFixed(2)],
				isMet: times <= 1.5,
			},
			{ cells: ['a node that only sends, 100 in flight', seconds(best), '1.00'] },
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

/** What an item costs in memory and in time of the processor, where there is no latency to wait for. */
async function perItem(bench: Bench): Promise<Section> {
	const job = { latencyMs: 0 };
	await bench.run({ ...job, items: 1000 });
	const costs = new Map<number, number>();
	for (const items of [1_000, 10_000, 100_000]) {
		const { cpuSeconds } = await bench.run({ ...job, items });
		costs.set(items, (cpuSeconds / items) * 1e6);
	}
	const [few = 0, , many = 0] = costs.values();
	const heldKib = await heldPerItem(bench, 20_000);
	return {
		title: 'What an item costs',
		head: ['', 'measured', 'target'],
		lines: [
			...[...costs].map(([items, cost]) => ({
				cells: [`processor time each, of ${items} items`, `${cost.toFixed(0)} µs`, ''],
			})),
			{
				cells: ['of 100000 items, times that of 1000', (many / few).toFixed(2), '1.50'],
				isMet: many / few <= 1.5,
			},
			{
				cells: [
					'memory held each, at the most, of 20000 items',
					`${heldKib.toFixed(1)} KiB`,
					'3 KiB',
				],
				isMet: heldKib < 3,
			},
		],
	};
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
	await writeFile(REPORT, text.replace(TABLES, measured));
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
