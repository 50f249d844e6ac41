/**
 * `npm run bench`: how near the node is to what PingOne allows, and to what n8n can do at all. Each
 * number is a ratio to something that was measured, or is known, in the same run.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { getMany, perItem, standstill } from './cost';
import { deliveries } from './deliveries';
import { isolation } from './isolation';
import { atLimit, disabledUsers, shared, users, windows, withoutLimit } from './rate';
import { Bench } from './run';
import { markdownOf, tableOf, type Measure, type Section } from './section';

const REPORT = join(__dirname, '..', 'docs', 'performance.md');
const TABLES = /(<!-- measured -->\n).*(<!-- end -->)/s;

const SECTIONS: Record<string, Measure> = {
	isolation,
	limit100: atLimit(100, 2_000),
	limit35: atLimit(35, 700),
	shared,
	windows,
	withoutLimit,
	users,
	disabledUsers,
	perItem,
	getMany,
	standstill,
	deliveries,
};

/** All sections, or those that are named on the command line. */
function chosen(): Measure[] {
	const names = process.argv.slice(2).filter((argument) => argument in SECTIONS);
	return (names.length > 0 ? names : Object.keys(SECTIONS)).map((name) => SECTIONS[name]);
}

async function main(): Promise<void> {
	const bench = await Bench.start();
	const sections: Section[] = [];
	for (const measure of chosen()) {
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

function print(text: string): void {
	process.stdout.write(text);
}

main().catch((error: unknown) => {
	process.stderr.write(`${String(error)}\n`);
	process.exit(1);
});
