import { PingOneError, toPingOneError } from '../../nodes/shared/pingone/errors';

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
