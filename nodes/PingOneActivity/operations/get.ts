import type { IDataObject } from 'n8n-workflow';
import { defineOperation } from '../../shared/node/defineOperation';
import { environmentField } from '../../shared/node/fields/environment';
import { isSimplified, simplifyField } from '../../shared/node/fields/simplify';
import { simplifyActivity } from '../../shared/pingone/events/event';
import { ACTIVITY_REQUESTS_PER_SECOND, readActivity } from '../../shared/pingone/events/auditLog';
import { checkedId } from '../../shared/pingone/ids';
import { activityOptionsField } from '../activityOptions';

/** Reads one activity. */
export const get = defineOperation<IDataObject>({
	value: 'get',
	name: 'Get',
	action: 'Get activity',
	description: 'Get everything that PingOne recorded about one event',
	fields: [
		environmentField,
		{
			displayName: 'Event ID',
			name: 'eventId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 9d1f6a3e-47b8-4c52-8e0a-b6f3c2d15e78',
			description: 'The eventId from the output of a trigger or of Get Many',
		},
		simplifyField,
		activityOptionsField,
	],
	failurePolicy: 'stopAtFirst',
	maxPerSecond: ACTIVITY_REQUESTS_PER_SECOND,
	prepare: () => (context, itemIndex) => {
		const id = checkedId('Event ID', context.getNodeParameter('eventId', itemIndex, ''));
		const simplify = isSimplified(context, itemIndex);
		return {
			key: [id],
			run: async (environment) => await readActivity(environment, id),
			output: (activity) => (simplify ? simplifyActivity(activity) : activity),
		};
	},
});
