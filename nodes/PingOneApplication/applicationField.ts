import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { ApplicationQuery } from '../shared/pingone/applications/applications';
import { checkedId } from '../shared/pingone/ids';
import { isJsonObject } from '../shared/pingone/json';
import { requiredText } from '../shared/pingone/textParameter';

/** PingOne does not document a maximum length. */
const MAX_NAME_LENGTH = 1_000;

export const applicationField: INodeProperties = {
	displayName: 'Application',
	name: 'applicationId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select an application...',
			typeOptions: { searchListMethod: 'searchApplications', searchable: true },
		},
		{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. Payroll Sync' },
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 7c1d5e80-3a92-4f6b-8e04-b9d2a6c31f57',
			hint: 'The client ID of an OpenID Connect application is its ID',
		},
	],
};

/**
 * Returns the application of an item.
 *
 * @throws {PingOneError} naming 'Application' if the value cannot identify an application.
 */
export function applicationOf(context: IExecuteFunctions, itemIndex: number): ApplicationQuery {
	const locator: unknown = context.getNodeParameter('applicationId', itemIndex, '');
	const { mode, value } = isJsonObject(locator) ? locator : { mode: 'id', value: locator };
	if (mode !== 'name') return { by: 'id', value: checkedId('Application', value) };
	return { by: 'name', value: requiredText('Application', value, MAX_NAME_LENGTH) };
}
