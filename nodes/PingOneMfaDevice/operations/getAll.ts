import type { IDataObject } from 'n8n-workflow';
import { defineOperation } from '../../shared/node/defineOperation';
import { deviceUserField } from '../../shared/node/fields/device';
import { environmentField } from '../../shared/node/fields/environment';
import { optionsField } from '../../shared/node/fields/requestOptions';
import { limitOf, returnAllFields } from '../../shared/node/fields/returnAll';
import { isSimplified, simplifyField } from '../../shared/node/fields/simplify';
import { userOf } from '../../shared/node/fields/user';
import { userDevices } from '../../shared/pingone/devices/devices';
import { simplifyDevice } from '../../shared/pingone/devices/simplifyDevice';
import { UserDirectory } from '../../shared/pingone/users/userLookups';
import type { User } from '../../shared/pingone/users/findUser';

/** Finds a user, and lists the user's MFA devices. */
export const getAll = defineOperation<{ user: User; devices: IDataObject[] }>({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many MFA devices of user',
	description: 'List the MFA devices of a user',
	fields: [
		environmentField,
		deviceUserField,
		...returnAllFields,
		{
			...simplifyField,
			hint: 'If this is off, phone numbers and email addresses are not masked',
		},
		optionsField(),
	],
	failurePolicy: 'stopAtFirst',
	prepare: () => {
		const users = new UserDirectory();
		return (context, itemIndex) => {
			const query = userOf(context, itemIndex);
			const limit = limitOf(context, itemIndex);
			const simplify = isSimplified(context, itemIndex);
			return {
				key: [query],
				run: async (environment) => {
					const user = await users.find(environment, query);
					return { user, devices: await userDevices(environment, user.id) };
				},
				output: ({ user, devices }) =>
					devices
						.slice(0, limit)
						.map((device) => (simplify ? simplifyDevice(device, user) : device)),
			};
		};
	},
});
