import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { environmentField } from '../../shared/fields/environment';
import { optionsField, requestOptions } from '../../shared/fields/requestOptions';
import { sessionField, sessionOf } from '../../shared/fields/session';
import { userField, userOf } from '../../shared/fields/user';
import type { Prepare } from '../../shared/node/runItems';
import { EndedSessions } from '../../shared/pingone/endedSessions';
import { deleteSession, type SessionEnd } from '../../shared/pingone/sessions';
import { UserDirectory, type User } from '../../shared/pingone/users';

const showOnlyForDelete = { show: { operation: ['delete'] } };

export const deleteOption: INodePropertyOptions = {
	name: 'Delete',
	value: 'delete',
	action: 'Delete a session of a user',
	description: 'Remove one session of a person; not the one that the token itself belongs to',
};

export const deleteFields: INodeProperties[] = [
	{ ...environmentField, displayOptions: showOnlyForDelete },
	{ ...userField, displayOptions: showOnlyForDelete },
	{ ...sessionField, description: 'The session to delete', displayOptions: showOnlyForDelete },
	{ ...optionsField(), displayOptions: showOnlyForDelete },
];

/** Finds a person, and deletes one of their sessions. */
export function deleteOne(): Prepare<{ user: User; end: SessionEnd }> {
	const users = new UserDirectory();
	const sessions = new EndedSessions();
	return (context, itemIndex) => {
		const session = sessionOf(context, itemIndex);
		const query = userOf(context, itemIndex);
		const request = requestOptions(context.getNodeParameter('options', itemIndex, {}));
		const { environmentId, sessionId } = session;
		const path = session.path.toLowerCase();
		return {
			key: [path, query, request],
			run: async (pingOne) => {
				const user = await users.find(pingOne, environmentId, query, request);
				const end = await sessions.end(
					`${path} ${user.id}`,
					async () => await deleteSession(pingOne, session, user.id, request),
				);
				return { user, end };
			},
			output: ({ user: { id, username = null, email = null }, end }) => {
				if (end.failure) throw end.failure;
				return {
					deleted: true,
					environmentId,
					userId: id,
					username,
					email,
					sessionId,
					alreadyEnded: end.result === 'alreadyEnded',
				};
			},
		};
	};
}
