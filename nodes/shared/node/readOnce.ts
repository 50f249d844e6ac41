import type { IExecuteFunctions, IGetNodeParameterOptions } from 'n8n-workflow';

/**
 * Returns a context that reads each parameter without an expression only once, because its value
 * is the same for every item. Reading a parameter takes n8n longer than anything else that
 * happens before an item's request.
 */
export function readOnce(context: IExecuteFunctions): IExecuteFunctions {
	const { parameters } = context.getNode();
	// Computed once, not for each item.
	const fixed = new Set(Object.keys(parameters).filter((name) => isFixed(parameters[name])));
	const known = new Map<string, unknown>();
	const getNodeParameter = (
		name: string,
		itemIndex: number,
		fallback?: unknown,
		options?: IGetNodeParameterOptions,
	): unknown => {
		const key = JSON.stringify([name, options]);
		if (known.has(key)) return known.get(key);
		const value: unknown = context.getNodeParameter(name, itemIndex, fallback, options);
		if (fixed.has(name)) known.set(key, value);
		return value;
	};
	return Object.create(context, { getNodeParameter: { value: getNodeParameter } });
}

/** True if a parameter contains no expression. If it is undefined, n8n uses the fallback. */
function isFixed(parameter: unknown): boolean {
	return parameter !== undefined && !JSON.stringify(parameter).includes('"=');
}
