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
import { searchGroups } from '../shared/node/listSearch/groups';
import { searchPopulations } from '../shared/node/listSearch/populations';
import { create } from './operations/create';
import { deleteOne } from './operations/delete';
import { get } from './operations/get';
import { getAll } from './operations/getAll';
import { update } from './operations/update';

const operations = [create, deleteOne, get, getAll, update];

export class PingOneGroup implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'PingOne Group',
		name: 'pingOneGroup',
		icon: { light: 'file:../../icons/pingOne.svg', dark: 'file:../../icons/pingOne.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: operationSubtitle(operations),
		description: 'Create, find, change and delete groups of PingOne users',
		defaults: { name: 'PingOne Group' },
		usableAsTool: {
			replacements: {
				description:
					'Create, find, list, change or delete a group of PingOne users. The group can be given by name. It does not add or remove members: PingOne User does that.',
			},
		},
		builderHint: {
			searchHint:
				'Groups in PingOne themselves: create, get (with the number of members), getAll, update, delete. To add a user to a group, to remove one, or to list the members, use PingOne User.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-pingone.pingOneUser',
					relationHint: 'Adds users to a group, removes them, and lists its members',
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
		properties: [authenticationField, ...operationFields(operations, get)],
	};

	methods = {
		credentialTest: { testPingOneApi, testPingOneWorkerApi },
		listSearch: { searchEnvironments, searchGroups, searchPopulations },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await runOperation(this, operations)];
	}
}
