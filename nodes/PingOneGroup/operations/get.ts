import type { IDataObject } from 'n8n-workflow';
import { defineOperation } from '../../shared/node/defineOperation';
import { environmentField } from '../../shared/node/fields/environment';
import { groupField, groupOf } from '../../shared/node/fields/group';
import { optionsField } from '../../shared/node/fields/requestOptions';
import { isSimplified, simplifyField } from '../../shared/node/fields/simplify';
import { memberCounts, readGroup, simplifyGroup } from '../../shared/pingone/groups/changeGroups';
import { GroupDirectory } from '../../shared/pingone/groups/groups';

/** Reads one group, with the number of its members. */
export const get = defineOperation<IDataObject>({
	value: 'get',
	name: 'Get',
	action: 'Get group',
	description: 'Find a group by name or ID, and see how many members it has',
	fields: [environmentField, groupField, simplifyField, optionsField()],
	failurePolicy: 'stopAtFirst',
	prepare:
		(groups = new GroupDirectory()) =>
		(context, itemIndex) => {
			const query = groupOf(context, itemIndex);
			const simplify = isSimplified(context, itemIndex);
			return {
				key: [query],
				run: async (environment) =>
					await readGroup(environment, (await groups.find(environment, query)).id),
				output: (group) => (simplify ? { ...simplifyGroup(group), ...memberCounts(group) } : group),
			};
		},
});
