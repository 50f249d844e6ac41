import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { quote } from '../pingone/text';
import type { FailurePolicy, Prepare } from './job';
import { runItems } from './runItems';

interface Definition<Outcome> {
	value: string;
	name: string;
	/** What it does, without articles: the name of the node on the canvas, and of the AI tool. */
	action: string;
	description: string;
	/** They are shown for this operation alone. */
	fields: INodeProperties[];
	failurePolicy: FailurePolicy;
	/** Requests a second that are never exceeded, whatever the options say; as many as PingOne accepts if left out. */
	maxPerSecond?: number;
	/** Called once for each execution, for what its items have in common. */
	prepare: () => Prepare<Outcome>;
}

/** An operation of a node: what the editor shows of it, and what it does with all items. */
export interface Operation {
	value: string;
	name: string;
	action: string;
	description: string;
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

/** The list of operations, and the fields of each. */
export function operationFields(
	operations: Operation[],
	{ value: byDefault }: Operation,
): INodeProperties[] {
	return [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
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

/** An expression that names the chosen operation under the node. */
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
