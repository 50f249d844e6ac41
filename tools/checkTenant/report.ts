/** The report: a table for the terminal, and a JSON file without secrets and personal data. */
import { writeFile } from 'node:fs/promises';
import Table from 'cli-table3';
import { PROBES } from './probes';
import type { Run } from './run';

export interface Result {
	verdict: 'confirmed' | 'differs' | 'not tried';
	/** PingOne's behavior. */
	observed?: string;
	/** The reason for not running the probe. */
	reason?: string;
}

/** Results by the ID of the probe. */
export type Results = Record<string, Result>;

const NOT_REACHED: Result = { verdict: 'not tried', reason: 'the check ended before' };

/** @throws if the file cannot be written. */
export async function writeReport(run: Run, results: Results): Promise<void> {
	const { settings, roles = 'unknown', permissions } = run;
	const rows = PROBES.map(({ id, asks, sends, expects, role, reliesOn }) => {
		return [id, { ...(results[id] ?? NOT_REACHED), asks, sends, expects, role, reliesOn }];
	});
	const report = { region: settings.region, roles, permissions, probes: Object.fromEntries(rows) };
	await writeFile(settings.outFile, `${JSON.stringify(report, null, '\t')}\n`);
}

/** Returns the table, the counts of the verdicts, and the files that rely on what differs. */
export function reportText({ settings, roles }: Run, results: Results): string {
	const all = PROBES.map((probe) => ({ ...probe, ...(results[probe.id] ?? NOT_REACHED) }));
	const head = ['Question', 'Expected', 'PingOne', 'Verdict'];
	const style = { head: [], border: [], compact: true };
	const table = new Table({ head, colWidths: [42, 30, 30, 11], wordWrap: true, style });
	for (const { asks, expects, observed, reason = '', verdict } of all) {
		table.push([asks, expects, observed ?? reason, verdict]);
	}
	const having = (expected: string) => all.filter(({ verdict }) => verdict === expected);
	const counts = ['confirmed', 'differs', 'not tried'].map((one) => `${having(one).length} ${one}`);
	const differences = having('differs').map(({ id, expects, observed, reliesOn }) => {
		return `${id}: expected ${expects}, but PingOne: ${observed}. ${reliesOn} relies on it.\n`;
	});
	return `
${table.toString()}
Roles of the worker application: ${roles?.join(', ') ?? 'could not be read'}
${counts.join(', ')}. The report is in ${settings.outFile}.
${differences.join('')}`;
}
