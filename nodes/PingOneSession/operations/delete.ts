import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { environmentField } from '../../shared/fields/environment';
import { optionsField, requestOptions } from '../../shared/fields/requestOptions';
import { sessionField, sessionOf } from '../../shared/fields/session';
import { userField, userOf } from '../../shared/fields/user';
import type { Prepare } from '../../shared/items';
import { deleteSession } from '../../shared/pingone/sessions';
import { findUser, type User } from '../../shared/pingone/users';

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
export const deleteOne: Prepare<User> = (context, itemIndex) => {
	const session = sessionOf(context, itemIndex);
	const query = userOf(context, itemIndex);
	const request = requestOptions(context.getNodeParameter('options', itemIndex, {}));
	const { environmentId, sessionId } = session;
	return {
		key: [session.path.toLowerCase(), query.by, query.value].join(' '),
		run: async (pingOne) => {
			const user = await findUser(pingOne, environmentId, query, request);
			await deleteSession(pingOne, session, user.id, request);
			return user;
		},
		output: ({ id, username = null, email = null }) => ({
			deleted: true,
			environmentId,
			userId: id,
			username,
			email,
			sessionId,
		}),
	};
};
