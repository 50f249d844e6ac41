import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { booleanIn } from './boolean';
import { simplifySession } from '../../pingone/sessions/simplifySession';

/** Switch for simplified output. */
export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** @throws {PingOneError} naming 'Simplify' if it is neither on nor off. */
export function isSimplified(context: IExecuteFunctions, itemIndex: number): boolean {
	return booleanIn('Simplify', context.getNodeParameter('simplify', itemIndex, true));
}

/**
 * Converts a session to its output. `receivedAtMs` is when the response arrived, in milliseconds
 * since 1970.
 */
export type SessionOutput = (session: IDataObject, receivedAtMs: number) => IDataObject;

/** Returns the conversion that the item's 'Simplify' selects. */
export function sessionOutputOf(context: IExecuteFunctions, itemIndex: number): SessionOutput {
	return isSimplified(context, itemIndex) ? simplifySession : (session) => session;
}
