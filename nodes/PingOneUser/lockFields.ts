import type {
	IDataObject,
	IExecuteFunctions,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { dateTimeIn } from '../shared/node/fields/dateTime';
import { numberIn } from '../shared/node/fields/number';
import { DAY_MS, timeUnitMs, timeUnits } from '../shared/node/fields/timeUnit';
import { PingOneError } from '../shared/pingone/errors/pingOneError';
import { quote } from '../shared/pingone/text';

/** Ten years. To block a user permanently, Disable is the right operation. */
const LONGEST_MS = 3653 * DAY_MS;

const UNTIL_UNLOCKED = 'untilUnlocked';

const lockUnits: INodePropertyOptions[] = [
	...timeUnits,
	{
		name: 'Until Unlocked',
		value: UNTIL_UNLOCKED,
		description:
			'Until somebody unlocks the account. If PingOne requires an end time, the item fails.',
	},
];

/** Fields for the duration of a lock. */
export const lockFields: INodeProperties[] = [
	{
		displayName: 'Lock For',
		name: 'lockFor',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 24,
		description: 'After this time the user can sign on again',
		displayOptions: { hide: { lockUnit: [UNTIL_UNLOCKED] } },
	},
	{
		displayName: 'Lock Unit',
		name: 'lockUnit',
		type: 'options',
		options: lockUnits,
		default: 'hours',
	},
];

export const unlockAtOption: INodeProperties = {
	displayName: 'Unlock At',
	name: 'unlockAt',
	type: 'dateTime',
	default: '',
	description:
		'When the lock ends; replaces Lock For. A time without a time zone is in the time zone of the workflow. Cannot be combined with Until Unlocked.',
};

/**
 * End of a lock: after a duration, at a time (milliseconds since 1970), or when somebody unlocks
 * the account.
 */
export type LockUntil = { forMs: number } | { atMs: number } | typeof UNTIL_UNLOCKED;

/**
 * Returns the end of the lock. @throws {PingOneError} naming the parameter if it is not in the
 * future.
 */
export function lockUntil(
	context: IExecuteFunctions,
	itemIndex: number,
	options: IDataObject,
): LockUntil {
	const unit: unknown = context.getNodeParameter('lockUnit', itemIndex, 'hours');
	// Also if it is undefined, which means that an expression returned nothing: Lock For must not
	// be used instead.
	if ('unlockAt' in options) {
		if (unit === UNTIL_UNLOCKED) throw conflictingEndsError();
		return { atMs: parseUnlockAt(options.unlockAt, context.getTimezone()) };
	}
	if (unit === UNTIL_UNLOCKED) return unit;
	const value: unknown = context.getNodeParameter('lockFor', itemIndex, 24);
	const unitMs = timeUnitMs(unit);
	if (unitMs === undefined) {
		throw new PingOneError(
			`'Lock Unit' is neither 'minutes', 'hours', 'days' nor 'untilUnlocked': ${quote(unit)}`,
			'Pick one of them. Nothing was sent for this item.',
		);
	}
	const forMs = numberIn(value) * unitMs;
	if (!(forMs > 0 && forMs <= LONGEST_MS)) {
		throw new PingOneError(
			`'Lock For' is not a number above 0, or is more than ten years: ${quote(value)}`,
			'Enter a number such as 24. To block a user permanently, use Disable. Nothing was sent for this item.',
		);
	}
	return { forMs };
}

function conflictingEndsError(): PingOneError {
	return new PingOneError(
		"'Unlock At' cannot be used together with 'Until Unlocked' in 'Lock Unit'",
		'Remove one of the two. Nothing was sent for this item.',
	);
}

/**
 * Returns the end of the lock in ISO 8601, rounded up to whole seconds as in PingOne's samples; a
 * duration starts now. Undefined for a lock without an end.
 */
export function unlockAtOf(until: LockUntil): string | undefined {
	if (until === UNTIL_UNLOCKED) return undefined;
	const atMs = 'atMs' in until ? until.atMs : Date.now() + until.forMs;
	return `${new Date(Math.ceil(atMs / 1000) * 1000).toISOString().slice(0, -'.000Z'.length)}Z`;
}

function parseUnlockAt(value: unknown, timeZone: string): number {
	const atMs = dateTimeIn(value, timeZone);
	if (atMs === undefined) {
		throw new PingOneError(
			`'Unlock At' is not a date and time: ${quote(value)}`,
			'Give it one such as 2027-06-07T18:00:00Z. Nothing was sent for this item.',
		);
	}
	if (!(atMs > Date.now() && atMs <= Date.now() + LONGEST_MS)) {
		throw new PingOneError(
			`'Unlock At' is not in the future, or is more than ten years away: ${quote(new Date(atMs).toISOString())}`,
			'PingOne locks an account only until a time in the future. To block a user permanently, use Disable. Nothing was sent for this item.',
		);
	}
	return atMs;
}
