import { defineOperation } from '../../shared/node/defineOperation';
import { environmentField } from '../../shared/node/fields/environment';
import { notFoundPolicy, ifNotFoundOption } from '../notFoundOption';
import { optionsField } from '../../shared/node/fields/requestOptions';
import { sessionField, sessionOf } from '../sessionField';
import { EndedSessions } from '../../shared/pingone/sessions/endedSessions';
import { resetSession, type SessionEnd } from '../../shared/pingone/sessions/sessions';

/** Ends one session: `POST /environments/{environmentId}/sessions/{sessionId}`. */
export const reset = defineOperation<SessionEnd>({
	value: 'reset',
	name: 'Reset',
	action: 'Reset session (end it)',
	description: 'End one session of a user, in every application that uses it',
	fields: [
		environmentField,
		{ ...sessionField, description: 'The session to end' },
		optionsField([ifNotFoundOption]),
	],
	failurePolicy: 'finishAll',
	prepare: () => {
		const sessions = new EndedSessions();
		return (context, itemIndex) => {
			const sessionId = sessionOf(context, itemIndex);
			const { notFound } = context.getNodeParameter('options', itemIndex, {});
			const checkEnd = notFoundPolicy(notFound);
			return {
				key: [sessionId],
				run: async (environment) =>
					await sessions.end(
						`${environment.id} ${sessionId}`,
						async () => await resetSession(environment, sessionId),
					),
				output: (end, environmentId) => ({
					success: true,
					environmentId,
					sessionId,
					...checkEnd(end),
					resetAt: end.result === 'ended' ? end.at : null,
				}),
			};
		};
	},
});
