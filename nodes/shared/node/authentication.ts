import type { INodeProperties, NodeHint } from 'n8n-workflow';

/**
 * Chooses the credential of a node. n8n's lint rules require the credentials themselves in each
 * node.
 */
export const authenticationField: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	options: [
		{ name: 'Worker Application', value: 'worker' },
		{ name: 'Access Token', value: 'accessToken' },
	],
	default: 'worker',
};

export const accessTokenHint: NodeHint = {
	message:
		'A pasted access token stops working after an hour. For a workflow that runs on its own, set Authentication to Worker Application.',
	type: 'warning',
	location: 'outputPane',
	whenToDisplay: 'always',
	displayCondition: '={{ $parameter["authentication"] === "accessToken" }}',
};
