import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { testPingOneApi, testPingOneWorkerApi } from '../shared/credentialTest';
import { searchEnvironments } from '../shared/search/environments';
import { searchUsers } from '../shared/search/users';
import { fields, names, operations, options } from './operations/all';

export class PingOneSession implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'PingOne Session',
		name: 'pingOneSession',
		icon: { light: 'file:../../icons/pingOne.svg', dark: 'file:../../icons/pingOne.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: `={{ (${JSON.stringify(names)})[$parameter["operation"]] }}`,
		description: 'Sign people out of PingOne by ending their single sign-on sessions',
		defaults: { name: 'PingOne Session' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'pingOneApi',
				required: true,
				testedBy: 'testPingOneApi',
				displayOptions: { show: { authentication: ['accessToken'] } },
			},
			{
				name: 'pingOneWorkerApi',
				required: true,
				testedBy: 'testPingOneWorkerApi',
				displayOptions: { show: { authentication: ['worker'] } },
			},
		],
		properties: [
			{
				displayName: 'Authentication',
				name: 'authentication',
				type: 'options',
				options: [
					{ name: 'Access Token', value: 'accessToken' },
					{ name: 'Worker Application', value: 'worker' },
				],
				default: 'accessToken',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				options,
				default: 'reset',
			},
			...fields,
		],
	};

	methods = {
		credentialTest: { testPingOneApi, testPingOneWorkerApi },
		listSearch: { searchEnvironments, searchUsers },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await operations[this.getNodeParameter('operation', 0)](this)];
	}
}
