/** The time range fields of Get Many. PingOne requires a start and an end. */
import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { dateTimeIn } from '../shared/node/fields/dateTime';
import { numberIn } from '../shared/node/fields/number';
import { DAY_MS, timeUnitMs, timeUnits } from '../shared/node/fields/timeUnit';
import { RETENTION_MS, type TimeRange } from '../shared/pingone/events/auditLog';
import { PingOneError } from '../shared/pingone/errors/pingOneError';
import { quote } from '../shared/pingone/text';

const RETENTION_DAYS = RETENTION_MS / DAY_MS;
const NOTHING_SENT = 'Nothing was sent for this item.';

export const timeRangeFields: INodeProperties[] = [
	{
		displayName: 'Time Range',
		name: 'timeRange',
		type: 'options',
		options: [
			{ name: 'Between Two Times', value: 'between' },
			{ name: 'Until Now', value: 'last' },
		],
		default: 'last',
		description: `The period to read: at most ${RETENTION_DAYS} days, because PingOne keeps activities for ${RETENTION_DAYS} days`,
	},
	{
		displayName: 'Last',
		name: 'last',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 24,
		description: 'How many minutes, hours or days to look back',
		displayOptions: { show: { timeRange: ['last'] } },
	},
	{
		displayName: 'Unit',
		name: 'unit',
		type: 'options',
		options: timeUnits,
		default: 'hours',
		displayOptions: { show: { timeRange: ['last'] } },
	},
	{
		displayName: 'From',
		name: 'from',
		type: 'dateTime',
		required: true,
		default: '',
		description: 'A time without a time zone is in the time zone of the workflow',
		displayOptions: { show: { timeRange: ['between'] } },
	},
	{
		displayName: 'To',
		name: 'to',
		type: 'dateTime',
		default: '',
		description: 'If empty, the range ends now',
		displayOptions: { show: { timeRange: ['between'] } },
	},
];

/** Returns the time range for a current time, in milliseconds since 1970. */
export type RangeAt = (nowMs: number) => TimeRange;

/**
 * Returns the time range of an item, which depends on the current time if it ends now.
 *
 * @param now n8n's time, in milliseconds since 1970.
 * @throws {PingOneError} naming the field that is not valid.
 */
export function timeRangeOf(context: IExecuteFunctions, itemIndex: number, now: number): RangeAt {
	const read = (name: string, byDefault: unknown): unknown =>
		context.getNodeParameter(name, itemIndex, byDefault);
	const kind = read('timeRange', 'last');
	if (kind === 'last') return rangeUntilNow(read('last', 24), read('unit', 'hours'));
	if (kind !== 'between') {
		throw new PingOneError(
			`'Time Range' is neither Between Two Times nor Until Now: ${quote(kind)}`,
			`Pick one of them. ${NOTHING_SENT}`,
		);
	}
	const zone = context.getTimezone();
	const to = read('to', '');
	const afterMs = parseTime('From', read('from', ''), zone);
	const untilMs = to === '' ? now : parseTime('To', to, zone);
	if (afterMs >= untilMs) {
		throw new PingOneError("'From' is not before 'To'", `Correct one of them. ${NOTHING_SENT}`);
	}
	checkDuration(untilMs - afterMs, "'From' and 'To'");
	return (nowMs) => ({ afterMs, untilMs: to === '' ? Math.max(untilMs, nowMs) : untilMs });
}

function rangeUntilNow(value: unknown, unit: unknown): RangeAt {
	const count = numberIn(value);
	const unitMs = timeUnitMs(unit);
	if (!Number.isFinite(count) || count <= 0) {
		throw new PingOneError(
			`'Last' is not a number above 0: ${quote(value)}`,
			`Enter a number such as 24. ${NOTHING_SENT}`,
		);
	}
	if (unitMs === undefined) {
		throw new PingOneError(
			`'Unit' is neither days nor hours nor minutes: ${quote(unit)}`,
			`Pick one of them. ${NOTHING_SENT}`,
		);
	}
	const durationMs = Math.ceil(count * unitMs);
	checkDuration(durationMs, "'Last'");
	return (nowMs) => ({ afterMs: nowMs - durationMs, untilMs: nowMs });
}

function checkDuration(durationMs: number, fields: string): void {
	if (durationMs <= RETENTION_MS) return;
	throw new PingOneError(
		`The time range is longer than ${RETENTION_DAYS} days`,
		`PingOne keeps activities for ${RETENTION_DAYS} days. Correct ${fields}. ${NOTHING_SENT}`,
	);
}

function parseTime(name: string, value: unknown, zone: string): number {
	const ms = dateTimeIn(value, zone);
	if (ms !== undefined) return ms;
	throw new PingOneError(
		`'${name}' is not a date and time: ${quote(value)}`,
		`Enter one such as 2026-11-24T08:00:00Z. ${NOTHING_SENT}`,
	);
}
