import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { idInLocator } from '../shared/node/fields/locator';
import { populationField } from '../shared/node/fields/population';
import type { GroupFilters } from '../shared/pingone/groups/changeGroups';
import { PingOneError } from '../shared/pingone/errors/pingOneError';
import { requiredText } from '../shared/pingone/textParameter';
import { checkedScim } from '../shared/pingone/scim';

/** PingOne does not document a maximum length. */
const MAX_LENGTH = 1_000;

export const nameField: INodeProperties = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	default: '',
	placeholder: 'e.g. VPN Users',
};

const descriptionField: INodeProperties = {
	displayName: 'Description',
	name: 'description',
	type: 'string',
	default: '',
};

const externalIdField: INodeProperties = {
	displayName: 'External ID',
	name: 'externalId',
	type: 'string',
	default: '',
	description: 'The ID of the group in another system',
};

const userFilterField: INodeProperties = {
	displayName: 'User Filter',
	name: 'userFilter',
	type: 'string',
	default: '',
	placeholder: 'e.g. title eq "Engineer"',
	description:
		'A SCIM filter. Whoever matches it becomes a member without being added, and leaves the group when it no longer matches.',
};

/** Fields of Create besides the name. */
export const additionalFields: INodeProperties[] = [
	descriptionField,
	externalIdField,
	{
		...populationField,
		description: 'Only users of this population can be members. It cannot be changed later.',
	},
	userFilterField,
];

/** Fields of Update. */
export const updateFields: INodeProperties[] = [
	{ ...descriptionField, description: 'An empty description clears it' },
	{ ...externalIdField, description: `${externalIdField.description}. An empty ID clears it.` },
	nameField,
	userFilterField,
];

/** Filters of Get Many. */
export const filterFields: INodeProperties[] = [
	externalIdField,
	{ ...nameField, displayName: 'Name Starts With', name: 'nameStartsWith' },
	{ ...populationField, description: 'Only groups of this population' },
];

/**
 * Returns the values in a collection of fields, with PingOne's names; undefined clears one.
 *
 * @throws {PingOneError} naming the field that is not valid.
 */
export function groupIn(fields: IDataObject): IDataObject {
	// Only an empty text clears a value, not an expression that found nothing.
	const optional = (label: string, name: string) =>
		name in fields && {
			[name]: fields[name] === '' ? undefined : requiredText(label, fields[name], MAX_LENGTH),
		};
	return {
		...('name' in fields && { name: requiredText('Name', fields.name, MAX_LENGTH) }),
		...optional('Description', 'description'),
		...optional('External ID', 'externalId'),
		...('populationId' in fields && {
			population: { id: idInLocator('Population', fields.populationId) },
		}),
		// An empty filter would turn a dynamic group into one without members.
		...('userFilter' in fields && { userFilter: checkedScim('User Filter', fields.userFilter) }),
	};
}

/** @throws {PingOneError} also if there is no field. */
export function changesIn(fields: IDataObject): IDataObject {
	const changes = groupIn(fields);
	if (Object.keys(changes).length > 0) return changes;
	throw new PingOneError(
		"'Update Fields' is empty",
		'Add the fields that are to change. Nothing was sent for this item.',
	);
}

/** @throws {PingOneError} naming a filter that is empty or not valid. */
export function filtersIn(filters: IDataObject): GroupFilters {
	return {
		...('externalId' in filters && {
			externalId: requiredText('External ID', filters.externalId, MAX_LENGTH),
		}),
		...('nameStartsWith' in filters && {
			nameStartsWith: requiredText('Name Starts With', filters.nameStartsWith, MAX_LENGTH),
		}),
		...('populationId' in filters && {
			populationId: idInLocator('Population', filters.populationId),
		}),
	};
}
