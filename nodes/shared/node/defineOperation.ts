import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { quote } from '../pingone/text';
import type { FailurePolicy, Prepare } from './job';
import { runItems } from './runItems';

/** The texts of an operation in the editor. */
export interface OperationNames {
	value: string;
	name: string;
	/** Label on the canvas and name of the AI tool, without articles. */
	action: string;
	description: string;
}

interface Definition<Outcome> extends OperationNames {
	/** Fields that are shown only for this operation. */
	fields: INodeProperties[];
	failurePolicy: FailurePolicy;
	/**
	 * Maximum number of requests per second, regardless of the options. If left out, as many as
	 * PingOne accepts.
	 */
	maxPerSecond?: number;
	/** Called once per execution, for everything that its items share. */
	prepare: () => Prepare<Outcome>;
}

/** An operation of a node: its description for the editor, and its implementation for all items. */
export interface Operation extends OperationNames {
	fields: INodeProperties[];
	run: (context: IExecuteFunctions) => Promise<INodeExecutionData[]>;
}

export function defineOperation<Outcome>({
	fields,
	failurePolicy,
	maxPerSecond,
	prepare,
	...option
}: Definition<Outcome>): Operation {
	return {
		...option,
		fields: fields.map((field) => ({
			...field,
			displayOptions: { show: { ...field.displayOptions?.show, operation: [option.value] } },
		})),
		run: async (context) => await runItems(context, prepare(), failurePolicy, maxPerSecond),
	};
}

/** The node has no choice of resources. */
const RESOURCE = 'pingOne';

/**
 * Returns the list of operations and the fields of each.
 *
 * @param byDefault an operation that changes nothing: a node made by a program or a model may leave
 * the operation out.
 */
export function operationFields(
	operations: Operation[],
	{ value: byDefault }: Operation,
): INodeProperties[] {
	return [
		// With this, n8n describes an AI tool by the action of its operation, not by the node. Without the
		// option, the editor would list no actions.
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'hidden',
			options: [{ name: 'PingOne', value: RESOURCE }],
			default: RESOURCE,
		},
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource: [RESOURCE] } },
			options: operations.map(({ name, value, action, description }) => ({
				name,
				value,
				action,
				description,
			})),
			default: byDefault,
		},
		...operations.flatMap(({ fields }) => fields),
	];
}

/** Returns an expression that shows the name of the chosen operation under the node. */
export function operationSubtitle(operations: Operation[]): string {
	const names = Object.fromEntries(operations.map(({ value, name }) => [value, name]));
	return `={{ (${JSON.stringify(names)})[$parameter["operation"]] }}`;
}

/**
 * Runs the chosen operation over all items.
 *
 * @throws {NodeOperationError} if there is no such operation, and whatever `runItems` throws.
 */
export async function runOperation(
	context: IExecuteFunctions,
	operations: Operation[],
): Promise<INodeExecutionData[]> {
	const chosen = context.getNodeParameter('operation', 0);
	const operation = operations.find(({ value }) => value === chosen);
	if (operation === undefined) {
		const known = operations.map(({ name }) => name).join(', ');
		throw new NodeOperationError(
			context.getNode(),
			`This version of the node has no operation ${quote(chosen)}`,
			{
				description: `Choose one of: ${known}. If the workflow was made with a newer version, update n8n-nodes-pingone.`,
			},
		);
	}
	return await operation.run(context);
}
