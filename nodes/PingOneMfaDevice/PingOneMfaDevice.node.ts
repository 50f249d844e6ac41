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
import { activate } from './operations/activate';
import { add } from './operations/add';
import { block } from './operations/block';
import { createPairingKey } from './operations/createPairingKey';
import { deleteDevices } from './operations/delete';
import { getAll } from './operations/getAll';
import { rename } from './operations/rename';
import { setDefault } from './operations/setDefault';
import { unblock } from './operations/unblock';
import { unlock } from './operations/unlock';

const operations = [
	activate,
	add,
	block,
	createPairingKey,
	deleteDevices,
	getAll,
	rename,
	setDefault,
	unblock,
	unlock,
];

export class PingOneMfaDevice implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'PingOne MFA Device',
		name: 'pingOneMfaDevice',
		icon: { light: 'file:../../icons/pingOne.svg', dark: 'file:../../icons/pingOne.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: operationSubtitle(operations),
		description: 'Block, unlock, add, delete or list the MFA devices of PingOne users',
		defaults: { name: 'PingOne MFA Device' },
		usableAsTool: {
			replacements: {
				description:
					'Block, unblock, unlock, rename, delete or list the MFA devices of a PingOne user, or give the user a new one, as for a lost phone or a stolen laptop. The user can be given by email or username. This does not sign the user out. Before you add a device or create a pairing key, a human has to verify the user.',
			},
		},
		builderHint: {
			searchHint:
				'Acts on the MFA devices of PingOne users: lost phone, stolen laptop, security incident. Use the operation block, with devices set to all, to block every device of a user by email; one device needs its ID, which getAll lists. For a new phone, add and activate a device, or use createPairingKey for the mobile app. Existing sessions stay active: end them with PingOne Session.',
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
		hints: [
			accessTokenHint,
			{
				message:
					'With the status Active, nobody proves that the address is theirs. Whoever has it can confirm sign-ons of the user at once.',
				type: 'warning',
				location: 'ndv',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ $parameter["operation"] === "add" && $parameter["options"]["status"] === "ACTIVE" }}',
			},
		],
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
