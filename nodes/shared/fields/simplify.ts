import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { simplified } from '../pingone/sessionView';

/** Whether sessions come out flat, or as PingOne gives them. */
export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** How an item wants to see a session. */
export function viewOf(
	context: IExecuteFunctions,
	itemIndex: number,
): (session: IDataObject) => IDataObject {
	const now = Date.now();
	return context.getNodeParameter('simplify', itemIndex, true)
		? (session) => simplified(session, now)
		: (session) => session;
}
