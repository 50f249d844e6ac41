import Table from 'cli-table3';
import type { Bench } from './run';

/** One line of a table: label, measured value, and true if it meets the target. */
export interface Line {
	cells: string[];
	isMet?: boolean;
}

export interface Section {
	title: string;
	head: string[];
	lines: Line[];
}

export type Measure = (bench: Bench) => Promise<Section>;

export const LATENCY_MS = 50;

export function tableOf({ head, lines }: Section): string {
	const table = new Table({ head: [...head, ''], style: { head: [], border: [] } });
	for (const { cells, isMet } of lines) table.push([...cells, verdict(isMet)]);
	return table.toString();
}

export function markdownOf({ head, lines }: Section): string {
	const rows = [head, head.map(() => '---'), ...lines.map(({ cells }) => cells)];
	return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function verdict(isMet?: boolean): string {
	if (isMet === undefined) return '';
	return isMet ? 'met' : 'MISSED';
}

/** The one in the middle; the upper of two. */
export function median(values: number[]): number {
	return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

export async function times<Value>(count: number, work: () => Promise<Value>): Promise<Value[]> {
	const values: Value[] = [];
	while (values.length < count) values.push(await work());
	return values;
}

export function seconds(value: number): string {
	return `${value.toFixed(value < 1 ? 2 : 1)} s`;
}

export function percent(share: number): string {
	return `${(share * 100).toFixed(1)} %`;
}
