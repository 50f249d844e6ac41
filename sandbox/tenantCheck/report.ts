/** What the check has found out: a table for whoever ran it, and a file that can be shared. */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import Table from 'cli-table3';
import { version } from '../../package.json';
import { FACT_KEYS, FORMAT, type FactKey } from './tenantFacts';
import { UsageError } from '../usageError';
import type { Check } from './check';
import { evidenceIn, whyNoEvidence } from './evidence';
import { assumedOf, FACTS, verdictOf, type Verdict } from './facts';

interface Line {
	key: FactKey;
	observed?: string;
	verdict?: Verdict;
	/** Why it was not settled. */
	reason?: string;
}

const NOT_REACHED = 'the check ended before';

export function linesOf({ facts, reasons }: Check): Line[] {
	const evidence = evidenceIn(facts);
	return FACT_KEYS.map((key) => {
		const observed = evidence[key];
		if (observed !== undefined)
			return { key, observed, verdict: verdictOf(key, observed, evidence) };
		return { key, reason: whyNoEvidence(key, facts) ?? reasons[key] ?? NOT_REACHED };
	});
}

export function tableOf(lines: Line[]): string {
	const table = new Table({
		head: ['', 'observed', 'assumed', 'result'],
		style: { head: [], border: [] },
		wordWrap: true,
		colWidths: [40, 30, 30, 18],
	});
	for (const { key, observed, verdict, reason } of lines) {
		const seen = observed ?? `not settled: ${reason}`;
		table.push([FACTS[key].subject, seen, assumedOf(key, observed), verdict ?? '']);
	}
	return table.toString();
}

/** What differs from what the code assumes, each with the place in the code; empty if nothing does. */
export function differencesIn(lines: Line[]): string[] {
	return lines
		.filter(({ verdict }) => verdict !== undefined && verdict !== 'as assumed')
		.map(({ key, observed, verdict }) => {
			const { subject, place } = FACTS[key];
			const assumed = assumedOf(key, observed);
			return `${subject}: observed "${observed}", assumed "${assumed}" in ${place} (${verdict})`;
		});
}

/** How many lines came out in which way, as a sentence. */
export function summaryOf(lines: Line[]): string {
	const count = (sought?: Verdict) => lines.filter(({ verdict }) => verdict === sought).length;
	return [
		`${count('as assumed')} of ${lines.length} as assumed`,
		`${count('differs')} differ`,
		`${count('different, but the nodes handle it')} are different, but the nodes handle it`,
		`${count()} not settled`,
	].join(', ');
}

/** Writes the file, in the place of one of an earlier run. @throws {UsageError} where it cannot be written. */
export async function writeReport(check: Check, lines: Line[]): Promise<void> {
	const { outFile } = check.settings;
	const report = JSON.stringify(reportOf(check, lines), undefined, 2);
	await writeFile(outFile, `${report}\n`).catch(() => {
		throw new UsageError(
			`The report cannot be written to ${outFile}: choose another file with --out.`,
		);
	});
}

/**
 * The file: no secret, and nothing about a person. IDs are hashed, so that two reports of one tenant
 * can be recognized as such.
 */
export function reportOf(
	{ settings, roles = [] }: Pick<Check, 'settings' | 'roles'>,
	lines: Line[],
): object {
	const { region, environmentId, worker } = settings;
	return {
		format: FORMAT,
		package: `n8n-nodes-pingone ${version}`,
		checkedOn: new Date().toISOString().slice(0, 10),
		region,
		environment: hashed(environmentId),
		worker: hashed(worker.clientId),
		roles,
		facts: Object.fromEntries(
			lines.map(({ key, observed, verdict, reason }) => [
				key,
				observed === undefined ? { notSettled: reason } : { observed, verdict },
			]),
		),
	};
}

function hashed(id: string): string {
	return createHash('sha256').update(id.toLowerCase()).digest('hex').slice(0, 16);
}
