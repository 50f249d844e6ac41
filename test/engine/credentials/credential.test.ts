import { injectDomainRestrictionFields } from 'n8n-workflow';
import { testCredential } from '../../support/engine/credentialTest';
import { EngineFixture } from '../../support/engine/engineFixture';

const TYPE = 'pingOneApi';

const fixture = EngineFixture.forAllTests();

async function test(changes: { apiPath?: string; accessToken?: string } = {}) {
	const { engine, simulator } = fixture;
	const before = simulator.received.length;
	const result = await testCredential(engine, TYPE, fixture.credentials(changes)[TYPE]);
	return { ...result, received: simulator.received.slice(before) };
}

function respondOnce(status: number, body: string | object, headers = {}): void {
	const fault = { response: { status, body, headers } };
	fixture.simulator.faults.inject({ fault, times: 1 });
}

describe('the test of a PingOne API credential', () => {
	it('is one cheap read with the token', async () => {
		const { status, received } = await test();
		expect(status).toBe('OK');
		expect(received).toHaveLength(1);
		expect(received[0]).toMatchObject({ method: 'GET', path: '/v1/environments?limit=1' });
		expect(received[0].carries(fixture.accessToken)).toBe(true);
	});

	it('takes a token that sees no environment: its role may be for some users only', async () => {
		expect((await test({ accessToken: fixture.simulator.tenant.tokens.issue([]) })).status).toBe(
			'OK',
		);
	});

	it.each([
		['is wrong', { accessToken: 'wrong-token' }, 'does not accept the access token'],
		['is empty', { accessToken: ' ' }, "'Access Token' in the PingOne credential is empty"],
		['is not a token', { accessToken: 'a b' }, "'Access Token' in the PingOne credential has"],
	])('says so where the token %s', async (_what, changes, sentence) => {
		const { status, message } = await test(changes);
		expect(status).toBe('Error');
		expect(message).toContain(sentence);
		expect(message).not.toContain('wrong-token');
	});

	it('names the first field if none is filled in', async () => {
		const { message } = await testCredential(fixture.engine, TYPE);
		expect(message).toContain("'Access Token' in the PingOne credential is empty");
	});

	it('sends nothing and says why if n8n may not send to the host', async () => {
		const domains = { allowedHttpRequestDomains: 'domains', allowedDomains: 'x.example' };
		const { message, received } = await test({ ...domains } as object);
		expect(message).toContain('does not allow 127.0.0.1');
		expect(received).toEqual([]);
	});

	it.each([
		['', "'API Path' in the PingOne credential is empty"],
		['api.pingone.eu', "'API Path' in the PingOne credential does not start with https://"],
		['http://api.pingone.eu', 'secrets would be sent unencrypted'],
		['https://no-such-host.invalid', 'There is no host named no-such-host.invalid. Check'],
	])('sends nothing and says why where the API path is %j', async (apiPath, sentence) => {
		const { status, message, received } = await test({ apiPath });
		expect(status).toBe('Error');
		expect(message).toContain(sentence);
		expect(received).toEqual([]);
	});

	it('says what to look at where the path is wrong', async () => {
		const { status, message } = await test({
			apiPath: `${fixture.simulator.apiPath.slice(0, -2)}v2`,
		});
		expect(status).toBe('Error');
		expect(message).toContain('PingOne does not know the list of environments (404). Check');
	});

	it.each([
		[403, { code: 'ACCESS_FAILED', message: 'No.' }, 'the role Identity Data Admin'],
		[200, '<html>Sign in</html>', "Check 'API Path'"],
		[200, { hello: 'world' }, "Check 'API Path'"],
		[200, [], "Check 'API Path'"],
		[302, '', 'was redirected to another address (302); redirects are not followed'],
		[404, '<html>', "Check 'API Path'"],
		[503, '', 'PingOne could not carry out'],
	])('is not green where the response is %i %j', async (status, body, sentence) => {
		respondOnce(status, body, { Location: '/v1/environments' });
		const result = await test();
		expect(result.status).toBe('Error');
		expect(result.message).toContain(sentence);
		expect(result.message).not.toContain('<');
		expect(result.received).toHaveLength(1);
	});

	it.each([200, 302, 400, 401, 403, 404, 408, 418, 429, 500, 503])(
		'speaks of no items and no resets if the response is %i',
		async (status) => {
			for (const body of ['', { code: 'UNEXPECTED_ERROR' }]) {
				respondOnce(status, body);
				expect((await test()).message).not.toMatch(/\b(items?|reset|Options|workflow again)\b/i);
			}
		},
	);

	it('never repeats the token', async () => {
		respondOnce(400, { code: 'INVALID_DATA', message: `bad: ${fixture.accessToken}` });
		expect((await test()).message).toContain('INVALID_DATA – bad: [hidden]');
	});
});

describe('a PingOne API credential', () => {
	it('gets the domain restriction that n8n adds', () => {
		const { type } = fixture.engine.loader.getCredential(TYPE);
		expect(injectDomainRestrictionFields(type).map(({ name }) => name)).toEqual([
			'apiPath',
			'accessToken',
			'allowedHttpRequestDomains',
			'allowedDomains',
		]);
	});

	it('keeps its token in a password field', () => {
		const { properties } = fixture.engine.loader.getCredential(TYPE).type;
		const { typeOptions } = properties.find(({ name }) => name === 'accessToken')!;
		expect(typeOptions?.password).toBe(true);
	});
});
