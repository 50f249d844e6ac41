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
import { deletePreviousSecret } from './operations/deletePreviousSecret';
import { disable } from './operations/disable';
import { enable } from './operations/enable';
import { get } from './operations/get';
import { getAll } from './operations/getAll';
import { getExpiring } from './operations/getExpiring';
import { removeAdminRoles } from './operations/removeAdminRoles';
import { rotateSecret } from './operations/rotateSecret';
import { searchApplications } from './searchApplications';

const operations = [
	deletePreviousSecret,
	disable,
	enable,
	get,
	getAll,
	getExpiring,
	removeAdminRoles,
	rotateSecret,
];

export class PingOneApplication implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'PingOne Application',
		name: 'pingOneApplication',
		icon: { light: 'file:../../icons/pingOne.svg', dark: 'file:../../icons/pingOne.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: operationSubtitle(operations),
		description: 'Find, disable and enable applications of PingOne, rotate secrets, remove roles',
		defaults: { name: 'PingOne Application' },
		usableAsTool: {
			replacements: {
				description:
					'Find, list, disable or enable an application of PingOne, such as a worker with a client ID, rotate its client secret, or remove its administrator roles; list keys and certificates that expire. A rotated secret stops the application until it has the new one, so ask a human first.',
			},
		},
		builderHint: {
			searchHint:
				'Applications in PingOne (non-human identities): a client secret has leaked (rotateSecret, or disable), a leaver had worker applications (getAll with roles, removeAdminRoles), keys and certificates that expire (getExpiring). The application is given by name or client ID.',
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
		// With this, n8n can hide the secret in execution data.
		sensitiveOutputFields: ['clientSecret'],
		hints: [
			accessTokenHint,
			{
				message:
					'With Output Secret, n8n saves the new secret with the execution data. Store it in a vault in the next node, and turn off saving executions of this workflow.',
				type: 'warning',
				location: 'ndv',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ $parameter["operation"] === "rotateSecret" && $parameter["outputSecret"] }}',
			},
		],
		properties: [authenticationField, ...operationFields(operations, get)],
	};

	methods = {
		credentialTest: { testPingOneApi, testPingOneWorkerApi },
		listSearch: { searchApplications, searchEnvironments },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await runOperation(this, operations)];
	}
}
