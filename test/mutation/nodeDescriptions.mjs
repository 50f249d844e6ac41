import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** n8n's types of what the editor shows. */
const DESCRIPTION_TYPES = ['INodeTypeDescription', 'INodeProperties', 'INodePropertyCollection'];

/** Leaves out code whose declared type is one of these, or a list of it. */
export const strykerPlugins = [
	declareValuePlugin(PluginKind.Ignore, 'node-descriptions', {
		shouldIgnore({ node }) {
			const declared = node.returnType ?? node.id?.typeAnnotation ?? node.typeAnnotation;
			const type = declared?.typeAnnotation?.elementType ?? declared?.typeAnnotation;
			return DESCRIPTION_TYPES.includes(type?.typeName?.name)
				? 'It is part of the description of a node'
				: undefined;
		},
	}),
];
