import { acquireToken } from '../../../nodes/shared/pingone/auth/tokenEndpoint';
import { storedToken, tokenIn, workerOf } from '../../../nodes/shared/pingone/auth/worker';

const WORKER = {
	workerEnvironmentId: '22f09f27-d36a-4ab3-8db4-97238d65cb92',
	clientId: 'client',
	clientSecret: 'secret',
	authentication: 'header',
};

describe('a worker application', () => {
	it.each(['com', 'ca', 'eu', 'com.au', 'sg', 'asia'])(
		'of the region .%s is found at the hosts of that region',
		(region) => {
			expect(workerOf({ ...WORKER, region })).toMatchObject({
				apiBase: `https://api.pingone.${region}/v1`,
				tokenUrl: `https://auth.pingone.${region}/${WORKER.workerEnvironmentId}/as/token`,
				apiField: "'Region'",
				authField: "'Region'",
			});
		},
	);

	it('of a custom domain is found where the two paths say', () => {
		const paths = { apiPath: 'https://api.pingone.eu', authPath: 'https://sso.acme.example/' };
		const worker = workerOf({ ...WORKER, ...paths, region: 'custom', workerEnvironmentId: ' ' });
		expect(worker).toMatchObject({
			apiBase: 'https://api.pingone.eu/v1',
			tokenUrl: 'https://sso.acme.example/as/token',
			apiField: "'API Path'",
			authField: "'Auth Path'",
		});
	});
});

describe('a stored token', () => {
	const region = 'eu';
	const worker = workerOf({ ...WORKER, region });
	const stored = storedToken(worker, 'token.1');

	it('is used with what it was requested with', () => {
		expect(tokenIn(workerOf({ ...WORKER, region, authentication: 'body' }), stored)).toBe(
			'token.1',
		);
		expect(stored).not.toContain(WORKER.clientSecret);
	});

	it.each([
		{ clientId: 'other' },
		{ clientSecret: 'other' },
		{ workerEnvironmentId: '22f09f27-d36a-4ab3-8db4-97238d65cb93' },
		{ region: 'com' },
	])('is not used with %j', (changes) => {
		expect(tokenIn(workerOf({ ...WORKER, region, ...changes }), stored)).toBeUndefined();
	});

	it('is not used with another API that has the same token endpoint', () => {
		const paths = {
			region: 'custom',
			apiPath: 'https://a.example',
			authPath: 'https://sso.example',
		};
		const first = workerOf({ ...WORKER, ...paths });
		const other = workerOf({ ...WORKER, ...paths, apiPath: 'https://b.example' });
		expect(other.tokenUrl).toBe(first.tokenUrl);
		expect(tokenIn(other, storedToken(first, 'token.1'))).toBeUndefined();
	});

	it.each([undefined, '', 'token.1', `${stored} x`, 7])('is not %j', (other) => {
		expect(tokenIn(worker, other)).toBeUndefined();
	});
});

it('a request for a token ends after half a minute, whoever sends it', async () => {
	const send = jest.fn(async () => ({ status: 200, body: { access_token: 'token-1' } }));
	await acquireToken(send, workerOf({ ...WORKER, region: 'eu' }));
	expect(send).toHaveBeenCalledWith(
		expect.objectContaining({ timeout: 30_000, abortSignal: expect.any(AbortSignal) }),
	);
});
