/** The subscription as the trigger's fields and n8n's address say it should be. */
import type { IHookFunctions } from 'n8n-workflow';
import { triggerEnvironmentOf } from '../shared/node/fields/trigger';
import type { SubscriptionSettings } from '../shared/pingone/subscriptions';
import { subscriptionName } from './subscriptionName';
import { deliverySettingsOf, subscriptionSettingsOf } from './triggerSettings';
import { checkedAddress } from './webhookAddress';

/** What the trigger wants PingOne to have. */
export interface Wanted {
	environmentId: string;
	settings: SubscriptionSettings;
}

/** @throws {PingOneError} naming what cannot be used. */
export function wantedBy(context: IHookFunctions): Wanted {
	const url = checkedAddress(context.getNodeWebhookUrl('default'));
	// What a delivery needs is checked here: then it is too late to say so.
	deliverySettingsOf(context);
	const name = subscriptionName(context, url);
	return {
		environmentId: triggerEnvironmentOf(context),
		settings: { name, url, ...subscriptionSettingsOf(context) },
	};
}
