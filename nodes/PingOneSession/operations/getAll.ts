import type { IDataObject } from 'n8n-workflow';
import { defineOperation } from '../../shared/node/defineOperation';
import { environmentField, environmentOf } from '../../shared/node/fields/environment';
import { limitOf, returnAllFields } from '../../shared/node/fields/returnAll';
import { optionsField, requestOptions } from '../../shared/node/fields/requestOptions';
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
			const environmentId = environmentOf(context, itemIndex);
			const query = userOf(context, itemIndex);
			const limit = limitOf(context, itemIndex);
			const request = requestOptions(context.getNodeParameter('options', itemIndex, {}));
			const toOutput = sessionOutputOf(context, itemIndex);
			return {
				key: [environmentId.toLowerCase(), query, request],
				run: async (client) => {
					const { id } = await users.find(client, environmentId, query, request);
					const sessions = await userSessions(client, environmentId, id, request);
					return { sessions, receivedAtMs: Date.now() };
				},
				output: ({ sessions, receivedAtMs }) =>
					sessions.slice(0, limit).map((session) => toOutput(session, receivedAtMs)),
			};
		};
	},
});
