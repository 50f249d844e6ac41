import type { IDataObject } from 'n8n-workflow';
import { defineOperation } from '../../shared/node/defineOperation';
import { environmentField } from '../../shared/node/fields/environment';
import { optionsField } from '../../shared/node/fields/requestOptions';
import { sessionField, sessionOf } from '../sessionField';
import { sessionOutputOf, simplifyField } from '../../shared/node/fields/simplify';
import { readSession } from '../../shared/pingone/sessions/sessions';

/** Reads one session. */
export const get = defineOperation<{ session: IDataObject; receivedAtMs: number }>({
	value: 'get',
	name: 'Get',
	action: 'Get session',
	description: 'Get the user, the start time and the location of a session',
	fields: [
		environmentField,
		{ ...sessionField, description: 'The session to get' },
		simplifyField,
		optionsField(),
	],
	failurePolicy: 'stopAtFirst',
	prepare: () => (context, itemIndex) => {
		const sessionId = sessionOf(context, itemIndex);
		const toOutput = sessionOutputOf(context, itemIndex);
		return {
			key: [sessionId],
			run: async (environment) => {
				const session = await readSession(environment, sessionId);
				return { session, receivedAtMs: Date.now() };
			},
			output: ({ session, receivedAtMs }) => toOutput(session, receivedAtMs),
		};
	},
});
