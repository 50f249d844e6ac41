import { NodeConnectionTypes, type INode } from 'n8n-workflow';

/** A node of a workflow; its name is its ID too. */
export function node(name: string, type: string, parameters: INode['parameters'] = {}): INode {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters };
}

/** What connects a node to the first input of this one. */
export function link(name: string) {
	return { node: name, type: NodeConnectionTypes.Main, index: 0 };
}
