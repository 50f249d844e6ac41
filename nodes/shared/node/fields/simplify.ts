import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { simplifySession } from '../../pingone/simplifySession';

/** Whether sessions are put out flat, or as PingOne gives them. */
export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** What is put out for a session that was received at a time (milliseconds since 1970). */
export type SessionOutput = (session: IDataObject, receivedAtMs: number) => IDataObject;

/** How an item wants its sessions. */
export function sessionOutputOf(context: IExecuteFunctions, itemIndex: number): SessionOutput {
	return context.getNodeParameter('simplify', itemIndex, true)
		? simplifySession
		: (session) => session;
}
