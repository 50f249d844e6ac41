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
import { get } from './operations/get';
import { getAll } from './operations/getAll';

const operations = [get, getAll];

export class PingOneActivity implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'PingOne Activity',
		name: 'pingOneActivity',
		icon: { light: 'file:../../icons/pingOne.svg', dark: 'file:../../icons/pingOne.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: operationSubtitle(operations),
		description: "Read PingOne's audit log: sign-ons, lockouts, changes to users",
		defaults: { name: 'PingOne Activity' },
		usableAsTool: {
			replacements: {
				description:
					'Read the audit log of a PingOne environment, up to 14 days back: sign-ons with their IP addresses, lockouts, changes to passwords, MFA devices and roles, for all users or for one. Each result has the affected user (userId, username) and the acting user or application (actorId, actor). Changes nothing.',
			},
		},
		builderHint: {
			searchHint:
				'Reads the audit log of PingOne, up to 14 days back: where a user signed on from, who changed what, which sign-ons failed. Use the operation getAll, with a user in its filters. To start a workflow when something happens, use PingOne Activity Trigger or PingOne Trigger.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-pingone.pingOneSession',
					relationHint: 'Ends the sessions of a user whose activities look suspicious',
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
