import { Failure, failureFrom } from '../../nodes/shared/pingone/failure';

describe('whatever is thrown', () => {
	it('is left as it is where it is a failure', () => {
		const failure = new Failure('what', 'advice');
		expect(failureFrom(failure)).toBe(failure);
	});

	it.each([new Error('<b>odd</b>'), '<b>odd</b>'])('becomes a failure in plain text', (error) => {
		expect(failureFrom(error).message).toBe('‹b›odd‹/b›');
	});
});
