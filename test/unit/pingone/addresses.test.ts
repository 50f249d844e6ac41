import fc from 'fast-check';
import { apiBase, authBase } from '../../../nodes/shared/pingone/auth/addresses';
import { failureOf } from '../../support/failureOf';

const REGIONS = ['com', 'ca', 'eu', 'com.au', 'sg', 'asia'];

describe('the API path', () => {
	it.each(REGIONS)('takes the address of region .%s in every form that people paste', (region) => {
		const base = `https://api.pingone.${region}/v1`;
		for (const form of [
			base,
			`${base}/`,
			`  ${base}\n`,
			base.replace('/v1', ''),
			`${base.slice(0, -2)}`,
		]) {
			expect(apiBase(form)).toBe(base);
		}
	});

	it('leaves the host in lower case, and takes the version in upper case', () => {
		expect(apiBase('HTTPS://API.PingOne.EU/V1')).toBe('https://api.pingone.eu/v1');
	});

	it('keeps a port and the path of a gateway in front of PingOne', () => {
		expect(apiBase('https://gateway.acme.example:8443/ping-one')).toBe(
			'https://gateway.acme.example:8443/ping-one/v1',
		);
	});

	it.each([
		'http://localhost:3000',
		'http://127.0.0.1:9/v1',
		'http://127.9.9.9',
		'http://[::1]:80',
	])('takes %s without encryption, because it stays on this machine', (address) => {
		expect(apiBase(address)).toMatch(/^http:.*\/v1$/);
	});

	it.each([
		['', 'is empty'],
		['   ', 'is empty'],
		[undefined, 'is empty'],
		['api.pingone.com/v1', 'does not start with https://'],
		['localhost:3000', 'does not start with https://'],
		['//api.pingone.com/v1', 'does not start with https://'],
		['http://api.pingone.com/v1', 'does not start with https://'],
		['http://localhost.evil.example', 'does not start with https://'],
		['http://127.0.0.1.evil.example', 'does not start with https://'],
		['http://0.0.0.0', 'does not start with https://'],
		['ftp://api.pingone.com', 'does not start with https://'],
		['javascript://api.pingone.com', 'does not start with https://'],
		['https://user:pa55word@api.pingone.com/v1', 'contains a user name'],
		['https://@api.pingone.com/v1', 'contains a user name'],
		['https://api.pingone.com@evil.example/v1', 'contains a user name'],
		['https://api.pingone.com/v1?token=pa55word', "has a part after '?'"],
		['https://api.pingone.com/v1#pa55word', "has a part after '?' or '#'"],
		['https://api.pingone.com/v1/../v2', 'does not end with'],
		['https://api.pingone.com/%2e%2e/v1', 'does not end with'],
		['https://api.pingone.com//v1', 'does not end with'],
		['https://api.pingone.com/v1/environments', 'does not end with'],
		['https://api.ping\none.com/v1', 'has characters'],
		['https://api.pingone.com\\@evil.example', 'has characters'],
		['https://api.pingone.com /v1', 'has characters'],
		['https://', 'is not a valid address'],
		['https://[api]/v1', 'is not a valid address'],
	])('refuses %j: %s', async (address, reason) => {
		const failure = await failureOf(() => apiBase(address));
		expect(failure.message).toContain("'API Path'");
		expect(failure.message).toContain(reason);
		expect(failure.description).toContain('Nothing was sent');
		expect(`${failure.message}${failure.description}`).not.toContain('pa55word');
	});

	// With a regular expression that takes quadratic time, each of these takes minutes.
	it.each([
		['slashes', `https://a.example${'/'.repeat(1_000_000)}x`],
		['slashes and an @', `https://a.example@b${'/'.repeat(1_000_000)}x`],
		['question marks', `https://a.example/${'?'.repeat(1_000_000)}`],
		['segments', `https://a.example${'/x'.repeat(500_000)}//x`],
	])('refuses a million %s at once', async (_what, address) => {
		expect((await failureOf(() => apiBase(address))).message).toContain("'API Path'");
		expect((await failureOf(() => authBase(address))).message).toContain("'Auth Path'");
	});

	it('never leads to another host than the one that was written, or to an open connection', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.webUrl(),
					fc.string(),
					fc.string().map((end) => `https://a.example${end}`),
				),
				(text) => {
					let base: string;
					try {
						base = apiBase(text);
					} catch {
						return;
					}
					const url = new URL(base);
					// A host may be written with escapes.
					const written = text.replace(/%[0-7][\da-f]/gi, decodeURIComponent);
					expect(written.toLowerCase()).toContain(url.hostname);
					expect(url.protocol === 'https:' || /^(localhost|127\.|\[::1\])/.test(url.hostname)).toBe(
						true,
					);
					expect(base).toMatch(/\/v1$/);
					expect(url.href).toBe(base);
				},
			),
		);
	});
});

describe('the auth path', () => {
	it.each(['https://auth.pingone.eu', ' https://auth.pingone.eu/ ', 'HTTPS://AUTH.PingOne.eu'])(
		'is taken as %j',
		(authPath) => {
			expect(authBase(authPath)).toBe('https://auth.pingone.eu');
		},
	);

	it.each([
		['', 'is empty'],
		['http://sso.acme.example', 'does not start with https://'],
		['https://auth.pingone.eu/as/token', 'does not end with the host'],
		['https://auth.pingone.eu/22f09f27-d36a-4ab3-8db4-97238d65cb92', 'does not end with the host'],
		['https://user:pa55word@auth.pingone.eu', 'contains a user name'],
	])('is refused where it is %j: %s', async (authPath, reason) => {
		const { message, description } = await failureOf(() => authBase(authPath));
		expect(message).toContain("'Auth Path' in the PingOne credential");
		expect(message).toContain(reason);
		expect(description).toContain('Nothing was sent');
		expect(message).not.toContain('pa55word');
	});
});
