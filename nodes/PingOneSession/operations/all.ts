import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import { runItems, type Prepare } from '../../shared/node/runItems';
import { deleteFields, deleteOne, deleteOption } from './delete';
import { get, getFields, getOption } from './get';
import { getAll, getAllFields, getAllOption } from './getAll';
import { reset, resetFields, resetOption } from './reset';
import { resetAll, resetAllFields, resetAllOption } from './resetAll';

/** What can be chosen, in the order of the list. */
export const options: INodePropertyOptions[] = [
	deleteOption,
	getOption,
	getAllOption,
	resetOption,
	resetAllOption,
];

/** What each is called, by its value. */
export const names = Object.fromEntries(options.map(({ value, name }) => [value, name]));

/** The fields of all operations; each shows for its own. */
export const fields: INodeProperties[] = [
	...deleteFields,
	...getFields,
	...getAllFields,
	...resetFields,
	...resetAllFields,
];

type Operation = (context: IExecuteFunctions) => Promise<INodeExecutionData[]>;

/** What each operation does with all items. */
export const operations: Record<string, Operation> = {
	delete: overItems(deleteOne),
	get: overItems(get),
	getAll: overItems(getAll),
	reset: overItems(reset),
	resetAll: overItems(resetAll),
};

/** @param begin called once for each execution, for what its items have in common. */
function overItems<Outcome>(begin: () => Prepare<Outcome>): Operation {
	return async (context) => await runItems(context, begin());
}
