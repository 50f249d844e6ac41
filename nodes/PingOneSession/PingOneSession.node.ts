import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { accessTokenHint, authenticationField } from '../shared/node/authentication';
import { testPingOneApi, testPingOneWorkerApi } from '../shared/node/credentialTest';
import { operationFields, operationSubtitle, runOperation } from '../shared/node/defineOperation';
import { searchEnvironments } from '../shared/node/listSearch/environments';
import { searchUsers } from '../shared/node/listSearch/users';
import { deleteOne } from './operations/delete';
import { get } from './operations/get';
import { getAll } from './operations/getAll';
import { reset } from './operations/reset';
import { resetAll } from './operations/resetAll';

const operations = [deleteOne, get, getAll, reset, resetAll];

export class PingOneSession implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'PingOne Session',
		name: 'pingOneSession',
		icon: { light: 'file:../../icons/pingOne.svg', dark: 'file:../../icons/pingOne.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: operationSubtitle(operations),
		description: 'Sign users out of PingOne by ending their single sign-on sessions',
		defaults: { name: 'PingOne Session' },
		usableAsTool: {
			replacements: {
				description:
					'Sign users out of PingOne, or list their single sign-on sessions. Reset All for User signs a user out everywhere; the user can be given by email or username.',
			},
		},
		builderHint: {
			searchHint:
				'Ends PingOne single sign-on sessions: offboarding, lost or stolen laptop, security incident. Use the operation resetAll to sign a user out everywhere by email; reset needs a session ID. A reset does not prevent a user from signing on again.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-base.webhook',
					relationHint: 'Starts the workflow when an HR or ticketing system reports a user',
				},
			],
		},
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'pingOneWorkerApi',
				required: true,
				testedBy: 'testPingOneWorkerApi',
				displayOptions: { show: { authentication: ['worker'] } },
			},
			{
				name: 'pingOneApi',
				required: true,
				testedBy: 'testPingOneApi',
				displayOptions: { show: { authentication: ['accessToken'] } },
			},
		],
		hints: [accessTokenHint],
		properties: [authenticationField, ...operationFields(operations, getAll)],
	};

	methods = {
		credentialTest: { testPingOneApi, testPingOneWorkerApi },
		listSearch: { searchEnvironments, searchUsers },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await runOperation(this, operations)];
	}
}
