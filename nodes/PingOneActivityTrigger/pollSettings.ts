/** Reads the fields of the trigger. */
import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { optionsCollection } from '../shared/node/fields/optionsCollection';
import {
	chosenActivities,
	chosenResult,
	ignoreOwnEventsOption,
	ignoresOwnEvents,
	isTriggerSimplified,
	triggerEnvironmentOf,
} from '../shared/node/fields/trigger';
import { simplifyActivity } from '../shared/pingone/events/event';
import type { AuditFilter } from '../shared/pingone/events/eventFilter';

export interface PollSettings {
	environmentId: string;
	filter: AuditFilter;
	ignoreOwnEvents: boolean;
	/** Converts an event into an item. */
	output(event: IDataObject): IDataObject;
}

export const optionsField = optionsCollection([ignoreOwnEventsOption]);

/** Returns the settings. @throws {PingOneError} naming the field that is not valid. */
export function pollSettingsOf(context: IPollFunctions): PollSettings {
	return {
		environmentId: triggerEnvironmentOf(context),
		filter: {
			...chosenActivities(context),
			result: chosenResult(context),
		},
		ignoreOwnEvents: ignoresOwnEvents(context),
		output: isTriggerSimplified(context) ? simplifyActivity : (event) => event,
	};
}
