import type { INodeProperties } from 'n8n-workflow';

/** Field for the population of a user. */
export const populationField: INodeProperties = {
	displayName: 'Population',
	name: 'populationId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a population...',
			typeOptions: { searchListMethod: 'searchPopulations', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 5e1c8a90-2f34-4b67-9d08-c3a7f1b2e645',
		},
	],
};
