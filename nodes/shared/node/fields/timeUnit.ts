/** Minutes, hours and days, as people say how long something is. */
import type { INodePropertyOptions } from 'n8n-workflow';

const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

const UNITS_MS = new Map<unknown, number>([
	['minutes', MINUTE_MS],
	['hours', 60 * MINUTE_MS],
	['days', DAY_MS],
]);

/** The units, for a field of type `options`. */
export const timeUnits: INodePropertyOptions[] = [
	{ name: 'Days', value: 'days' },
	{ name: 'Hours', value: 'hours' },
	{ name: 'Minutes', value: 'minutes' },
];

/** How long a unit is, in milliseconds; undefined if it is none. */
export function timeUnitMs(unit: unknown): number | undefined {
	return UNITS_MS.get(unit);
}
