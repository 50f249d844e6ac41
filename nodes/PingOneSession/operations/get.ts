import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { environmentField } from '../../shared/fields/environment';
import { optionsField, requestOptions } from '../../shared/fields/requestOptions';
import { sessionField, sessionOf } from '../../shared/fields/session';
import { simplifyField, viewOf } from '../../shared/fields/simplify';
import type { Prepare } from '../../shared/node/runItems';
import { readSession } from '../../shared/pingone/sessions';

const showOnlyForGet = { show: { operation: ['get'] } };

export const getOption: INodePropertyOptions = {
	name: 'Get',
	value: 'get',
	action: 'Get a session',
	description: 'See who a session is of, since when, and from where',
};

export const getFields: INodeProperties[] = [
	{ ...environmentField, displayOptions: showOnlyForGet },
	{ ...sessionField, description: 'The session to see', displayOptions: showOnlyForGet },
	{ ...simplifyField, displayOptions: showOnlyForGet },
	{ ...optionsField(), displayOptions: showOnlyForGet },
];

/** Reads one session. */
export function get(): Prepare<IDataObject> {
	return (context, itemIndex) => {
		const session = sessionOf(context, itemIndex);
		const request = requestOptions(context.getNodeParameter('options', itemIndex, {}));
		return {
			key: [session.path.toLowerCase(), request],
			run: async (pingOne) => await readSession(pingOne, session, request),
			output: viewOf(context, itemIndex),
		};
	};
}
