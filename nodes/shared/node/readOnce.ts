import type { IExecuteFunctions, IGetNodeParameterOptions } from 'n8n-workflow';

/**
 * A context that asks n8n only once for a parameter without an expression, which is the same for every
 * item: n8n takes longer to look than anything else that happens before an item's request.
 */
export function readOnce(context: IExecuteFunctions): IExecuteFunctions {
	const { parameters } = context.getNode();
	// Found out once, and not with each item.
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

/** Whether there is no expression in it. Without a value, the fallback counts. */
function isFixed(parameter: unknown): boolean {
	return parameter !== undefined && !JSON.stringify(parameter).includes('"=');
}
