import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { PingOneError } from '../shared/pingone/errors/pingOneError';
import { readText } from '../shared/pingone/textParameter';

const MAX_LENGTH = 100;
/** A policy of PingOne sets the length, 6 by default. */
const CODE = /^\d{6,10}$/;
const SEPARATORS = /[\s-]/g;

/** Field for a one-time code. */
export const codeField: INodeProperties = {
	displayName: 'Code',
	name: 'code',
	type: 'string',
	typeOptions: { password: true },
	required: true,
	default: '',
	description: 'The code that the user has received',
};

/**
 * Returns the code of an item, without blanks and hyphens.
 *
 * @throws {PingOneError} naming 'Code', without its value.
 */
export function codeOf(context: IExecuteFunctions, itemIndex: number): string {
	const text = readText(context.getNodeParameter('code', itemIndex, ''), MAX_LENGTH);
	if (typeof text !== 'string') {
		throw new PingOneError(`'Code' ${text.what}`, `${text.advice} Nothing was sent for this item.`);
	}
	const code = text.replace(SEPARATORS, '');
	if (CODE.test(code)) return code;
	throw new PingOneError(
		"'Code' is not a code of 6 to 10 digits",
		'Check where the value comes from. A code that begins with 0 has to be a text, because a number loses the 0. Nothing was sent for this item.',
	);
}
