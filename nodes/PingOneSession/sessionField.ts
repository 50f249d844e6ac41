import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { sessionAddress, type SessionAddress } from '../shared/pingone/sessions/sessions';

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
 * Returns the session of an item.
 *
 * @throws {PingOneError} naming the parameter that is not a UUID.
 */
export function sessionOf(context: IExecuteFunctions, itemIndex: number): SessionAddress {
	return sessionAddress(
		context.getNodeParameter('environmentId', itemIndex, '', { extractValue: true }),
		context.getNodeParameter('sessionId', itemIndex, ''),
	);
}
