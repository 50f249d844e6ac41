/** The filters of Get Many. An activity must match all of them. */
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import {
	activityFiltersField,
	activityTypeFields,
	activityTypesOf,
	filteredResult,
	resultFilter,
} from '../shared/node/fields/eventFields';
import { userField } from '../shared/node/fields/user';
import type { AuditFilter, FilteredUser } from '../shared/pingone/events/eventFilter';
import { PingOneError } from '../shared/pingone/errors/pingOneError';
import { canonicalAddress } from '../shared/pingone/events/ipAddress';
import { isJsonObject } from '../shared/pingone/json';
import { quote } from '../shared/pingone/text';
import { requiredText } from '../shared/pingone/textParameter';
import { userQuery, type UserQuery } from '../shared/pingone/users/findUser';

/** Some of PingOne's own applications have a word as their ID, such as `adminui`. */
const APPLICATION_ID = /^[\w.-]{1,64}$/;
/** Including surrounding whitespace. */
const MAX_FILTER_LENGTH = 100;

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
			description: 'Only activities that this application caused',
		},
		{
			...listedTypes,
			displayName: LISTED,
			description: 'Only these events. The name below each is its event type in PingOne.',
		},
		{
			displayName: 'IP Address',
			name: 'ipAddress',
			type: 'string',
			default: '',
			placeholder: 'e.g. 203.0.113.7',
			description:
				'Only activities from this IP address. An IPv6 address can be written in any form.',
		},
		{ ...namedTypes, displayName: NAMED, noDataExpression: false },
		resultFilter,
		{ ...userField, required: false, description: 'Only activities of this user' },
		{
			displayName: 'User Is',
			name: 'userIs',
			type: 'options',
			options: [
				{ name: 'Acting User', value: 'actor' },
				{ name: 'Affected User', value: 'subject' },
			],
			default: 'subject',
			description:
				'The role of User in the activity. If an administrator disables a user, the administrator is the acting user and the disabled user is the affected user.',
		},
	],
};

/**
 * Returns the filter, without the user.
 *
 * @throws {PingOneError} naming a filter that is empty or not valid. An empty filter would list
 * everything.
 */
export function auditFilterOf(filters: IDataObject): AuditFilter {
	const { events, moreEvents, applicationId, ipAddress, result } = filters;
	return {
		...(('events' in filters || 'moreEvents' in filters) && {
			types: activityTypesOf(events, moreEvents, [LISTED, NAMED]),
		}),
		...('applicationId' in filters && {
			applicationIds: [validFilter('Application ID', isApplicationId, applicationId)],
		}),
		...('ipAddress' in filters && {
			ipAddress: validFilter('IP Address', isAddress, ipAddress),
		}),
		...('result' in filters && { result: filteredResult(result) }),
	};
}

/**
 * Returns the user filter.
 *
 * @throws {PingOneError} naming the filter if it cannot identify a user.
 */
export function filteredUserOf(filters: IDataObject): {
	query?: UserQuery;
	is: FilteredUser['is'];
} {
	const { userId, userIs = 'subject' } = filters;
	if (userIs !== 'subject' && userIs !== 'actor') {
		throw invalidFilterError('User Is', userIs, 'Pick Acting User or Affected User.');
	}
	if (!('userId' in filters)) return { is: userIs };
	const { mode, value } = isJsonObject(userId) ? userId : { mode: 'id', value: userId };
	return { query: userQuery(mode, value), is: userIs };
}

function isApplicationId(text: string): boolean {
	return APPLICATION_ID.test(text);
}

function isAddress(text: string): boolean {
	return canonicalAddress(text) !== undefined;
}

function validFilter(name: string, isValid: (text: string) => boolean, value: unknown): string {
	const text = requiredText(name, value, MAX_FILTER_LENGTH);
	if (isValid(text)) return text;
	throw invalidFilterError(name, value, 'Enter a valid value, or remove the filter.');
}

function invalidFilterError(name: string, value: unknown, advice: string): PingOneError {
	return new PingOneError(
		`'${name}' is not valid: ${quote(value)}`,
		`${advice} If the value comes from an expression, check what the expression returns. Nothing was sent for this item.`,
	);
}
