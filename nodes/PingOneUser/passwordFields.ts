import type { INodeProperties } from 'n8n-workflow';
import { PingOneError } from '../shared/pingone/errors';

/** A password that is given to a user. */
export const passwordField: INodeProperties = {
	displayName: 'Password',
	name: 'password',
	type: 'string',
	typeOptions: { password: true },
	required: true,
	default: '',
	description:
		'Use an expression or a secret: what is typed here is stored in the workflow as it is',
};

/**
 * A password as it is sent: no character of it is changed.
 *
 * @throws {PingOneError} naming 'Password', without its value.
 */
export function newPassword(value: unknown): string {
	if (typeof value === 'string' && value.trim() !== '' && !isUnresolved(value)) return value;
	const isEmpty = typeof value === 'string' || value === undefined || value === null;
	throw isEmpty
		? new PingOneError(
				"'Password' is empty",
				'If it comes from an expression, the expression found nothing, or was not resolved: check the field name in it. Nothing was sent for this item.',
			)
		: new PingOneError(
				"'Password' is not a text",
				'In the expression, make it one: {{ String(…) }}. Nothing was sent for this item.',
			);
}

function isUnresolved(text: string): boolean {
	return text === 'undefined' || text === 'null' || /\{\{.*\}\}/.test(text);
}
