import type { IExecuteFunctions, INodeParameters } from 'n8n-workflow';
import { readOnce } from '../../../nodes/shared/node/readOnce';

/** Records which parameters are read from n8n, for two items. */
function recordReads(parameters: INodeParameters, ...names: string[]) {
	const reads: string[] = [];
	const n8n = {
		getNode: () => ({ parameters }),
		getNodeParameter: (name: string, itemIndex: number, fallback: unknown, options?: object) => {
			reads.push(`${name} ${itemIndex}`);
			return options === undefined ? (parameters[name] ?? fallback) : 'extracted';
		},
	};
	const context = readOnce(n8n as unknown as IExecuteFunctions);
	const read = [0, 1].map((index) =>
		names.map((name) => context.getNodeParameter(name, index, 'fallback')),
	);
	return { reads, read, context };
}

describe('a parameter', () => {
	it.each<[string, INodeParameters]>([
		['a text', { field: 'x = 1' }],
		['a locator', { field: { __rl: true, mode: 'list', value: 'x' } }],
		['a collection', { field: { timeout: 1 } }],
		['nothing in it', { field: '' }],
		['false', { field: false }],
	])('that is %s is read once for all items', (_what, parameters) => {
		const { reads, read } = recordReads(parameters, 'field');
		expect(reads).toEqual(['field 0']);
		expect(read).toEqual([[parameters.field], [parameters.field]]);
	});

	it.each<[string, INodeParameters]>([
		['an expression', { field: '={{ $json.id }}' }],
		['a locator with one', { field: { __rl: true, mode: 'id', value: '={{ $json.id }}' } }],
		['a collection with one', { field: { filters: [{ a: '={{ $json.id }}' }] } }],
		['missing', {}],
	])('that is %s is read for each item', (_what, parameters) => {
		expect(recordReads(parameters, 'field').reads).toEqual(['field 0', 'field 1']);
	});

	it('is read for itself, and again where something else is wanted of it', () => {
		const { reads, context } = recordReads({ one: '1', two: '2' }, 'one', 'two');
		expect(reads).toEqual(['one 0', 'two 0']);
		expect(context.getNodeParameter('one', 1, '', { extractValue: true })).toBe('extracted');
		expect(context.getNodeParameter('one', 1)).toBe('1');
	});

	it('that cannot be read says so for each item', () => {
		const getNodeParameter = () => {
			throw new Error('No such parameter');
		};
		const n8n = { getNode: () => ({ parameters: { field: 'x' } }), getNodeParameter };
		const context = readOnce(n8n as unknown as IExecuteFunctions);
		for (const index of [0, 1]) {
			expect(() => context.getNodeParameter('field', index)).toThrow('No such parameter');
		}
	});
});
