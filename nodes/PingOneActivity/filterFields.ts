/** Which activities are listed: those that all filters are true of. */
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import {
	activityFiltersField,
	activityTypeFields,
	activityTypesOf,
	filteredResult,
	resultFilter,
} from '../shared/node/fields/activities';
import { userField } from '../shared/node/fields/user';
import type { AuditFilter, FilteredUser } from '../shared/pingone/activityFilter';
import { PingOneError } from '../shared/pingone/errors';
import { isJsonObject } from '../shared/pingone/json';
import { isUnresolved, quote } from '../shared/pingone/text';
import { userQuery, type UserQuery } from '../shared/pingone/users';

/** Some applications of PingOne's own have a word for an ID. */
const APPLICATION_ID = /^[\w.-]{1,64}$/;
const IP_ADDRESS = /^[\da-f:.]{2,45}$/i;

const [listedTypes, namedTypes] = activityTypeFields;
const LISTED = 'Event Types';
const NAMED = 'More Event Types';

export const filtersField: INodeProperties = {
	...activityFiltersField,
	options: [
		{
			displayName: 'Application ID',
			name: 'applicationId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 0c6de8a1-7f25-4b39-a4d8-1e5b2f90c763',
			description: 'Only what this application has caused',
		},
		{
			...listedTypes,
			displayName: LISTED,
			description: 'Only these events. Below each is what PingOne calls it.',
		},
		{
			displayName: 'IP Address',
			name: 'ipAddress',
			type: 'string',
			default: '',
			placeholder: 'e.g. 203.0.113.7',
			description: 'Only what came from this address',
		},
		{ ...namedTypes, displayName: NAMED, noDataExpression: false },
		resultFilter,
		{ ...userField, required: false, description: 'Only activities of this user' },
		{
			displayName: 'User Is',
			name: 'userIs',
			type: 'options',
			options: [
				{ name: 'Whom It Is About', value: 'subject' },
				{ name: 'Who Acted', value: 'actor' },
			],
			default: 'subject',
			description:
				'What the user in User has to do with it. An administrator acts, and it is about somebody else.',
		},
	],
};

/** All but the user. @throws {PingOneError} naming the filter that cannot be used: an empty one would list everything. */
export function auditFilterOf(filters: IDataObject): AuditFilter {
	const { events, moreEvents, applicationId, ipAddress, result } = filters;
	return {
		...(('events' in filters || 'moreEvents' in filters) && {
			types: activityTypesOf(events, moreEvents, [LISTED, NAMED]),
		}),
		...('applicationId' in filters && {
			applicationIds: [matching('Application ID', APPLICATION_ID, applicationId)],
		}),
		...('ipAddress' in filters && { ipAddress: matching('IP Address', IP_ADDRESS, ipAddress) }),
		result: filteredResult(result),
	};
}

/** @throws {PingOneError} naming the filter if nobody can be meant by it. */
export function filteredUserOf(filters: IDataObject): {
	query?: UserQuery;
	is: FilteredUser['is'];
} {
	const { userId, userIs = 'subject' } = filters;
	if (userIs !== 'subject' && userIs !== 'actor') {
		throw unusable('User Is', userIs, "Pick one of the filter's two values.");
	}
	if (!('userId' in filters)) return { is: userIs };
	const { mode, value } = isJsonObject(userId) ? userId : { mode: 'id', value: userId };
	return { query: userQuery(mode, value), is: userIs };
}

function matching(name: string, pattern: RegExp, value: unknown): string {
	const text = typeof value === 'string' ? value.trim() : '';
	if (pattern.test(text) && !isUnresolved(text)) return text;
	throw unusable(name, value, 'Remove the filter, or give it a value.');
}

function unusable(name: string, value: unknown, advice: string): PingOneError {
	return new PingOneError(
		`The filter '${name}' is empty, or cannot be used: ${quote(value)}`,
		`${advice} If it comes from an expression, check what the expression finds. Nothing was sent for this item.`,
	);
}
