import type { PackageDirectoryLoader } from 'n8n-core';
import {
	NodeConnectionTypes,
	NodeHelpers,
	type INodeType,
	type INodeTypeDescription,
	type INodeTypes,
} from 'n8n-workflow';

const TOOL = 'Tool';

/**
 * The node types that a workflow can have: every node that package.json names, as it is or as a
 * tool, and the extra ones. Any other node passes its items through.
 */
export class NodeTypes implements INodeTypes {
	/** @param extra node types from elsewhere, by their full name. */
	constructor(
		private readonly loader: PackageDirectoryLoader,
		private readonly extra: Record<string, INodeType>,
	) {}

	getByName(name: string): INodeType {
		return this.getByNameAndVersion(name);
	}

	/** @throws where this package has no such node. */
	getByNameAndVersion(name: string, version?: number): INodeType {
		const [packageName, type = ''] = name.split('.');
		if (packageName !== this.loader.packageName) return this.extra[name] ?? PASS_THROUGH;
		const loaded = this.loader.getNode(type.endsWith(TOOL) ? type.slice(0, -TOOL.length) : type);
		const node = NodeHelpers.getVersionedNodeType(loaded.type, version);
		return type.endsWith(TOOL) ? asTool(node) : node;
	}

	getKnownTypes() {
		return {};
	}
}

/** Replaces n8n's own nodes. */
const PASS_THROUGH: INodeType = {
	description: {
		displayName: 'Pass Through',
		name: 'passThrough',
		group: ['transform'],
		version: 1,
		description: 'Returns the items that it gets',
		defaults: {},
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	async execute() {
		return [this.getInputData()];
	},
};

/** Makes a tool of a node, as n8n's server does. */
function asTool(node: INodeType): INodeType {
	if (!node.description.usableAsTool) throw new Error('This node is not usable as a tool.');
	const description: INodeTypeDescription = {
		...node.description,
		name: `${node.description.name}${TOOL}`,
		displayName: `${node.description.displayName} ${TOOL}`,
		inputs: [],
		outputs: [NodeConnectionTypes.AiTool],
	};
	return Object.create(node, { description: { value: description } });
}
