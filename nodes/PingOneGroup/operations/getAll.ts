import type { IDataObject } from 'n8n-workflow';
import { defineOperation } from '../../shared/node/defineOperation';
import { environmentField } from '../../shared/node/fields/environment';
import { optionsField } from '../../shared/node/fields/requestOptions';
import { limitOf, returnAllFields } from '../../shared/node/fields/returnAll';
import { isSimplified, simplifyField } from '../../shared/node/fields/simplify';
import { listGroups, simplifyGroup } from '../../shared/pingone/groups/changeGroups';
import { filterFields, filtersIn } from '../groupFields';

/** Lists groups, page by page. */
export const getAll = defineOperation<IDataObject[]>({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many groups',
	description: 'List the groups of an environment',
	fields: [
		environmentField,
		...returnAllFields,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			options: filterFields,
		},
		simplifyField,
		optionsField(),
	],
	failurePolicy: 'stopAtFirst',
	prepare: () => (context, itemIndex) => {
		const limit = limitOf(context, itemIndex);
		const filters = filtersIn(context.getNodeParameter('filters', itemIndex, {}));
		const simplify = isSimplified(context, itemIndex);
		return {
			key: [String(limit), filters, simplify],
			run: async (environment) => {
				const listed: IDataObject[] = [];
				for await (const page of listGroups(environment, filters, limit)) {
					for (const group of page) listed.push(simplify ? simplifyGroup(group) : group);
				}
				return listed;
			},
			output: (listed) => listed,
		};
	},
});
