import type { IDataObject } from 'n8n-workflow';
import { defineOperation } from '../../shared/node/defineOperation';
import { environmentField } from '../../shared/node/fields/environment';
import { optionsField } from '../../shared/node/fields/requestOptions';
import { limitOf, returnAllFields } from '../../shared/node/fields/returnAll';
import { isSimplified, simplifyField } from '../../shared/node/fields/simplify';
import { simplifyUser } from '../../shared/pingone/users/simplifyUser';
import { listUsers } from '../../shared/pingone/users/listUsers';
import { filtersField, filtersOf } from '../filterFields';

/** Lists users, page by page. */
export const getAll = defineOperation<IDataObject[]>({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many users',
	description: 'List the users of an environment, for example those who are disabled',
	fields: [environmentField, ...returnAllFields, filtersField, simplifyField, optionsField()],
	failurePolicy: 'stopAtFirst',
	prepare: () => (context, itemIndex) => {
		const limit = limitOf(context, itemIndex);
		const filters = filtersOf(context.getNodeParameter('filters', itemIndex, {}));
		const simplify = isSimplified(context, itemIndex);
		return {
			key: [String(limit), filters, simplify],
			run: async (environment) => {
				const listed: IDataObject[] = [];
				for await (const page of listUsers(environment, filters, limit)) {
					for (const user of page) listed.push(simplify ? simplifyUser(user) : user);
				}
				return listed;
			},
			output: (listed) => listed,
		};
	},
});
