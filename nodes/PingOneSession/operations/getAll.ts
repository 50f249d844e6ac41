import type { IDataObject } from 'n8n-workflow';
import { defineOperation } from '../../shared/node/defineOperation';
import { environmentField } from '../../shared/node/fields/environment';
import { limitOf, returnAllFields } from '../../shared/node/fields/returnAll';
import { optionsField } from '../../shared/node/fields/requestOptions';
import { sessionOutputOf, simplifyField } from '../../shared/node/fields/simplify';
import { userField, userOf } from '../../shared/node/fields/user';
import { userSessions } from '../../shared/pingone/sessions/sessions';
import { UserDirectory } from '../../shared/pingone/users/userLookups';

/** Finds a user, and lists the user's sessions. */
export const getAll = defineOperation<{ sessions: IDataObject[]; receivedAtMs: number }>({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many sessions of user',
	description: 'List the sessions of a user, newest first',
	fields: [environmentField, userField, ...returnAllFields, simplifyField, optionsField()],
	failurePolicy: 'stopAtFirst',
	prepare: () => {
		const users = new UserDirectory();
		return (context, itemIndex) => {
			const query = userOf(context, itemIndex);
			const limit = limitOf(context, itemIndex);
			const toOutput = sessionOutputOf(context, itemIndex);
			return {
				key: [query],
				run: async (environment) => {
					const { id } = await users.find(environment, query);
					const sessions = await userSessions(environment, id);
					return { sessions, receivedAtMs: Date.now() };
				},
				output: ({ sessions, receivedAtMs }) =>
					sessions.slice(0, limit).map((session) => toOutput(session, receivedAtMs)),
			};
		};
	},
});
