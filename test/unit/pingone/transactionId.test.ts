import fc from 'fast-check';
import { linearly } from '../../support/linearly';
import { transactionId } from '../../../nodes/shared/pingone/transactionId';

describe('the transaction ID', () => {
	it.each([
		['INC-4711', 'INC-4711'],
		['x'.repeat(150), 'x'.repeat(100)],
		['a.b_c-d/e@f=g#h+i', 'a.b_c-d/e@f=g#h+i'],
		['INC 4711: Gerät weg', 'INC-4711-Gerat-weg'],
		['  HR–2041  ', 'HR-2041'],
		['a\r\nX-Header: 1', 'a-X-Header-1'],
		[`${' '.repeat(5_000)}INC-4711`, 'INC-4711'],
		['e\u0301'.repeat(150), 'e'.repeat(100)],
		['', ''],
	])('makes %j valid: %j', (text, id) => {
		expect(transactionId(text)).toBe(id);
	});

	it('is made of a long text in time that grows with its length alone', async () => {
		for (const part of ['x', '\u0301', '\ufdfa', ' ', ' x', '{{']) {
			await linearly((length) => transactionId(part.repeat(length)), 500_000);
		}
	});

	it('always has at most 100 of the characters that PingOne takes', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
				expect(transactionId(text)).toMatch(/^[A-Za-z0-9._\-/@=#+]{0,100}$/);
			}),
		);
	});
});
