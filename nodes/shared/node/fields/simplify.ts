import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { booleanIn } from './boolean';
import { simplifySession } from '../../pingone/simplifySession';

/** Whether sessions are put out flat, or as PingOne gives them. */
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

/** What is put out for a session that was received at a time (milliseconds since 1970). */
export type SessionOutput = (session: IDataObject, receivedAtMs: number) => IDataObject;

/** How an item wants its sessions. */
export function sessionOutputOf(context: IExecuteFunctions, itemIndex: number): SessionOutput {
	return isSimplified(context, itemIndex) ? simplifySession : (session) => session;
}
