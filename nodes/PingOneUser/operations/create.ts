import { defineOperation } from '../../shared/node/defineOperation';
import { environmentField } from '../../shared/node/fields/environment';
import { optionsField } from '../../shared/node/fields/requestOptions';
import { userOutput } from '../../shared/node/fields/user';
import { userNamesIn } from '../../shared/node/userNames';
import { createUser } from '../../shared/pingone/users/createUser';
import type { UserRecord } from '../../shared/pingone/users/findUser';
import { newUserFields, newUserOf, stateOf } from '../newUserFields';

/** `POST /environments/{environmentId}/users` */
export const create = defineOperation<UserRecord>({
	value: 'create',
	name: 'Create',
	action: 'Create user',
	description: 'Add a user to an environment',
	fields: [
		environmentField,
		...newUserFields('The user must change it at the first sign-on.'),
		optionsField(),
	],
	failurePolicy: 'stopAtFirst',
	prepare: () => (context, itemIndex) => {
		const newUser = newUserOf(context, itemIndex);
		return {
			// Two equal items are two users; PingOne refuses the second.
			key: [itemIndex],
			userNames: { assigned: userNamesIn(newUser.attributes) },
			run: async (environment) => await createUser(environment, newUser),
			output: (user, environmentId) => ({
				success: true,
				...userOutput(environmentId, user),
				changed: true,
				...stateOf(user),
			}),
		};
	},
});
