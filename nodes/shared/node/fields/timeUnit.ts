/** Time units for durations. */
import type { INodePropertyOptions } from 'n8n-workflow';

const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

const UNITS_MS = new Map<unknown, number>([
	['minutes', MINUTE_MS],
	['hours', 60 * MINUTE_MS],
	['days', DAY_MS],
]);

/** Options of a field for the time unit. */
export const timeUnits: INodePropertyOptions[] = [
	{ name: 'Days', value: 'days' },
	{ name: 'Hours', value: 'hours' },
	{ name: 'Minutes', value: 'minutes' },
];

/** Returns a unit in milliseconds; undefined if it is not a unit. */
export function timeUnitMs(unit: unknown): number | undefined {
	return UNITS_MS.get(unit);
}
