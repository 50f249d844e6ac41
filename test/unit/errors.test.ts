import { PingOneError, TokenError, toPingOneError } from '../../nodes/shared/pingone/errors';

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
