import { silenceOf } from '../../nodes/shared/pingone/silence';

const REQUEST = { host: 'api.pingone.eu', ifUnknown: 'Whether it was carried out is not known.' };
const notes = (...secrets: string[]) => ({
	addressField: "'API Path'",
	secrets: new Set(secrets),
});

/** As Node.js and axios mark what they throw, and as n8n wraps it. */
function thrown(code: string): Error {
	return new Error('wrapped', { cause: Object.assign(new Error(code), { code }) });
}

describe('a request without an answer', () => {
	it.each([
		[
			'ENOTFOUND',
			'There is no host named api.pingone.eu',
			"Check 'API Path' in the PingOne credential",
		],
		[
			'EAI_AGAIN',
			'The address of api.pingone.eu could not be looked up',
			"Check 'API Path' in the PingOne credential",
		],
		[
			'ECONNREFUSED',
			'api.pingone.eu cannot be reached',
			"Check 'API Path' in the PingOne credential",
		],
		['ECONNABORTED', 'api.pingone.eu did not answer in time', 'is not known'],
		['ETIMEDOUT', 'api.pingone.eu did not answer in time', 'Options > Timeout'],
		['ECONNRESET', 'api.pingone.eu ended the connection without an answer', 'is not known'],
		[
			'CERT_HAS_EXPIRED',
			'its certificate is not trusted',
			"Check 'API Path' in the PingOne credential",
		],
		[
			'DEPTH_ZERO_SELF_SIGNED_CERT',
			'its certificate is not trusted',
			'that this n8n may reach api.pingone.eu',
		],
		[
			'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
			'its certificate is not trusted',
			'that this n8n may reach api.pingone.eu',
		],
		['ERR_CANCELED', 'The execution was stopped before PingOne answered', 'is not known'],
		[
			'HPE_INVALID_CONSTANT',
			'api.pingone.eu ended the connection without an answer',
			'is not known',
		],
		['EMFILE', 'api.pingone.eu did not answer', 'is not known'],
	])('for %s: %s', (code, what, advice) => {
		const failure = silenceOf(thrown(code), REQUEST, notes());
		expect(failure.message).toContain(what);
		expect(failure.advice).toContain(advice);
		expect(`${failure.message}${failure.advice}`).not.toContain(code);
	});

	it('that n8n itself held back is explained in its words, without the token', () => {
		const failure = silenceOf(
			new Error('Domain not allowed for my-token'),
			REQUEST,
			notes('my-token'),
		);
		expect(failure.message).toBe('The request to api.pingone.eu was not sent');
		expect(failure.advice).toBe('n8n said: Domain not allowed for [hidden]');
		expect(silenceOf('odd', REQUEST, notes()).advice).toBe('n8n said: odd');
	});
});
