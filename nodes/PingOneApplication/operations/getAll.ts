import type { IDataObject } from 'n8n-workflow';
import { defineOperation } from '../../shared/node/defineOperation';
import { environmentField } from '../../shared/node/fields/environment';
import { optionsField } from '../../shared/node/fields/requestOptions';
import { limitOf, returnAllFields } from '../../shared/node/fields/returnAll';
import { isSimplified, simplifyField } from '../../shared/node/fields/simplify';
import {
	listApplications,
	simplifyApplication,
} from '../../shared/pingone/applications/applications';
import { RoleDirectory } from '../../shared/pingone/roles/roleDirectory';
import { filtersField, filtersOf } from '../filterFields';
import { includedIn, includeOptions, readIncluded } from '../included';

/** Lists applications, and optionally their roles and the state of their secrets. */
export const getAll = defineOperation<IDataObject[]>({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many applications',
	description: 'List the applications of an environment, for example all workers',
	fields: [
		environmentField,
		...returnAllFields,
		filtersField,
		simplifyField,
		optionsField(includeOptions),
	],
	failurePolicy: 'stopAtFirst',
	prepare:
		(directory = new RoleDirectory()) =>
		(context, itemIndex) => {
			const limit = limitOf(context, itemIndex);
			const filters = filtersOf(context, itemIndex);
			const included = includedIn(context.getNodeParameter('options', itemIndex, {}));
			const simplify = isSimplified(context, itemIndex);
			return {
				key: [String(limit), filters, included, simplify],
				run: async (environment) => {
					const found = (await listApplications(environment, filters)).slice(0, limit);
					const listed: IDataObject[] = [];
					for (const application of found) {
						listed.push({
							...(simplify ? simplifyApplication(application) : application),
							...(await readIncluded(environment, application, included, directory)),
						});
					}
					return listed;
				},
				output: (listed) => listed,
			};
		},
});
