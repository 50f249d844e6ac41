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
import { searchDevices } from '../shared/node/listSearch/devices';
import { searchEnvironments } from '../shared/node/listSearch/environments';
import { searchUsers } from '../shared/node/listSearch/users';
import { block } from './operations/block';
import { deleteDevices } from './operations/delete';
import { getAll } from './operations/getAll';
import { unblock } from './operations/unblock';

const operations = [block, deleteDevices, getAll, unblock];

export class PingOneMfaDevice implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'PingOne MFA Device',
		name: 'pingOneMfaDevice',
		icon: { light: 'file:../../icons/pingOne.svg', dark: 'file:../../icons/pingOne.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: operationSubtitle(operations),
		description: 'Block, unblock, delete or list the MFA devices of PingOne users',
		defaults: { name: 'PingOne MFA Device' },
		usableAsTool: {
			replacements: {
				description:
					'Block, unblock, delete or list the MFA devices of a PingOne user, as for a lost phone or a stolen laptop. The user can be given by email or username. This does not sign the user out.',
			},
		},
		builderHint: {
			searchHint:
				'Acts on the MFA devices of PingOne users: lost phone, stolen laptop, security incident. Use the operation block, with devices set to all, to block every device of a user by email; one device needs its ID, which getAll lists. Existing sessions stay active: end them with PingOne Session.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-pingone.pingOneSession',
					relationHint: 'Ends the sessions that were opened before the device was blocked',
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
		listSearch: { searchDevices, searchEnvironments, searchUsers },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await runOperation(this, operations)];
	}
}
