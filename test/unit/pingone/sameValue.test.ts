import type { IDataObject } from 'n8n-workflow';
import { isChanged, isSameText, isShown } from '../../../nodes/shared/pingone/sameValue';

describe('a user after a change', () => {
	it.each([
		[{ title: 'Clerk' }, { title: 'Clerk' }, false],
		[{ title: 'Clerk' }, { title: 'clerk' }, true],
		[{}, { title: null }, false],
		[{ title: 'Clerk' }, {}, true],
		[{ title: { given: 'J', family: 'D' } }, { title: { family: 'D', given: 'J' } }, false],
		[{ title: { given: 'J' } }, { title: { given: 'J', family: 'D' } }, true],
		[{ title: 'J' }, { title: { given: 'J' } }, true],
		[{}, { title: {} }, false],
		[{ title: ['a', 'b'] }, { title: ['b', 'a'] }, true],
		[{ nickname: 'a' }, { nickname: 'b' }, false],
	])('from %j to %j has another title: %j', (before, after, expected) => {
		expect(isChanged(before, after, ['title'])).toBe(expected);
	});
});

it('compares values that are nested 60 levels deep in a few steps', () => {
	let reads = 0;
	const nested = (depth: number): IDataObject => ({
		get part() {
			if (++reads > 1_000) throw new Error('Too many steps');
			return depth > 0 ? nested(depth - 1) : 'end';
		},
	});
	expect(isChanged({ title: nested(60) }, { title: nested(60) }, ['title'])).toBe(false);
	expect(isChanged({ title: nested(60) }, { title: nested(59) }, ['title'])).toBe(true);
});

describe('a value that was sent', () => {
	it.each([
		['Clerk', 'Boss', 'Boss', true],
		['Clerk', 'Clerk', 'Boss', false],
		['Clerk', 'The Boss', 'Boss', true],
		['Clerk', undefined, 'Boss', false],
		['Clerk', undefined, null, true],
		['Clerk', 'Clerk', null, false],
		['4711', '4711', 4711, true],
		['jane', 'jane', 'JANE', true],
		[{ given: 'J' }, { given: 'J', family: 'D' }, { family: 'D' }, true],
		[{ given: 'J' }, { given: 'J' }, { given: 'J', family: 'D' }, false],
		['text', undefined, { given: 'J' }, false],
	])('in place of %j is shown by %j if it was %j: %j', (before, after, sent, expected) => {
		expect(isShown(before, after, sent)).toBe(expected);
	});
});

it('only texts and numbers are the same text', () => {
	expect(isSameText(' José', 'jose\u0301')).toBe(true);
	expect(isSameText({}, {})).toBe(false);
	expect(isSameText(undefined, undefined)).toBe(false);
});
