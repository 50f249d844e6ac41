import type { IDataObject } from 'n8n-workflow';
import { defineOperation } from '../../shared/node/defineOperation';
import { environmentField, environmentOf } from '../../shared/node/fields/environment';
import { requestOptions } from '../../shared/node/fields/requestOptions';
import { limitOf, returnAllFields } from '../../shared/node/fields/returnAll';
import { isSimplified, simplifyField } from '../../shared/node/fields/simplify';
import { simplifyActivity } from '../../shared/pingone/events/event';
import { ACTIVITY_REQUESTS_PER_SECOND, listActivities } from '../../shared/pingone/events/auditLog';
import { UserDirectory } from '../../shared/pingone/users/userLookups';
import { activityOptionsField } from '../activityOptions';
import { auditFilterOf, filtersField, filteredUserOf } from '../filterFields';
import { listByServerTime } from '../listByServerTime';
import { timeRangeFields, timeRangeOf } from '../timeRangeFields';

/** Lists activities, page by page, up to the limit. */
export const getAll = defineOperation<IDataObject[]>({
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many activities',
	description: 'List events from the audit log, newest first, for example the sign-ons of a user',
	fields: [
		environmentField,
		...timeRangeFields,
		...returnAllFields,
		filtersField,
		simplifyField,
		activityOptionsField,
	],
	failurePolicy: 'stopAtFirst',
	maxPerSecond: ACTIVITY_REQUESTS_PER_SECOND,
	prepare: () => {
		const users = new UserDirectory();
		// The same time for all items, so that items with the same parameters share one run.
		const now = Date.now();
		return (context, itemIndex) => {
			const environmentId = environmentOf(context, itemIndex);
			const rangeAt = timeRangeOf(context, itemIndex, now);
			const limit = limitOf(context, itemIndex);
			const fields = context.getNodeParameter('filters', itemIndex, {});
			const filter = auditFilterOf(fields);
			const { query, is } = filteredUserOf(fields);
			const simplify = isSimplified(context, itemIndex);
			const request = requestOptions(context.getNodeParameter('options', itemIndex, {}));
			return {
				key: [environmentId.toLowerCase(), rangeAt(now), String(limit), fields, simplify, request],
				run: async (client) => {
					// An ID is not looked up: the activities of a deleted user can still be listed.
					const { id } =
						query === undefined || query.by === 'id'
							? { id: query?.value }
							: await users.find(client, environmentId, query, request);
					const auditFilter = { ...filter, ...(id !== undefined && { user: { id, is } }) };
					const listed = await listByServerTime(rangeAt, now, (range, onServerTime) =>
						listActivities(client, environmentId, range, auditFilter, limit, {
							...request,
							onServerTime,
						}),
					);
					return simplify ? listed.map(simplifyActivity) : listed;
				},
				output: (listed) => listed,
			};
		};
	},
});
