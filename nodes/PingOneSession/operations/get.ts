import type { IDataObject } from 'n8n-workflow';
import { defineOperation } from '../../shared/node/defineOperation';
import { environmentField } from '../../shared/node/fields/environment';
import { optionsField, requestOptions } from '../../shared/node/fields/requestOptions';
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
		const address = sessionOf(context, itemIndex);
		const request = requestOptions(context.getNodeParameter('options', itemIndex, {}));
		const toOutput = sessionOutputOf(context, itemIndex);
		return {
			key: [address.path.toLowerCase(), request],
			run: async (client) => {
				const session = await readSession(client, address, request);
				return { session, receivedAtMs: Date.now() };
			},
			output: ({ session, receivedAtMs }) => toOutput(session, receivedAtMs),
		};
	},
});
