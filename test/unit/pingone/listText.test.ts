import { listText } from '../../../nodes/shared/pingone/listText';

const items = (count: number) => Array.from({ length: count }, (_, index) => `item ${index}`);

it('a list in an error has ten entries at most, and a count of the others', () => {
	expect(listText([])).toBe('none');
	expect(listText(['a', 'b'])).toBe('a, b');
	expect(listText(items(10), '; ')).toBe(items(10).join('; '));
	expect(listText(items(11))).toBe(`${items(10).join(', ')} and 1 more`);
	expect(listText(items(10_000))).toBe(`${items(10).join(', ')} and 9,990 more`);
});
