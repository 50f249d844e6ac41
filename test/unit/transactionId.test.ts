import fc from 'fast-check';
import { transactionId } from '../../nodes/shared/pingone/transactionId';

describe('the transaction ID', () => {
	it.each([
		['INC-4711', 'INC-4711'],
		['x'.repeat(150), 'x'.repeat(100)],
		['a.b_c-d/e@f=g#h+i', 'a.b_c-d/e@f=g#h+i'],
		['INC 4711: Gerät weg', 'INC-4711-Gerat-weg'],
		['  HR–2041  ', 'HR-2041'],
		['a\r\nX-Header: 1', 'a-X-Header-1'],
		['', ''],
	])('makes %j valid: %j', (text, id) => {
		expect(transactionId(text)).toBe(id);
	});

	it('always has at most 100 of the characters that PingOne takes', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
				expect(transactionId(text)).toMatch(/^[A-Za-z0-9._\-/@=#+]{0,100}$/);
			}),
		);
	});
});
