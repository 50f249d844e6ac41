import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { PingOneError } from '../../pingone/errors/pingOneError';
import { quote } from '../../pingone/text';
import { booleanIn } from './boolean';
import { numberIn } from './number';

/** Fields for the maximum number of results. */
export const returnAllFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
];

/**
 * Returns the maximum number of results of an item; Infinity for all.
 *
 * @throws {PingOneError} naming 'Limit' if it is not a whole number of at least 1.
 */
export function limitOf(context: IExecuteFunctions, itemIndex: number): number {
	const returnsAll = context.getNodeParameter('returnAll', itemIndex, false);
	if (booleanIn('Return All', returnsAll)) return Infinity;
	const value: unknown = context.getNodeParameter('limit', itemIndex, 50);
	const limit = numberIn(value);
	if (Number.isInteger(limit) && limit >= 1) return limit;
	throw new PingOneError(
		`'Limit' is not a whole number of at least 1: ${quote(value)}`,
		'Enter a number such as 50, or turn on Return All. Nothing was sent for this item.',
	);
}
