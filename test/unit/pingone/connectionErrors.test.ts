import { networkErrorKind } from '../../../nodes/shared/http/networkErrors';
import { networkErrorFrom } from '../../../nodes/shared/pingone/errors/connectionErrors';

const REQUEST = { host: 'api.pingone.eu', ifUnknown: 'Whether it was carried out is not known.' };
const notes = (...secrets: string[]) => ({
	addressField: "'API Path'",
	secrets: new Set(secrets),
});

/** Creates an error with a code as Node.js and axios throw it and n8n wraps it. */
function thrown(code: string): Error {
	return new Error('wrapped', { cause: Object.assign(new Error(code), { code }) });
}

describe('a request without a response', () => {
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
		['ECONNABORTED', 'api.pingone.eu did not respond in time', 'is not known'],
		['ETIMEDOUT', 'api.pingone.eu did not respond in time', 'Options > Timeout'],
		['ECONNRESET', 'api.pingone.eu ended the connection without a response', 'is not known'],
		[
			'CERT_HAS_EXPIRED',
			'is not trusted, so nothing was sent',
			"Check 'API Path' in the PingOne credential",
		],
		[
			'DEPTH_ZERO_SELF_SIGNED_CERT',
			'is not trusted, so nothing was sent',
			'that this n8n can reach api.pingone.eu',
		],
		[
			'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
			'is not trusted, so nothing was sent',
			'that this n8n can reach api.pingone.eu',
		],
		['ERR_CANCELED', 'The execution was stopped before PingOne responded', 'is not known'],
		[
			'HPE_INVALID_CONSTANT',
			'api.pingone.eu ended the connection without a response',
			'is not known',
		],
		['EMFILE', 'api.pingone.eu did not respond', 'is not known'],
	])('for %s: %s', (code, what, description) => {
		const failure = networkErrorFrom(thrown(code), REQUEST, notes());
		expect(failure.message).toContain(what);
		expect(failure.description).toContain(description);
		expect(`${failure.message}${failure.description}`).not.toContain(code);
	});

	it('is known by what n8n 1.x keeps of its code, and not by a status', () => {
		const kept = (httpCode: string | null) => Object.assign(new Error('wrapped'), { httpCode });
		expect(networkErrorKind(kept('ECONNRESET'))).toBe('cut');
		expect(networkErrorKind(kept('503'))).toBeUndefined();
		expect(networkErrorKind(kept(null))).toBeUndefined();
	});

	it('that n8n itself held back is explained in its words, without the token', () => {
		const failure = networkErrorFrom(new Error('No my-token'), REQUEST, notes('my-token'));
		expect(failure.message).toBe('The request to api.pingone.eu was not sent');
		expect(failure.description).toBe('n8n said: No [hidden]');
		expect(networkErrorFrom('odd', REQUEST, notes()).description).toBe('n8n said: odd');
	});

	it.each(['Domain not allowed: x', 'No allowed domains specified.'])(
		'that n8n did not send because of the allowed domains names the field: %s',
		(said) => {
			expect(networkErrorFrom(new Error(said), REQUEST, notes()).description).toBe(
				"'Allowed HTTP Request Domains' of the PingOne credential does not contain api.pingone.eu: add it to 'Allowed Domains', or choose All.",
			);
		},
	);

	it('is described without a cause if n8n gives none', () => {});
});
