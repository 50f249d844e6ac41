/** Builds the desired subscription from the trigger's fields and n8n's address. */
import type { IHookFunctions } from 'n8n-workflow';
import { triggerEnvironmentOf } from '../shared/node/fields/trigger';
import type { SubscriptionSettings } from '../shared/pingone/events/subscriptions';
import { subscriptionName } from './subscriptionName';
import { deliverySettingsOf, subscriptionSettingsOf } from './triggerSettings';
import { validWebhookAddress } from './webhookAddress';

/** The subscription that PingOne is to have. */
export interface DesiredSubscription {
	environmentId: string;
	settings: SubscriptionSettings;
}

/** Returns the desired subscription. @throws {PingOneError} naming the field that is not valid. */
export function desiredSubscription(context: IHookFunctions): DesiredSubscription {
	const url = validWebhookAddress(context.getNodeWebhookUrl('default'));
	// Checked when the workflow is published, because a delivery cannot report an error.
	deliverySettingsOf(context);
	const name = subscriptionName(context, url);
	return {
		environmentId: triggerEnvironmentOf(context),
		settings: { name, url, ...subscriptionSettingsOf(context) },
	};
}
