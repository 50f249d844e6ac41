/** What the fields of the trigger say. */
import type { IDataObject, INodeProperties, IPollFunctions } from 'n8n-workflow';
import { activityTypesOf, filteredIds, filteredResult } from '../shared/node/fields/activities';
import {
	collectionOf,
	ignoreOwnEventsOption,
	ignoresOwnEvents,
	isTriggerSimplified,
	triggerEnvironmentOf,
} from '../shared/node/fields/trigger';
import type { AuditFilter } from '../shared/pingone/activityFilter';
import { simplifyEvent } from './gap';

export interface PollSettings {
	environmentId: string;
	filter: AuditFilter;
	ignoreOwnEvents: boolean;
	/** What is put out for an event. */
	output(event: IDataObject): IDataObject;
}

export const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [ignoreOwnEventsOption],
};

/** @throws {PingOneError} naming the field that cannot be used. */
export function pollSettingsOf(context: IPollFunctions): PollSettings {
	const { populationIds, applicationIds, result } = collectionOf(context, 'filters');
	return {
		environmentId: triggerEnvironmentOf(context),
		filter: {
			types: activityTypesOf(
				context.getNodeParameter('events', []),
				context.getNodeParameter('moreEvents', ''),
			),
			populationIds: filteredIds('Population IDs', populationIds),
			applicationIds: filteredIds('Application IDs', applicationIds),
			result: filteredResult(result),
		},
		ignoreOwnEvents: ignoresOwnEvents(context),
		output: isTriggerSimplified(context) ? simplifyEvent : (event) => event,
	};
}
