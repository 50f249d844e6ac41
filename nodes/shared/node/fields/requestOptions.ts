import type { INodeProperties } from 'n8n-workflow';
import { PingOneError } from '../../pingone/errors/pingOneError';
import type { RequestOptions } from '../../pingone/client';
import { quote } from '../../pingone/text';
import { optionalText } from '../../pingone/textParameter';
import { transactionId } from '../../pingone/transactionId';
import { numberIn } from './number';
import { optionsCollection } from './optionsCollection';

const MOST_CONCURRENT = 100;

/** Options that every operation has. */
const requestOptionFields: INodeProperties[] = [
	{
		displayName: 'Max Concurrency',
		name: 'maxConcurrency',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: MOST_CONCURRENT },
		noDataExpression: true,
		default: MOST_CONCURRENT,
		description: 'Maximum number of requests in progress at the same time',
	},
	{
		displayName: 'Requests per Second',
		name: 'requestsPerSecond',
		type: 'number',
		typeOptions: { minValue: 0 },
		noDataExpression: true,
		default: 0,
		description:
			"Maximum number of requests per second, to leave part of PingOne's rate limit to other applications. With 0, the node adapts to the rate that PingOne accepts.",
	},
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 3_600_000 },
		default: 30000,
		description:
			'How long to wait for each response of PingOne, in milliseconds; an hour (3600000) at most',
	},
	{
		displayName: 'Transaction ID',
		name: 'transactionId',
		type: 'string',
		default: '',
		placeholder: 'e.g. INC-4711',
		description:
			'For example a ticket number. PingOne records it in its audit log with each request. Characters that PingOne does not accept become hyphens.',
	},
];

/** One hour. Node.js timers fire at once if they are set to more than 24 days. */
const MAX_TIMEOUT_MS = 3_600_000;

/**
 * Returns the collection 'Options' of an operation: its own options, which may replace common
 * ones, and the common ones.
 */
export function optionsField(own: INodeProperties[] = []): INodeProperties {
	return optionsCollection([
		...own,
		...requestOptionFields.filter(({ name }) => !own.some((option) => option.name === name)),
	]);
}

/** @throws {PingOneError} naming the option that cannot be used. */
export function requestOptions(options: Record<string, unknown>): RequestOptions {
	return {
		...('timeout' in options && { timeoutMs: milliseconds(options.timeout) }),
		...('transactionId' in options && {
			transactionId: transactionId(optionalText('Transaction ID', options.transactionId)),
		}),
	};
}

/** Limits for sending requests; the same for all items of a run. */
export interface LimitOptions {
	/** Maximum number of requests in progress at the same time. */
	maxConcurrency: number;
	/** Maximum number of requests per second; undefined for as many as PingOne accepts. */
	maxPerSecond?: number;
}

/** @throws {PingOneError} naming the option that cannot be used. */
export function limitOptions({
	maxConcurrency = MOST_CONCURRENT,
	requestsPerSecond = 0,
}: Record<string, unknown>): LimitOptions {
	const concurrency = numberIn(maxConcurrency);
	if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > MOST_CONCURRENT) {
		throw new PingOneError(
			`'Max Concurrency' is not a whole number from 1 to ${MOST_CONCURRENT}: ${quote(maxConcurrency)}`,
			'Correct it in Options. Nothing was sent.',
		);
	}
	const perSecond = numberIn(requestsPerSecond);
	if (!Number.isFinite(perSecond) || perSecond < 0) {
		throw new PingOneError(
			`'Requests per Second' is not a number from 0 up: ${quote(requestsPerSecond)}`,
			'Correct it in Options; 0 means as many as PingOne accepts. Nothing was sent.',
		);
	}
	return { maxConcurrency: concurrency, ...(perSecond > 0 && { maxPerSecond: perSecond }) };
}

function milliseconds(value: unknown): number {
	const timeoutMs = numberIn(value);
	if (timeoutMs >= 1 && timeoutMs <= MAX_TIMEOUT_MS) return timeoutMs;
	throw new PingOneError(
		`'Timeout' is not a number of milliseconds from 1 to ${MAX_TIMEOUT_MS}: ${quote(value)}`,
		'Enter a number such as 30000 for half a minute. Nothing was sent for this item.',
	);
}
