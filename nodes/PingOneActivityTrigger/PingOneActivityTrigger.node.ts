import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { testPingOneWorkerApi } from '../shared/node/credentialTest';
import { activityFiltersField, activityTypeFields } from '../shared/node/fields/eventFields';
import { environmentField } from '../shared/node/fields/environment';
import { triggerSimplifyField } from '../shared/node/fields/trigger';
import { searchEnvironments } from '../shared/node/listSearch/environments';
import { poll } from './poll';
import { optionsField } from './pollSettings';

export class PingOneActivityTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'PingOne Activity Trigger',
		name: 'pingOneActivityTrigger',
		icon: { light: 'file:../../icons/pingOne.svg', dark: 'file:../../icons/pingOne.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") || $parameter["moreEvents"] }}',
		description:
			'Starts the workflow when something happens in PingOne. Polls PingOne, so n8n needs no public address.',
		polling: true,
		defaults: { name: 'PingOne Activity Trigger' },
		builderHint: {
			searchHint:
				'Starts a workflow when PingOne has recorded a security event: sign-on, lockout, password, MFA device, risk, roles. It polls, so it works where PingOne cannot reach n8n; where it can, PingOne Trigger is faster.',
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

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}
