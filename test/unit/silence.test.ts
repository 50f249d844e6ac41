import { silenceOf } from '../../nodes/shared/pingone/silence';

const HOST = 'api.pingone.eu';

/** As Node.js and axios mark what they throw, and as n8n wraps it. */
function thrown(code: string): Error {
	return new Error('wrapped', { cause: Object.assign(new Error(code), { code }) });
}

describe('a request without an answer', () => {
	it.each([
		['ENOTFOUND', 'There is no host named api.pingone.eu', "Check the host in 'API Path'"],
		['EAI_AGAIN', 'There is no host named api.pingone.eu', "Check the host in 'API Path'"],
		['ECONNREFUSED', 'api.pingone.eu cannot be reached', "Check the host in 'API Path'"],
		['ECONNABORTED', 'api.pingone.eu did not answer in time', 'is not known'],
		['ETIMEDOUT', 'api.pingone.eu did not answer in time', 'Options > Timeout'],
		['ECONNRESET', 'api.pingone.eu ended the connection without an answer', 'is not known'],
		['CERT_HAS_EXPIRED', 'its certificate is not trusted', "Check the host in 'API Path'"],
		['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is not trusted', 'Check the host'],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its certificate is not trusted', 'Check the host'],
		['ERR_CANCELED', 'The execution was stopped before PingOne answered', 'is not known'],
		['HPE_INVALID_CONSTANT', 'api.pingone.eu did not answer', 'is not known'],
	])('for %s: %s', (code, what, advice) => {
		const failure = silenceOf(thrown(code), HOST, []);
		expect(failure.message).toContain(what);
		expect(failure.advice).toContain(advice);
		expect(`${failure.message}${failure.advice}`).not.toContain(code);
	});

	it('that n8n itself held back is explained in its words, without the token', () => {
		const failure = silenceOf(new Error('Domain not allowed for my-token'), HOST, ['my-token']);
		expect(failure.message).toBe('The request to api.pingone.eu was not sent');
		expect(failure.advice).toBe('n8n said: Domain not allowed for [hidden]');
		expect(silenceOf('odd', HOST, []).advice).toBe('n8n said: odd');
	});
});
