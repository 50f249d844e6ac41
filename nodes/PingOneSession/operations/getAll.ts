import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { environmentField, environmentOf } from '../../shared/fields/environment';
import { optionsField, requestOptions } from '../../shared/fields/requestOptions';
import { simplifyField, viewOf } from '../../shared/fields/simplify';
import { userField, userOf } from '../../shared/fields/user';
import type { Prepare } from '../../shared/node/runItems';
import { Failure } from '../../shared/pingone/failure';
import { userSessions } from '../../shared/pingone/sessions';
import { quoted } from '../../shared/pingone/text';
import { UserDirectory } from '../../shared/pingone/users';

const showOnlyForGetAll = { show: { operation: ['getAll'] } };

export const getAllOption: INodePropertyOptions = {
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many sessions of a user',
	description: 'List the sessions of a person, newest first',
};

export const getAllFields: INodeProperties[] = [
	{ ...environmentField, displayOptions: showOnlyForGetAll },
	{ ...userField, displayOptions: showOnlyForGetAll },
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
		displayOptions: showOnlyForGetAll,
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { operation: ['getAll'], returnAll: [false] } },
	},
	{ ...simplifyField, displayOptions: showOnlyForGetAll },
	{ ...optionsField(), displayOptions: showOnlyForGetAll },
];

/** Finds a person, and lists their sessions. */
export function getAll(): Prepare<IDataObject[]> {
	const users = new UserDirectory();
	return (context, itemIndex) => {
		const environmentId = environmentOf(context, itemIndex);
		const query = userOf(context, itemIndex);
		const limit = context.getNodeParameter('returnAll', itemIndex, false)
			? Infinity
			: limitOf(context.getNodeParameter('limit', itemIndex, 50));
		const request = requestOptions(context.getNodeParameter('options', itemIndex, {}));
		const view = viewOf(context, itemIndex);
		return {
			key: [environmentId.toLowerCase(), query, request],
			run: async (pingOne) => {
				const { id } = await users.find(pingOne, environmentId, query, request);
				return await userSessions(pingOne, environmentId, id, request);
			},
			output: (sessions) => sessions.slice(0, limit).map(view),
		};
	};
}

function limitOf(value: unknown): number {
	const limit = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof limit === 'number' && Number.isInteger(limit) && limit >= 1) return limit;
	throw new Failure(
		`'Limit' is not a whole number from 1 up: ${quoted(value)}`,
		'Give it a number such as 50, or set Return All. Nothing was sent for this item.',
	);
}
