import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { booleanIn } from '../shared/node/fields/boolean';
import { groupFilter } from '../shared/node/fields/group';
import { idInLocator } from '../shared/node/fields/locator';
import { populationField } from '../shared/node/fields/population';
import { checkedScim } from '../shared/pingone/scim';
import { requiredText } from '../shared/pingone/textParameter';
import type { UserFilters } from '../shared/pingone/users/listUsers';

/** Filters of Get Many. A user must match all of them. */
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
			description: "A filter in PingOne's SCIM filter syntax",
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

/** Maximum length of a username or an email address. */
const MAX_NAME_LENGTH = 256;

/**
 * Returns the filters. @throws {PingOneError} naming a filter that is empty or not valid. An
 * empty filter would list everybody.
 */
export function filtersOf(filters: IDataObject): UserFilters {
	return {
		...('emailStartsWith' in filters && {
			emailStartsWith: requiredText('Email Starts With', filters.emailStartsWith, MAX_NAME_LENGTH),
		}),
		...('enabled' in filters && { enabled: booleanIn('Enabled', filters.enabled) }),
		...('groupId' in filters && { groupId: idInLocator('Group', filters.groupId) }),
		...('populationId' in filters && {
			populationId: idInLocator('Population', filters.populationId),
		}),
		...('scim' in filters && { scim: checkedScim('SCIM Filter', filters.scim) }),
		...('usernameStartsWith' in filters && {
			usernameStartsWith: requiredText(
				'Username Starts With',
				filters.usernameStartsWith,
				MAX_NAME_LENGTH,
			),
		}),
	};
}
