import { ExecuteContext, LoadOptionsContext, RoutingNode } from 'n8n-core';
import {
	createEmptyRunExecutionData,
	NodeConnectionTypes,
	Workflow,
	type ICredentialDataDecryptedObject,
	type INodeListSearchResult,
	type INodeParameters,
	type INodeType,
} from 'n8n-workflow';
import type { Engine, StoredCredentials } from '../../sandbox/engine';

const PINGONE_NODE = 'n8n-nodes-pingone.pingOneSession';
const POSITION: [number, number] = [0, 0];

/**
 * Tests a credential by the request that its type names in `test`, as n8n's server does when it is
 * saved: in a node of its own, made for nothing else.
 *
 * @throws what the server would show the message of.
 */
export async function runCredentialTest(
	engine: Engine,
	type: string,
	stored: ICredentialDataDecryptedObject,
): Promise<void> {
	const { test } = engine.loader.getCredential(type).type;
	const nodeType: INodeType = {
		description: {
			displayName: 'Temp',
			name: 'temp',
			group: ['transform'],
			version: 1,
			description: '',
			defaults: {},
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			credentials: [{ name: type, required: true }],
			properties: [
				{
					displayName: 'Temp',
					name: 'temp',
					type: 'string',
					routing: { request: test?.request },
					default: '',
				},
			],
		},
	};
	const details = { id: type, name: type };
	const node = {
		id: 'temp',
		name: 'Temp-Node',
		type: 'temp',
		typeVersion: 1,
		position: POSITION,
		parameters: {},
		credentials: { [type]: details },
	};
	const nodeTypes = { ...engine.nodeTypes, getByNameAndVersion: () => nodeType };
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const additionalData = engine.additionalData({ [type]: stored });
	const data = await additionalData.credentialsHelper.getDecrypted(
		additionalData,
		details,
		type,
		'internal',
	);
	const input = { main: [[{ json: {} }]] };
	const executed = { node, data: {}, source: null };
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData,
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		input,
		executed,
		[],
	);
	await new RoutingNode(context, nodeType, { ...details, type, data }).runNode();
}

/** Opens the list of 'Environment' in the node's panel. */
export async function listEnvironments(
	engine: Engine,
	authentication: string,
	credentials: StoredCredentials,
	filter?: string,
	page?: string,
): Promise<INodeListSearchResult> {
	const parameters = { authentication, operation: 'reset' };
	return await openList(engine, credentials, parameters, 'searchEnvironments', filter, page);
}

/** Opens the list of 'User' in the node's panel. */
export async function listUsers(
	engine: Engine,
	credentials: StoredCredentials,
	environmentId: string,
	filter?: string,
	page?: string,
): Promise<INodeListSearchResult> {
	const parameters = {
		authentication: 'accessToken',
		operation: 'resetAll',
		environmentId: { __rl: true, mode: 'list', value: environmentId },
	};
	return await openList(engine, credentials, parameters, 'searchUsers', filter, page);
}

async function openList(
	engine: Engine,
	credentials: StoredCredentials,
	parameters: INodeParameters,
	method: string,
	filter?: string,
	page?: string,
): Promise<INodeListSearchResult> {
	const node = engine.nodeTypes.getByNameAndVersion(PINGONE_NODE);
	const name = 'PingOne Session';
	const shown = {
		id: '1',
		name,
		type: PINGONE_NODE,
		typeVersion: 1,
		position: POSITION,
		parameters,
	};
	const workflow = engine.workflow(
		{ name: 'Editor', nodes: [shown], connections: {} },
		credentials,
	);
	const additionalData = {
		...engine.additionalData(credentials),
		currentNodeParameters: parameters,
	};
	const context = new LoadOptionsContext(workflow, workflow.nodes[name], additionalData, '');
	return await node.methods!.listSearch![method].call(context, filter, page);
}
