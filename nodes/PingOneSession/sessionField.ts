import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { checkedId } from '../shared/pingone/ids';

/** Field for a session. */
export const sessionField: INodeProperties = {
	displayName: 'Session ID',
	name: 'sessionId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. c2df5627-4b1c-4e0a-9f3d-6f0e2a7b8c9d',
};

/**
 * Returns the session ID of an item.
 *
 * @throws {PingOneError} naming 'Session ID' if it is not a UUID.
 */
export function sessionOf(context: IExecuteFunctions, itemIndex: number): string {
	return checkedId('Session ID', context.getNodeParameter('sessionId', itemIndex, ''));
}
