import { ExecuteContext, LoadOptionsContext, RoutingNode } from 'n8n-core';
import {
	createEmptyRunExecutionData,
	NodeConnectionTypes,
	Workflow,
	type ICredentialDataDecryptedObject,
	type INodeListSearchResult,
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
	const node = engine.nodeTypes.getByNameAndVersion(PINGONE_NODE);
	const workflow = engine.workflow(
		{
			name: 'Editor',
			nodes: [
				{
					id: '1',
					name: 'PingOne Session',
					type: PINGONE_NODE,
					typeVersion: 1,
					position: POSITION,
					parameters: { authentication, operation: 'reset' },
				},
			],
			connections: {},
		},
		credentials,
	);
	const context = new LoadOptionsContext(
		workflow,
		workflow.nodes['PingOne Session'],
		engine.additionalData(credentials),
		'environmentId',
	);
	return await node.methods!.listSearch!.searchEnvironments.call(context, filter, page);
}
