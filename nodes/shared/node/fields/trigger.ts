/** Fields that both triggers share. n8n passes parameters to triggers without items. */
import type {
	IHookFunctions,
	INodeProperties,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import type { ActivityResult } from '../../pingone/events/event';
import { PingOneError, toPingOneError } from '../../pingone/errors/pingOneError';
import { checkedId } from '../../pingone/ids';
import { activityTypesOf, filteredIds, filteredResult } from './eventFields';
import { booleanIn } from './boolean';
import { simplifyField } from './simplify';

/**
 * No expression: it is read with each delivery or poll, when an invalid value can no longer be
 * reported.
 */
export const triggerSimplifyField: INodeProperties = { ...simplifyField, noDataExpression: true };

/** The contexts in which n8n calls a trigger. */
export type TriggerContext = IHookFunctions | IPollFunctions | IWebhookFunctions;

/** Option to ignore events that the workflow itself caused. */
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
	let value: unknown;
	try {
		value = context.getNodeParameter('environmentId', '', { extractValue: true });
	} catch (error) {
		throw environmentError(error);
	}
	return checkedId('Environment', value);
}

function environmentError(error: unknown): PingOneError {
	return new PingOneError(
		`The expression in 'Environment' cannot be used: ${toPingOneError(error).message}`,
		'Correct it, or choose the environment from the list.',
	);
}

/** Returns the fields of a collection; an empty object if the value is not a collection. */
export function collectionOf(
	context: TriggerContext,
	name: 'filters' | 'options',
): Record<string, unknown> {
	return { ...Object(context.getNodeParameter(name, {})) };
}

/**
 * Returns the filter for events that start the workflow, without their result.
 *
 * @throws {PingOneError} naming the field that is not valid.
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
 * Returns the current client ID of the credential's worker application; undefined if the
 * credential no longer exists, so that it cannot cause events either.
 */
export async function ownClientId(context: TriggerContext): Promise<string | undefined> {
	try {
		const { clientId } = await context.getCredentials('pingOneWorkerApi');
		return String(clientId).trim();
	} catch {
		return undefined;
	}
}
