import type { IDataObject } from 'n8n-workflow';
import { defineOperation } from '../../shared/node/defineOperation';
import { environmentField } from '../../shared/node/fields/environment';
import { optionsField } from '../../shared/node/fields/requestOptions';
import { isSimplified, simplifyField } from '../../shared/node/fields/simplify';
import {
	findApplication,
	simplifyApplication,
} from '../../shared/pingone/applications/applications';
import { RoleDirectory } from '../../shared/pingone/roles/roleDirectory';
import { applicationField, applicationOf } from '../applicationField';
import { includedIn, includeOptions, readIncluded } from '../included';

/** Reads one application, and optionally its roles and the state of its secret. */
export const get = defineOperation<IDataObject>({
	value: 'get',
	name: 'Get',
	action: 'Get application',
	description: 'Find an application by name or client ID, with its roles if you choose',
	fields: [environmentField, applicationField, simplifyField, optionsField(includeOptions)],
	failurePolicy: 'stopAtFirst',
	prepare:
		(directory = new RoleDirectory()) =>
		(context, itemIndex) => {
			const query = applicationOf(context, itemIndex);
			const included = includedIn(context.getNodeParameter('options', itemIndex, {}));
			const simplify = isSimplified(context, itemIndex);
			return {
				key: [query, included, simplify],
				run: async (environment) => {
					const application = await findApplication(environment, query);
					return {
						...(simplify ? simplifyApplication(application) : application),
						...(await readIncluded(environment, application, included, directory)),
					};
				},
				output: (application) => application,
			};
		},
});
