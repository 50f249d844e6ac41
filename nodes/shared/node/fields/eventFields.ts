/** Fields for choosing events. */
import type { INodeProperties } from 'n8n-workflow';
import type { ActivityResult } from '../../pingone/events/event';
import { ACTIVITY_TYPES } from '../../pingone/events/eventTypes';
import { PingOneError } from '../../pingone/errors/pingOneError';
import { checkedId } from '../../pingone/ids';
import { quote } from '../../pingone/text';
import { optionalText } from '../../pingone/textParameter';

/** PingOne's maximum number of populations or applications in one filter. */
const MAX_IDS = 10;
/** Maximum length of a text with several names or IDs, in characters. */
const MAX_LIST_LENGTH = 10_000;
const MAX_TYPES = 500;
const MAX_TYPE_LENGTH = 100;
const TYPE = /^[A-Z][A-Z0-9_]*(\.[A-Z0-9_]+)+$/;

/** Fields for event types: a list, and a text field for types that are not in it. */
export const activityTypeFields: INodeProperties[] = [
	{
		displayName: 'Trigger On',
		name: 'events',
		type: 'multiOptions',
		noDataExpression: true,
		options: ACTIVITY_TYPES,
		default: [],
		description:
			'The events that start the workflow. The name below each is its event type in PingOne.',
	},
	{
		displayName: 'More Events',
		name: 'moreEvents',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. POPULATION.CREATED, POLICY.UPDATED',
		description:
			"Event types that are not in the list, separated by commas. PingOne's audit log shows them as Action Type.",
	},
];

export const resultFilter: INodeProperties = {
	displayName: 'Result',
	name: 'result',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Any', value: 'any' },
		{ name: 'Failure', value: 'failure' },
		{ name: 'Success', value: 'success' },
	],
	default: 'failure',
	description:
		'Only events with this result. An event without a result matches neither Failure nor Success.',
};

/** The collection 'Filters'. */
export const activityFiltersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	options: [
		{
			displayName: 'Application IDs',
			name: 'applicationIds',
			type: 'string',
			noDataExpression: true,
			default: '',
			placeholder: 'e.g. 0c6de8a1-7f25-4b39-a4d8-1e5b2f90c763',
			description: `Only events of these applications: up to ${MAX_IDS} IDs, separated by commas`,
		},
		{
			displayName: 'Population IDs',
			name: 'populationIds',
			type: 'string',
			noDataExpression: true,
			default: '',
			placeholder: 'e.g. 5e1c8a90-2f34-4b67-9d08-c3a7f1b2e645',
			description: `Only events that affect users in these populations: up to ${MAX_IDS} IDs, separated by commas. Events without an affected user are left out.`,
		},
		resultFilter,
	],
};

/** Labels of the fields above. */
const TRIGGER_NAMES = activityTypeFields.map(({ displayName }) => displayName);

/**
 * Returns the chosen types without duplicates.
 *
 * @param names labels of the two fields.
 * @throws {PingOneError} if none is chosen, or if one is not a valid type.
 */
export function activityTypesOf(
	listed: unknown,
	more: unknown,
	[listName, moreName] = TRIGGER_NAMES,
): string[] {
	const named = textsIn(moreName, more).map((text) => text.toUpperCase());
	const chosen: unknown[] = Array.isArray(listed) ? listed : [];
	if (chosen.length > MAX_TYPES) {
		throw new PingOneError(
			`'${listName}' has ${chosen.length} event types`,
			`It can have ${MAX_TYPES} at most. Nothing was sent.`,
		);
	}
	const types = [
		...new Set([
			...chosen.map((type) => checkedType(listName, type)),
			...named.map((type) => checkedType(moreName, type)),
		]),
	];
	if (types.length > 0) return types;
	throw new PingOneError(
		'No event is chosen',
		`Choose one or more in '${listName}', or name them in '${moreName}'. Nothing was sent.`,
	);
}

/**
 * Returns the IDs in a filter without duplicates, in lower case like PingOne's.
 *
 * @param name label of the filter.
 * @throws {PingOneError} naming the filter if an ID is not a UUID, or if there are too many.
 */
export function filteredIds(name: string, text: unknown): string[] {
	const ids = [...new Set(textsIn(name, text).map((id) => checkedId(name, id)))];
	if (ids.length <= MAX_IDS) return ids;
	throw new PingOneError(
		`'${name}' has ${ids.length} IDs, and PingOne accepts at most ${MAX_IDS}`,
		'Remove some, or use a second trigger for them. Nothing was sent.',
	);
}

/**
 * Returns the result in the filter; undefined for any.
 *
 * @throws {PingOneError} naming the filter if it has another value.
 */
export function filteredResult(value: unknown): ActivityResult | undefined {
	if (value === 'any') return undefined;
	if (value === 'success' || value === 'failure') return value;
	throw new PingOneError(
		`'Result' is neither Any nor Failure nor Success: ${quote(value)}`,
		'Pick one of them, or remove the filter. Nothing was sent.',
	);
}

function checkedType(name: string, type: unknown): string {
	if (typeof type === 'string' && type.length <= MAX_TYPE_LENGTH && TYPE.test(type)) return type;
	throw new PingOneError(
		`'${name}' contains a value that is not an event type: ${quote(type)}`,
		'Enter event types such as USER.LOCKED, separated by commas. Nothing was sent.',
	);
}

function textsIn(name: string, list: unknown): string[] {
	const texts = optionalText(name, list, MAX_LIST_LENGTH).split(',');
	return texts.map((text) => text.trim()).filter((text) => text !== '');
}
