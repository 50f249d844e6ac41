/** Reads the fields of the trigger. */
import { numberIn } from '../shared/node/fields/number';
import { optionsCollection } from '../shared/node/fields/optionsCollection';
import {
	chosenActivities,
	chosenResult,
	collectionOf,
	ignoreOwnEventsOption,
	ignoresOwnEvents,
	isTriggerSimplified,
	type TriggerContext,
} from '../shared/node/fields/trigger';
import type { ActivityResult } from '../shared/pingone/events/event';
import { PingOneError } from '../shared/pingone/errors/pingOneError';
import type { SubscriptionSettings } from '../shared/pingone/events/subscriptions';
import { quote } from '../shared/pingone/text';

/** Settings for handling a delivery. */
export interface DeliverySettings {
	result?: ActivityResult;
	simplify: boolean;
	ignoreOwnEvents: boolean;
}

const MAX_EVENTS = 500;
/**
 * Default of 1: with a higher number, PingOne has been observed to wait until it has that many
 * events.
 */
const DEFAULT_EVENTS = 1;

export const optionsField = optionsCollection([
	{
		displayName: 'Events per Delivery',
		name: 'eventsPerDelivery',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 1, maxValue: MAX_EVENTS },
		default: DEFAULT_EVENTS,
		description:
			'Maximum number of events in one delivery. Each delivery starts one execution. PingOne may wait until it has that many events.',
	},
	ignoreOwnEventsOption,
]);

/** Returns the subscription settings. @throws {PingOneError} naming the field that is not valid. */
export function subscriptionSettingsOf(
	context: TriggerContext,
): Omit<SubscriptionSettings, 'name' | 'url'> {
	return {
		...chosenActivities(context),
		eventsPerDelivery: eventsPerDelivery(collectionOf(context, 'options').eventsPerDelivery),
	};
}

/**
 * Returns the settings for handling deliveries. @throws {PingOneError} naming the field that is
 * not valid.
 */
export function deliverySettingsOf(context: TriggerContext): DeliverySettings {
	return {
		result: chosenResult(context),
		simplify: isTriggerSimplified(context),
		ignoreOwnEvents: ignoresOwnEvents(context),
	};
}

function eventsPerDelivery(value: unknown = DEFAULT_EVENTS): number {
	const count = numberIn(value);
	if (Number.isInteger(count) && count >= 1 && count <= MAX_EVENTS) return count;
	throw new PingOneError(
		`'Events per Delivery' is not a whole number from 1 to ${MAX_EVENTS}: ${quote(value)}`,
		'Correct it in Options. Nothing was sent.',
	);
}
