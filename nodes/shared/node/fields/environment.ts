import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { checkedId } from '../../pingone/ids';

/**
 * Field for the environment. Its ID has no regular expression in the field: n8n runs those before
 * each execution, and aborts the execution if a busy machine takes more than 250 ms for one.
 */
export const environmentField: INodeProperties = {
	displayName: 'Environment',
	name: 'environmentId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The PingOne environment that the users sign in to',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select an environment...',
			typeOptions: { searchListMethod: 'searchEnvironments', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 6f0a1e3c-52b7-4f0e-8c55-0d9c3b7a4e21',
			hint: 'In the PingOne admin console: Settings > Environment Properties > Environment ID',
		},
	],
};

/**
 * Returns the ID of the item's environment.
 *
 * @throws {PingOneError} naming 'Environment' if it is not a UUID.
 */
export function environmentOf(context: IExecuteFunctions, itemIndex: number): string {
	const value = context.getNodeParameter('environmentId', itemIndex, '', { extractValue: true });
	return checkedId('Environment', value);
}
