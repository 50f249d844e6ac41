import { defineOperation } from '../../shared/node/defineOperation';
import { environmentField } from '../../shared/node/fields/environment';
import { notFoundPolicy, ifNotFoundOption } from '../notFoundOption';
import { optionsField } from '../../shared/node/fields/requestOptions';
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
			const sessionId = sessionOf(context, itemIndex);
			const query = userOf(context, itemIndex);
			const { notFound } = context.getNodeParameter('options', itemIndex, {});
			const checkEnd = notFoundPolicy(notFound);
			return {
				key: [sessionId, query],
				userNames: { lookedUp: query },
				run: async (environment, order) => {
					const find = async () => await users.find(environment, query);
					const user = await findInOrder(find, order);
					const end = await sessions.end(
						`${environment.id} ${sessionId} ${user.id}`,
						async () => await deleteSession(environment, sessionId, user.id),
					);
					return { user, end };
				},
				output: ({ user, end }, environmentId) => ({
					success: true,
					deleted: true,
					...userOutput(environmentId, user),
					sessionId,
					...checkEnd(end),
				}),
			};
		};
	},
});
