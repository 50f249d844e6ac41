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

/** The results before the first probe. */
export function nothingTried(): Results {
	const result: Result = { verdict: 'not tried', reason: 'the check ended before' };
	return Object.fromEntries(PROBES.map(({ id }) => [id, result]));
}

/** @throws if the file cannot be written. */
export async function writeReport(run: Run, results: Results): Promise<void> {
	const { settings, roles = 'unknown', permissions } = run;
	const probes = PROBES.map(({ id, asks, sends, expects, role, reliesOn }) => {
		return [id, { ...results[id], asks, sends, expects, role, reliesOn }];
	});
	const report = {
		region: settings.region,
		roles,
		permissions,
		probes: Object.fromEntries(probes),
	};
	await writeFile(settings.outFile, `${JSON.stringify(report, null, '\t')}\n`);
}

export function tableOf(results: Results): string {
	const head = ['Question', 'Expected', 'PingOne', 'Verdict'];
	const style = { head: [], border: [], compact: true };
	const table = new Table({ head, colWidths: [42, 30, 30, 11], wordWrap: true, style });
	for (const { id, asks, expects } of PROBES) {
		const { verdict, observed, reason = '' } = results[id];
		table.push([asks, expects, observed ?? reason, verdict]);
	}
	return table.toString();
}

/** Counts the verdicts, and names the files that rely on what differs. */
export function summaryOf({ settings, roles }: Run, results: Results): string {
	const all = PROBES.map((probe) => ({ ...probe, ...results[probe.id] }));
	const having = (expected: string) => all.filter(({ verdict }) => verdict === expected);
	const counts = ['confirmed', 'differs', 'not tried'].map((one) => `${having(one).length} ${one}`);
	return [
		`Roles of the worker application: ${roles?.join(', ') ?? 'could not be read'}`,
		`${counts.join(', ')}. The report is in ${settings.outFile}.`,
		...having('differs').map(({ id, expects, observed, reliesOn }) => {
			return `${id}: expected ${expects}, but PingOne: ${observed}. ${reliesOn} relies on it.`;
		}),
	].join('\n');
}
