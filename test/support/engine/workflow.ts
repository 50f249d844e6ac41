import { NodeConnectionTypes, type INode } from 'n8n-workflow';

/** A node of a workflow; its name is its ID too. */
export function node(name: string, type: string, parameters: INode['parameters'] = {}): INode {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters };
}

/** Returns a connection to the first input of a node. */
export function link(name: string) {
	return { node: name, type: NodeConnectionTypes.Main, index: 0 };
}
