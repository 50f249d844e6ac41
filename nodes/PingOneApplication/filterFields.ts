import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { booleanIn } from '../shared/node/fields/boolean';
import { dateTimeIn } from '../shared/node/fields/dateTime';
import type { ApplicationFilters } from '../shared/pingone/applications/applications';
import { PingOneError } from '../shared/pingone/errors/pingOneError';
import { quote } from '../shared/pingone/text';
import { requiredText } from '../shared/pingone/textParameter';

const MAX_LENGTH = 1_000;

/** Filters of Get Many. An application must match all of them. */
export const filtersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	options: [
		{
			displayName: 'Created Before',
			name: 'createdBefore',
			type: 'dateTime',
			default: '',
		},
		{
			displayName: 'Enabled',
			name: 'enabled',
			type: 'boolean',
			default: true,
			description: 'Whether only enabled applications are listed, or only disabled ones',
		},
		{
			displayName: 'Name Contains',
			name: 'nameContains',
			type: 'string',
			default: '',
		},
		{
			displayName: 'Protocol',
			name: 'protocol',
			type: 'options',
			options: [
				{ name: 'External Link', value: 'EXTERNAL_LINK' },
				{ name: 'OpenID Connect', value: 'OPENID_CONNECT' },
				{ name: 'SAML', value: 'SAML' },
				{ name: 'WS-Federation', value: 'WS_FED' },
			],
			default: 'OPENID_CONNECT',
		},
		{
			displayName: 'Type',
			name: 'type',
			type: 'options',
			options: [
				{ name: 'Custom', value: 'CUSTOM_APP' },
				{ name: 'Native', value: 'NATIVE_APP' },
				{ name: 'Portal Link', value: 'PORTAL_LINK_APP' },
				{ name: 'Service', value: 'SERVICE' },
				{ name: 'Single Page', value: 'SINGLE_PAGE_APP' },
				{ name: 'Web', value: 'WEB_APP' },
				{ name: 'Worker', value: 'WORKER' },
			],
			default: 'WORKER',
		},
	],
};

/** @throws {PingOneError} naming a filter that is empty or not valid. */
export function filtersOf(context: IExecuteFunctions, itemIndex: number): ApplicationFilters {
	const filters = context.getNodeParameter('filters', itemIndex, {});
	const { createdBefore, enabled, nameContains, protocol, type } = filters;
	return {
		...('createdBefore' in filters && {
			createdBeforeMs: timeIn(createdBefore, context.getTimezone()),
		}),
		...('enabled' in filters && { enabled: booleanIn('Enabled', enabled) }),
		...('nameContains' in filters && {
			nameContains: requiredText('Name Contains', nameContains, MAX_LENGTH),
		}),
		...('protocol' in filters && { protocol: requiredText('Protocol', protocol, MAX_LENGTH) }),
		...('type' in filters && { type: requiredText('Type', type, MAX_LENGTH) }),
	};
}

function timeIn(value: unknown, zone: string): number {
	const ms = dateTimeIn(value, zone);
	if (ms !== undefined) return ms;
	throw new PingOneError(
		`'Created Before' is not a date and time: ${quote(value)}`,
		'Enter one such as 2026-11-24T08:00:00Z. Nothing was sent for this item.',
	);
}
