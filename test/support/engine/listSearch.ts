import { LoadOptionsContext } from 'n8n-core';
import type { INodeListSearchResult, INodeParameters } from 'n8n-workflow';
import type { Engine, StoredCredentials } from './engine';

const POSITION: [number, number] = [0, 0];

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

/** Opens the list of 'Device' in the panel of PingOne MFA Device. */
export async function listDevices(
	engine: Engine,
	credentials: StoredCredentials,
	environmentId: string,
	userId: INodeParameters[string],
	filter?: string,
): Promise<INodeListSearchResult> {
	const parameters = {
		authentication: 'accessToken',
		operation: 'block',
		environmentId: { __rl: true, mode: 'list', value: environmentId },
		userId,
	};
	const type = 'pingOneMfaDevice';
	return await openList(engine, credentials, parameters, 'searchDevices', filter, undefined, type);
}

/** Opens a list that only PingOne User has, of something in an environment. */
export async function openUserList(
	engine: Engine,
	credentials: StoredCredentials,
	environmentId: string,
	method: 'searchGroups' | 'searchPopulations',
	filter?: string,
	page?: string,
): Promise<INodeListSearchResult> {
	const parameters = {
		authentication: 'accessToken',
		operation: 'addToGroup',
		environmentId: { __rl: true, mode: 'list', value: environmentId },
	};
	return await openList(engine, credentials, parameters, method, filter, page, 'pingOneUser');
}

/** Opens the list of 'Application' in the panel of PingOne Application. */
export async function openApplicationList(
	engine: Engine,
	credentials: StoredCredentials,
	environmentId: string,
	filter?: string,
): Promise<INodeListSearchResult> {
	const parameters = {
		authentication: 'worker',
		operation: 'disable',
		environmentId: { __rl: true, mode: 'list', value: environmentId },
	};
	const [method, type] = ['searchApplications', 'pingOneApplication'];
	return await openList(engine, credentials, parameters, method, filter, undefined, type);
}

async function openList(
	engine: Engine,
	credentials: StoredCredentials,
	parameters: INodeParameters,
	method: string,
	filter?: string,
	page?: string,
	nodeType = 'pingOneSession',
): Promise<INodeListSearchResult> {
	const node = engine.node(nodeType);
	const name = 'PingOne';
	const shown = {
		id: '1',
		name,
		type: `n8n-nodes-pingone.${nodeType}`,
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
