import type { INodeProperties } from 'n8n-workflow';
import { Failure } from '../pingone/failure';
import type { RequestOptions } from '../pingone/pingOne';
import { quoted } from '../pingone/text';
import { transactionId } from '../pingone/transactionId';

/** What every operation has. */
const requestOptionFields: INodeProperties[] = [
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 30000,
		description: 'How long to wait for each answer of PingOne, in milliseconds',
	},
	{
		displayName: 'Transaction ID',
		name: 'transactionId',
		type: 'string',
		default: '',
		placeholder: 'e.g. INC-4711',
		description:
			"A ticket number or the like, kept in PingOne's audit trail with each request. Characters that PingOne does not take become hyphens.",
	},
];

/** The collection 'Options' of an operation: its own, and those that every operation has. */
export function optionsField(own: INodeProperties[] = []): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [...own, ...requestOptionFields],
	};
}

/** @throws {Failure} naming the option that cannot be used. */
export function requestOptions(options: Record<string, unknown>): RequestOptions {
	return {
		...('timeout' in options && { timeoutMs: milliseconds(options.timeout) }),
		...('transactionId' in options && {
			transactionId: transactionId(`${options.transactionId ?? ''}`),
		}),
	};
}

function milliseconds(value: unknown): number {
	const timeoutMs = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof timeoutMs === 'number' && Number.isFinite(timeoutMs) && timeoutMs >= 1)
		return timeoutMs;
	throw new Failure(
		`'Timeout' is not a number of milliseconds: ${quoted(value)}`,
		'Give it a number from 1 up, such as 30000 for half a minute. Nothing was sent for this item.',
	);
}
