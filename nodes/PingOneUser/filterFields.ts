import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { booleanIn } from '../shared/node/fields/boolean';
import { groupFilter } from '../shared/node/fields/group';
import { idInLocator } from '../shared/node/fields/locator';
import { populationField } from '../shared/node/fields/population';
import { PingOneError } from '../shared/pingone/errors';
import { quote } from '../shared/pingone/text';
import type { UserFilters } from '../shared/pingone/userList';

/** Which users are listed: those that all of these are true of. */
export const filtersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	options: [
		{
			displayName: 'Email Starts With',
			name: 'emailStartsWith',
			type: 'string',
			default: '',
			placeholder: 'e.g. jane',
		},
		{
			displayName: 'Enabled',
			name: 'enabled',
			type: 'boolean',
			default: true,
			description: 'Whether only enabled users are listed, or only disabled ones',
		},
		groupFilter,
		{ ...populationField, description: 'Only users who are in this population' },
		{
			displayName: 'SCIM Filter',
			name: 'scim',
			type: 'string',
			default: '',
			placeholder: 'e.g. name.family eq "Doe"',
			description: 'A filter of your own, in the filter language of PingOne',
		},
		{
			displayName: 'Username Starts With',
			name: 'usernameStartsWith',
			type: 'string',
			default: '',
			placeholder: 'e.g. jane',
		},
	],
};

/** @throws {PingOneError} naming the filter that cannot be used: an empty one would list everybody. */
export function filtersOf(filters: IDataObject): UserFilters {
	const { emailStartsWith, enabled, groupId, populationId, scim, usernameStartsWith } = filters;
	return {
		...(emailStartsWith !== undefined && {
			emailStartsWith: text('Email Starts With', emailStartsWith),
		}),
		...(enabled !== undefined && { enabled: booleanIn('Enabled', enabled) }),
		...(groupId !== undefined && { groupId: idInLocator('Group', groupId) }),
		...(populationId !== undefined && { populationId: idInLocator('Population', populationId) }),
		...(scim !== undefined && { scim: text('SCIM Filter', scim) }),
		...(usernameStartsWith !== undefined && {
			usernameStartsWith: text('Username Starts With', usernameStartsWith),
		}),
	};
}

function text(name: string, value: unknown): string {
	if (typeof value === 'string' && value.trim() !== '') return value.trim();
	throw new PingOneError(
		`The filter '${name}' is empty: ${quote(value)}`,
		'Remove the filter, or give it a value. If it comes from an expression, the expression found nothing. Nothing was sent for this item.',
	);
}
