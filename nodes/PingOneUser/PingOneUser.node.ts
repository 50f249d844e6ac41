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
import { searchUsers } from '../shared/node/listSearch/users';
import { addToGroup } from './operations/addToGroup';
import { create } from './operations/create';
import { deleteOne } from './operations/delete';
import { disable } from './operations/disable';
import { enable } from './operations/enable';
import { forcePasswordChange } from './operations/forcePasswordChange';
import { get } from './operations/get';
import { getAll } from './operations/getAll';
import { lock } from './operations/lock';
import { offboard } from './operations/offboard';
import { removeAdminRoles } from './operations/removeAdminRoles';
import { removeFromGroup } from './operations/removeFromGroup';
import { removePassword } from './operations/removePassword';
import { revokeConsents } from './operations/revokeConsents';
import { sendRecoveryCode } from './operations/sendRecoveryCode';
import { setPassword } from './operations/setPassword';
import { unlinkAccounts } from './operations/unlinkAccounts';
import { unlock } from './operations/unlock';
import { unlockPassword } from './operations/unlockPassword';
import { update } from './operations/update';
import { upsert } from './operations/upsert';

const operations = [
	addToGroup,
	create,
	deleteOne,
	disable,
	enable,
	forcePasswordChange,
	get,
	getAll,
	lock,
	offboard,
	removeAdminRoles,
	removeFromGroup,
	removePassword,
	revokeConsents,
	sendRecoveryCode,
	setPassword,
	unlinkAccounts,
	unlock,
	unlockPassword,
	update,
	upsert,
];

export class PingOneUser implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'PingOne User',
		name: 'pingOneUser',
		icon: { light: 'file:../../icons/pingOne.svg', dark: 'file:../../icons/pingOne.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: operationSubtitle(operations),
		description:
			'Disable, offboard, lock, create and change users of PingOne, their passwords, groups and rights',
		defaults: { name: 'PingOne User' },
		usableAsTool: {
			replacements: {
				description:
					'Disable, enable, lock, unlock, offboard, find, create or update a PingOne user, handle the password, or change the groups and rights. The user can be given by email or username. Disable, Lock and Offboard end the sessions of the user, too. Call Offboard with Dry Run first, and show what it lists before you call it without.',
			},
		},
		builderHint: {
			searchHint:
				'Accounts in PingOne: a leaver in one step (operation offboard, with a dry run), a user who must not sign on (disable, which also ends all sessions), security incident (lock), help desk (unlock, unlockPassword, sendRecoveryCode), groups and passwords. The user is given by email, username or ID.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-base.webhook',
					relationHint: 'Starts the workflow when an HR or ticketing system reports a user',
				},
				{
					nodeType: 'n8n-nodes-pingone.pingOneSession',
					relationHint: 'Ends sessions without changing the account',
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
					'Moving a user to another population may change the password policy of the user and the groups that rules assign.',
				type: 'warning',
				location: 'ndv',
				whenToDisplay: 'beforeExecution',
				displayCondition:
					'={{ $parameter["operation"] === "update" && $parameter["updateFields"]["populationId"] !== undefined }}',
			},
		],
		properties: [authenticationField, ...operationFields(operations, get)],
	};

	methods = {
		credentialTest: { testPingOneApi, testPingOneWorkerApi },
		listSearch: { searchEnvironments, searchGroups, searchPopulations, searchUsers },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await runOperation(this, operations)];
	}
}
