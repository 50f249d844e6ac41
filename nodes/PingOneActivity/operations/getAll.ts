import type { IDataObject } from 'n8n-workflow';
import { defineOperation } from '../../shared/node/defineOperation';
import { environmentField } from '../../shared/node/fields/environment';
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
			const rangeAt = timeRangeOf(context, itemIndex, now);
			const limit = limitOf(context, itemIndex);
			const fields = context.getNodeParameter('filters', itemIndex, {});
			const filter = auditFilterOf(fields);
			const { query, is } = filteredUserOf(fields);
			const simplify = isSimplified(context, itemIndex);
			return {
				key: [rangeAt(now), String(limit), fields, simplify],
				run: async (environment) => {
					// An ID is not looked up: the activities of a deleted user can still be listed.
					const { id } =
						query === undefined || query.by === 'id'
							? { id: query?.value }
							: await users.find(environment, query);
					const auditFilter = { ...filter, ...(id !== undefined && { user: { id, is } }) };
					const listed = await listByServerTime(rangeAt, now, (range, onServerTime) =>
						listActivities(environment.with({ onServerTime }), range, auditFilter, limit),
					);
					return simplify ? listed.map(simplifyActivity) : listed;
				},
				output: (listed) => listed,
			};
		};
	},
});
