import fc from 'fast-check';
import { ATTRIBUTES, updateFields } from '../../../nodes/PingOneUser/attributeFields';
import {
	attributesIn,
	changesIn,
	withUnchangedParts,
} from '../../../nodes/PingOneUser/attributeValues';
import { failureOf } from '../../support/failureOf';

const UNUSABLE: Array<[unknown, string]> = [
	[{}, 'is not a text: an object with no keys'],
	[[], 'is not a text: a list of 0'],
	[true, 'is not a text: "true"'],
	[NaN, 'is not a text: "NaN"'],
	[-Infinity, 'is not a text: "-Infinity"'],
	['{{ $json.x', 'is an expression that was not resolved: "{{ $json.x"'],
	['$json.x', 'is an expression that was not resolved: "$json.x"'],
	[' undefined ', 'is not a value: " undefined "'],
	['null', 'is not a value: "null"'],
	['x'.repeat(16_385), 'is too long: "xxxxxxxxxxxxxxxxxxxx…" (16385 characters)'],
];

describe('a field of an attribute', () => {
	it.each(ATTRIBUTES)('$name becomes $path', ({ name, path, displayName }) => {
		const [outer, inner] = path.split('.');
		const expected = (value: string | null) => ({
			[outer]: inner === undefined ? value : { [inner]: value },
		});
		expect(attributesIn({ [name]: ' Value ' })).toEqual(expected('Value'));
		expect(attributesIn({ [name]: 42 })).toEqual(expected('42'));
		for (const empty of ['', ' ', null])
			expect(changesIn({ [name]: empty })).toEqual(expected(null));
		expect(displayName).not.toBe('');
	});

	it('that is no text is named, and its value is shown', async () => {
		for (const [value, what] of UNUSABLE) {
			const { message } = await failureOf(() => attributesIn({ title: value as string }));
			expect(message).toBe(`'Title' ${what}`);
		}
	});

	it('that is not added is not sent', () => {
		fc.assert(
			fc.property(fc.subarray(ATTRIBUTES, { minLength: 1 }), (added) => {
				const fields = Object.fromEntries(added.map(({ name }) => [name, name]));
				const sent = changesIn(fields);
				const paths = Object.entries(sent).flatMap(([outer, value]) =>
					typeof value === 'string'
						? [outer]
						: Object.keys(Object(value)).map((inner) => `${outer}.${inner}`),
				);
				expect(paths.sort()).toEqual(added.map(({ path }) => path).sort());
			}),
		);
	});
});

it('every field of Update that an expression finds nothing for is named as the editor shows it', async () => {
	expect(updateFields.length).toBe(ATTRIBUTES.length + 4);
	for (const { name, displayName } of updateFields) {
		const { message, description } = await failureOf(() => changesIn({ [name]: undefined }));
		expect(message).toBe(`The expression in '${displayName}' returned nothing`);
		expect(description).toContain('To clear the value');
	}
});

it('a field that the node does not have is named as it is', async () => {
	const { message } = await failureOf(() => changesIn({ shoeSize: undefined }));
	expect(message).toBe("The expression in 'shoeSize' returned nothing");
});

it('the fields of Update are in the order of the alphabet', () => {
	const names = updateFields.map(({ displayName }) => displayName);
	expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
});

describe('a change', () => {
	it('sends the parts of a name and an address that stay, and changes nothing else', () => {
		const user = {
			title: 'Clerk',
			name: { given: 'Jane', family: 'Doe', honorificPrefix: 'Dr.' },
			address: { locality: 'Bern' },
		};
		expect(
			withUnchangedParts(user, changesIn({ familyName: 'Smith', addressRegion: 'BE' })),
		).toEqual({
			name: { given: 'Jane', family: 'Smith', honorificPrefix: 'Dr.' },
			address: { locality: 'Bern', region: 'BE' },
		});
		expect(withUnchangedParts(user, { title: null })).toEqual({ title: null });
		expect(withUnchangedParts({ name: 'odd' }, { name: { given: 'J' } })).toEqual({
			name: { given: 'J' },
		});
	});

	it.each([[''], [null], [undefined]])(
		'of a family name that is the whole name changes both, beside the given name %j',
		(given) => {
			const user = { name: { given, family: 'Doe', formatted: 'Doe' } };
			expect(withUnchangedParts(user, changesIn({ familyName: 'Smith' }))).toEqual({
				name: { given, family: 'Smith', formatted: 'Smith' },
			});
		},
	);
});
