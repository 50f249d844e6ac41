/** What the fields of the trigger say. */
import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { filteredResult } from '../shared/node/fields/activities';
import { optionsCollection } from '../shared/node/fields/optionsCollection';
import {
	chosenActivities,
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

export const optionsField = optionsCollection([ignoreOwnEventsOption]);

/** @throws {PingOneError} naming the field that cannot be used. */
export function pollSettingsOf(context: IPollFunctions): PollSettings {
	return {
		environmentId: triggerEnvironmentOf(context),
		filter: {
			...chosenActivities(context),
			result: filteredResult(collectionOf(context, 'filters').result),
		},
		ignoreOwnEvents: ignoresOwnEvents(context),
		output: isTriggerSimplified(context) ? simplifyEvent : (event) => event,
	};
}
