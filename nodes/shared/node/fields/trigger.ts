/** What the triggers have in common. n8n gives them their parameters without items. */
import type {
	IHookFunctions,
	INodeProperties,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import type { ActivityResult } from '../../pingone/activities';
import { checkedId } from '../../pingone/ids';
import { activityTypesOf, filteredIds, filteredResult } from './activities';
import { booleanIn } from './boolean';
import { simplifyField } from './simplify';

/** Read with each delivery or poll, when it is too late to say that an expression gives neither. */
export const triggerSimplifyField: INodeProperties = { ...simplifyField, noDataExpression: true };

/** What n8n calls a trigger with. */
export type TriggerContext = IHookFunctions | IPollFunctions | IWebhookFunctions;

/** Whether a workflow may be started by what it has done itself. */
export const ignoreOwnEventsOption: INodeProperties = {
	displayName: 'Ignore Own Events',
	name: 'ignoreOwnEvents',
	type: 'boolean',
	noDataExpression: true,
	default: true,
	description:
		"Whether to ignore events that this credential's worker application caused, so that a workflow does not start itself",
};

/** @throws {PingOneError} if no environment is chosen. */
export function triggerEnvironmentOf(context: TriggerContext): string {
	const value: unknown = context.getNodeParameter('environmentId', '', { extractValue: true });
	return checkedId('Environment', value);
}

/** What is in a collection; nothing if it is something else. */
export function collectionOf(context: TriggerContext, name: string): Record<string, unknown> {
	return { ...Object(context.getNodeParameter(name, {})) };
}

/**
 * Which activities start the workflow, but for their result.
 *
 * @throws {PingOneError} naming the field that cannot be used.
 */
export function chosenActivities(context: TriggerContext) {
	const { populationIds, applicationIds } = collectionOf(context, 'filters');
	return {
		types: activityTypesOf(
			context.getNodeParameter('events', []),
			context.getNodeParameter('moreEvents', ''),
		),
		populationIds: filteredIds('Population IDs', populationIds),
		applicationIds: filteredIds('Application IDs', applicationIds),
	};
}

/** Returns the result of the events that start the workflow; undefined for any. @throws {PingOneError} naming 'Result'. */
export function chosenResult(context: TriggerContext): ActivityResult | undefined {
	const { result = 'any' } = collectionOf(context, 'filters');
	return filteredResult(result);
}

/** @throws {PingOneError} naming 'Ignore Own Events' if it is neither on nor off. */
export function ignoresOwnEvents(context: TriggerContext): boolean {
	const { ignoreOwnEvents = true } = collectionOf(context, 'options');
	return booleanIn('Ignore Own Events', ignoreOwnEvents);
}

/** @throws {PingOneError} naming 'Simplify' if it is neither on nor off. */
export function isTriggerSimplified(context: TriggerContext): boolean {
	return booleanIn('Simplify', context.getNodeParameter('simplify', true));
}

/**
 * The client ID of the credential's worker application, as it is now; undefined if there is no
 * credential any more, with which nothing can be caused either.
 */
export async function ownClientId(context: TriggerContext): Promise<string | undefined> {
	try {
		const { clientId } = await context.getCredentials('pingOneWorkerApi');
		return String(clientId).trim();
	} catch {
		return undefined;
	}
}
