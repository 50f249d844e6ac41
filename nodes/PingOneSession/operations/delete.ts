import { defineOperation } from '../../shared/node/defineOperation';
import { environmentField } from '../../shared/node/fields/environment';
import { notFoundPolicy, ifNotFoundOption } from '../notFoundOption';
import { optionsField, requestOptions } from '../../shared/node/fields/requestOptions';
import { sessionField, sessionOf } from '../sessionField';
import { userField, userOf, userOutput } from '../../shared/node/fields/user';
import { findInOrder } from '../../shared/node/inOrder';
import { EndedSessions } from '../../shared/pingone/sessions/endedSessions';
import { deleteSession, type SessionEnd } from '../../shared/pingone/sessions/sessions';
import { UserDirectory } from '../../shared/pingone/users/userLookups';
import type { User } from '../../shared/pingone/users/findUser';

/** Finds a user, and deletes one of the user's sessions. */
export const deleteOne = defineOperation<{ user: User; end: SessionEnd }>({
	value: 'delete',
	name: 'Delete',
	action: 'Delete session of user',
	description:
		'Delete one session of a user. PingOne does not delete the session that the access token belongs to.',
	fields: [
		environmentField,
		userField,
		{ ...sessionField, description: 'The session to delete' },
		optionsField([ifNotFoundOption]),
	],
	failurePolicy: 'finishAll',
	prepare: () => {
		const users = new UserDirectory();
		const sessions = new EndedSessions();
		return (context, itemIndex) => {
			const session = sessionOf(context, itemIndex);
			const query = userOf(context, itemIndex);
			const options = context.getNodeParameter('options', itemIndex, {});
			const checkEnd = notFoundPolicy(options.notFound);
			const request = requestOptions(options);
			const { environmentId, sessionId } = session;
			const path = session.path.toLowerCase();
			return {
				key: [path, query, request],
				userNames: { lookedUp: { environmentId, ...query } },
				run: async (client, order) => {
					const find = async () => await users.find(client, environmentId, query, request);
					const user = await findInOrder(find, environmentId, order);
					const end = await sessions.end(
						`${path} ${user.id}`,
						async () => await deleteSession(client, session, user.id, request),
					);
					return { user, end };
				},
				output: ({ user, end }) => ({
					deleted: true,
					...userOutput(environmentId, user),
					sessionId,
					...checkEnd(end),
				}),
			};
		};
	},
});
