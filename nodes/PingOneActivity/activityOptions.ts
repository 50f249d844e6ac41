import type { INodeProperties } from 'n8n-workflow';
import { optionsField } from '../shared/node/fields/requestOptions';
import { ACTIVITY_REQUESTS_PER_SECOND } from '../shared/pingone/events/auditLog';

const requestsPerSecond: INodeProperties = {
	displayName: 'Requests per Second',
	name: 'requestsPerSecond',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: ACTIVITY_REQUESTS_PER_SECOND },
	noDataExpression: true,
	default: ACTIVITY_REQUESTS_PER_SECOND,
	description: `Maximum number of requests per second: at most ${ACTIVITY_REQUESTS_PER_SECOND}, because PingOne has a low rate limit for its audit log, which all clients share`,
};

/** The collection 'Options', with the lower maximum for Requests per Second. */
export const activityOptionsField = optionsField([requestsPerSecond]);
