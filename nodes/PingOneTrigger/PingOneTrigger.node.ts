import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { testPingOneWorkerApi } from '../shared/node/credentialTest';
import { activityFiltersField, activityTypeFields } from '../shared/node/fields/eventFields';
import { environmentField } from '../shared/node/fields/environment';
import { triggerSimplifyField } from '../shared/node/fields/trigger';
import { searchEnvironments } from '../shared/node/listSearch/environments';
import { HEAD_WEBHOOK, receiveDelivery } from './receiveDelivery';
import { subscriptionLifecycle } from './subscriptionLifecycle';
import { optionsField } from './triggerSettings';

const path = 'webhook';

export class PingOneTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'PingOne Trigger',
		name: 'pingOneTrigger',
		icon: { light: 'file:../../icons/pingOne.svg', dark: 'file:../../icons/pingOne.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") || $parameter["moreEvents"] }}',
		description:
			'Starts the workflow when something happens in PingOne: a sign-on, a lockout, a password or device change',
		eventTriggerDescription: 'Waiting for PingOne to send an event',
		activationMessage: 'PingOne now sends its events to this workflow.',
		defaults: { name: 'PingOne Trigger' },
		builderHint: {
			searchHint:
				'Starts a workflow when PingOne reports a security event: sign-on, lockout, password, MFA device, risk, roles. Put Remove Duplicates on eventId behind it, since PingOne may send an event twice. PingOne must reach this n8n by https.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-pingone.pingOneUser',
					relationHint: 'Disables or locks the affected user (userId), if the event has one',
				},
				{
					nodeType: 'n8n-nodes-pingone.pingOneSession',
					relationHint:
						'Ends the sessions of the affected user (userId), or the one session of the event (sessionId)',
				},
			],
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'pingOneWorkerApi', required: true, testedBy: 'testPingOneWorkerApi' }],
		webhooks: [
			// HEAD first: n8n registers them in this order, and PingOne may send a HEAD request while
			// its webhook is being created.
			{ name: HEAD_WEBHOOK, httpMethod: 'HEAD', responseMode: 'onReceived', path },
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path },
		],
		properties: [
			environmentField,
			...activityTypeFields,
			activityFiltersField,
			triggerSimplifyField,
			optionsField,
		],
	};

	methods = {
		credentialTest: { testPingOneWorkerApi },
		listSearch: { searchEnvironments },
	};

	webhookMethods = { default: subscriptionLifecycle };

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveDelivery(this);
	}
}
