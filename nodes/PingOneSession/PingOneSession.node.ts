import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { testPingOneApi } from '../shared/credentialTest';
import { runItems } from '../shared/items';
import { searchEnvironments } from '../shared/search/environments';
import { reset, resetFields, resetOption } from './operations/reset';

export class PingOneSession implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'PingOne Session',
		name: 'pingOneSession',
		icon: { light: 'file:../../icons/pingOne.svg', dark: 'file:../../icons/pingOne.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": session" }}',
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
				name: 'pingOneOAuth2Api',
				required: true,
				displayOptions: { show: { authentication: ['oAuth2'] } },
			},
		],
		properties: [
			{
				displayName: 'Authentication',
				name: 'authentication',
				type: 'options',
				options: [
					{ name: 'Access Token', value: 'accessToken' },
					{ name: 'OAuth2', value: 'oAuth2' },
				],
				default: 'accessToken',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				options: [resetOption],
				default: 'reset',
			},
			...resetFields,
		],
	};

	methods = {
		credentialTest: { testPingOneApi },
		listSearch: { searchEnvironments },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await runItems(this, reset)];
	}
}
