import fc from 'fast-check';
import { checkedId } from '../../../nodes/shared/pingone/ids';
import { failureOf } from '../../support/failureOf';
import { INVALID_IDS } from '../../support/invalidIds';

const SESSION = '48EC40DA-f64b-403f-8ce1-4493e7eb9ad9';

describe('an ID on its way into a path', () => {
	it('is trimmed, and in lower case', () => {
		expect(checkedId('Session ID', `\t${SESSION}\n `)).toBe(SESSION.toLowerCase());
	});

	it.each(INVALID_IDS.map((value) => [value]))('is refused where it is %j', async (value) => {
		const { message, description } = await failureOf(() => checkedId('Session ID', value));
		expect(message).toContain("'Session ID'");
		expect(message).toMatch(/: ("|a list|an object)/);
		expect(description).toContain('Nothing was sent');
		expect(`${message}${description}`).not.toMatch(/[<>\p{Cc}\p{Cf}]/u);
	});

	it.each([
		['', `'Session ID' is empty: ""`],
		['  ', `'Session ID' is empty: "  "`],
		[undefined, `'Session ID' is empty: "undefined"`],
		[null, `'Session ID' is empty: "null"`],
		['null', `'Session ID' is not a value: "null"`],
		['x'.repeat(1_001), `'Session ID' is too long: "xxxxxxxxxxxxxxxxxxxx…" (1001 characters)`],
		[0, `'Session ID' is not a valid UUID: "0"`],
		[true, `'Session ID' is not a text: "true"`],
		['me', `'Session ID' is not a valid UUID: "me"`],
	])('is named where it is %j', async (value, message) => {
		expect((await failureOf(() => checkedId('Session ID', value))).message).toBe(message);
	});

	it.each([
		['{{ $json.sessionId }}', 'Switch the field to Expression'],
		['undefined', 'the expression returned nothing'],
		['null', 'the expression returned nothing'],
		[undefined, 'the expression returned nothing'],
		[null, 'the expression returned nothing'],
		['$json', 'Switch the field to Expression'],
		['{{ $json', 'Switch the field to Expression'],
		[['$json'], 'where the value comes from'],
		['', 'the expression returned nothing'],
		['me', 'where the value comes from'],
	])('that is %j gets a description that fits: %s', async (value, description) => {
		expect((await failureOf(() => checkedId('Session ID', value))).description).toContain(
			description,
		);
	});

	it('is one segment of a path, whatever the value', () => {
		const hostile = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.uuid(),
			fc.tuple(fc.uuid(), fc.string()).map(([id, end]) => `${id}${end}`),
			fc.tuple(fc.string(), fc.uuid()).map(([start, id]) => `${start}${id}`),
			fc.anything(),
		);
		fc.assert(
			fc.property(hostile, (value) => {
				let id: string;
				try {
					id = checkedId('Session ID', value);
				} catch {
					return;
				}
				expect(id).toMatch(/^[\da-f-]{36}$/);
			}),
			{ numRuns: 1000 },
		);
	});
});
