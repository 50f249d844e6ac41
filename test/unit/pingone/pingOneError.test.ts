import {
	PingOneError,
	TokenError,
	toPingOneError,
} from '../../../nodes/shared/pingone/errors/pingOneError';

describe('whatever is thrown', () => {
	it('is left as it is where it is a failure', () => {
		const failure = new PingOneError('what', 'description');
		expect(toPingOneError(failure)).toBe(failure);
	});

	it.each([new Error('<b>odd</b>'), '<b>odd</b>'])('becomes a failure in plain text', (error) => {
		expect(toPingOneError(error)).toMatchObject({
			message: '‹b›odd‹/b›',
			description: 'Check the parameters and the credential.',
		});
	});
});

describe('a RangeError', () => {
	const nest = (): unknown => [nest()];

	it.each([
		['n8n could not read a parameter: its value is nested too deep', nest],
		['Invalid time value', () => new Date(NaN).toISOString()],
		['Invalid array length', () => new Array(-1)],
	])('is said to be about nesting only if the call stack is full: %s', (message, work) => {
		let thrown: unknown;
		try {
			work();
		} catch (error) {
			thrown = error;
		}
		expect(thrown).toBeInstanceOf(RangeError);
		expect(toPingOneError(thrown).message).toBe(message);
	});
});

describe('an error with other texts', () => {
	it('keeps its class, status, codes and what else its class has', () => {
		const error = new TokenError('No access token', 'Wait.', true, 429, 5000);
		const other = error.with({ description: 'No session was ended. Wait.' });
		expect(other).toBeInstanceOf(TokenError);
		expect({ ...other, message: other.message }).toEqual({
			message: 'No access token',
			description: 'No session was ended. Wait.',
			status: 429,
			codes: [],
			isTransient: true,
			retryAfterMs: 5000,
		});
		expect(error.description).toBe('Wait.');
		const refused = new PingOneError('Refused', 'Compare.', 400, ['INVALID_DATA']);
		expect(refused.with({ message: 'Not locked' })).toMatchObject({
			message: 'Not locked',
			description: 'Compare.',
			codes: ['INVALID_DATA'],
		});
	});
});
