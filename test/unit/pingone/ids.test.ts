import fc from 'fast-check';
import { sessionAddress } from '../../../nodes/shared/pingone/sessions/sessions';
import { failureOf } from '../../support/failureOf';
import { INVALID_IDS } from '../../support/invalidIds';

const ENVIRONMENT = '22f09f27-d36a-4ab3-8db4-97238d65cb92';
const SESSION = '48EC40DA-f64b-403f-8ce1-4493e7eb9ad9';

describe('an ID on its way into a path', () => {
	it('is trimmed, and keeps its case', () => {
		expect(sessionAddress(`\t${ENVIRONMENT} `, ` ${SESSION}\n`)).toEqual({
			environmentId: ENVIRONMENT,
			sessionId: SESSION,
			path: `/environments/${ENVIRONMENT}/sessions/${SESSION}`,
		});
	});

	it.each(INVALID_IDS.map((value) => [value]))('is refused where it is %j', async (value) => {
		for (const [name, work] of [
			['Session ID', () => sessionAddress(ENVIRONMENT, value)],
			['Environment', () => sessionAddress(value, SESSION)],
		] as const) {
			const { message, description } = await failureOf(work);
			expect(message).toContain(`'${name}'`);
			expect(message).toMatch(/: ("|a list|an object)/);
			expect(description).toContain('Nothing was sent');
			expect(`${message}${description}`).not.toMatch(/[<>\p{Cc}\p{Cf}]/u);
		}
	});

	it.each([
		['', `'Session ID' is empty: ""`],
		['  ', `'Session ID' is empty: "  "`],
		[undefined, `'Session ID' is empty: "undefined"`],
		[null, `'Session ID' is empty: "null"`],
		['null', `'Session ID' is not a value: "null"`],
		['x'.repeat(1_001), `'Session ID' is too long: "xxxxxxxxxxxxxxxxxxxx…" (1001 characters)`],
		[0, `'Session ID' is not a text: "0"`],
		['me', `'Session ID' is not a valid UUID: "me"`],
	])('is named where it is %j', async (value, message) => {
		expect((await failureOf(() => sessionAddress(ENVIRONMENT, value))).message).toBe(message);
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
		expect((await failureOf(() => sessionAddress(ENVIRONMENT, value))).description).toContain(
			description,
		);
	});

	it('never makes a path with other segments than the four it should have', () => {
		const hostile = fc.oneof(
			fc.string({ unit: 'binary' }),
			fc.uuid(),
			fc.tuple(fc.uuid(), fc.string()).map(([id, end]) => `${id}${end}`),
			fc.tuple(fc.string(), fc.uuid()).map(([start, id]) => `${start}${id}`),
			fc.anything(),
		);
		fc.assert(
			fc.property(hostile, hostile, (environment, session) => {
				let path: string;
				try {
					({ path } = sessionAddress(environment, session));
				} catch {
					return;
				}
				expect(new URL(`https://a.example${path}`).pathname).toBe(path);
				expect(path).toMatch(/^\/environments\/[\da-f-]{36}\/sessions\/[\da-f-]{36}$/i);
			}),
			{ numRuns: 1000 },
		);
	});
});
