import type { INodeProperties } from 'n8n-workflow';
import { PingOneError } from '../shared/pingone/errors/pingOneError';
import { NOT_TEXT, readText } from '../shared/pingone/textParameter';

/** PingOne's password policies allow 255 at most. */
const MAX_LENGTH = 1_000;

/** Field for a new password. */
export const passwordField: INodeProperties = {
	displayName: 'Password',
	name: 'password',
	type: 'string',
	typeOptions: { password: true },
	required: true,
	default: '',
	description:
		'Use an expression or an external secret. A password that is typed here is stored in the workflow as plain text.',
};

/**
 * Returns a password, unchanged.
 *
 * @throws {PingOneError} naming 'Password', without its value.
 */
export function newPassword(value: unknown): string {
	const text = readText(value, MAX_LENGTH);
	// A number would have lost its leading zeros.
	if (typeof value === 'string' && typeof text === 'string') return value;
	const { what, advice } = typeof text === 'string' ? NOT_TEXT : text;
	throw new PingOneError(`'Password' ${what}`, `${advice} Nothing was sent for this item.`);
}
