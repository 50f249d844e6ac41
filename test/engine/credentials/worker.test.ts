import { storedToken, workerOf } from '../../../nodes/shared/pingone/auth/worker';
import { CredentialStore } from '../../support/engine/credentialStore';
import { seededWorker } from '../../../simulator/seed/seed';
import { seededSessionId, seededId } from '../../../simulator/seed/seededIds';
import { EngineFixture } from '../../support/engine/engineFixture';
import { accelerateClock } from '../../support/engine/acceleratedClock';

const JANE = seededSessionId('jane.doe');
const AMARA = seededSessionId('amara.okafor');
const MEI = seededSessionId('mei.lin');
const ITEMS = [JANE, AMARA, MEI].map((sessionId) => ({ sessionId }));

const fixture = EngineFixture.forEachTest('worker');

const time = accelerateClock();

const worker = () => seededWorker(fixture.simulator.tenant);

describe('a worker application', () => {
	it('gets one token for a whole execution, and keeps it for the next', async () => {
		const stored = fixture.credentials();
		const first = await fixture.reset(ITEMS.slice(0, 2), { stored });
		expect(first.good).toHaveLength(2);
		expect(first.tokenCalls).toBe(1);

		const second = await fixture.reset(ITEMS.slice(2), { stored });
		expect(second.good).toHaveLength(1);
		expect(second.tokenCalls).toBe(0);
	});

	it('sends nothing if an expression in the credential has another value for another item', async () => {
		const clientId =
			'={{ $json.client ?? "' + String(fixture.credentials().pingOneWorkerApi.clientId) + '" }}';
		const same = await fixture.reset(ITEMS, { credential: { clientId } });
		expect(same.run.data.resultData.error).toBeUndefined();
		const before = fixture.simulator.received.length;
		const items = [...ITEMS.slice(0, 2), { ...ITEMS[2], client: 'other' }];
		const { run } = await fixture.reset(items, { credential: { clientId } });
		expect(run.data.resultData.error?.message).toContain(
			'The PingOne credential has another value for item 2 than for item 0',
		);
		expect(fixture.simulator.received).toHaveLength(before);
	});

	it('is read from the stored credential no more often for more items', async () => {
		const stored = fixture.credentials();
		await fixture.reset(ITEMS.slice(0, 1), { stored });
		const read = jest.spyOn(CredentialStore.prototype, 'getDecrypted');
		const readsFor = async (items: typeof ITEMS) => {
			read.mockClear();
			await fixture.reset(items, { stored, onError: 'continueErrorOutput' });
			return read.mock.calls.length;
		};
		expect(await readsFor(ITEMS)).toBe(await readsFor(ITEMS.slice(0, 2)));
		read.mockRestore();
	});

	it('sends its secret as it is told to', async () => {
		worker().authentication = 'post';
		const { good } = await fixture.reset(ITEMS, { credential: { authentication: 'body' } });
		expect(good).toHaveLength(3);
	});

	it('gets its tokens from a custom domain, where the environment is left out', async () => {
		const { good } = await fixture.reset(ITEMS, { credential: { workerEnvironmentId: '' } });
		expect(good).toHaveLength(3);
		expect(fixture.simulator.received[0].path).toBe('/as/token');
	});

	it('renews a token that has expired in between, and sends the request again as it was', async () => {
		const stored = fixture.credentials();
		await fixture.reset(ITEMS.slice(0, 1), { stored });
		fixture.simulator.tenant.tokens.expireAll();
		const { good, received, tokenCalls } = await fixture.reset(ITEMS.slice(1), { stored });

		expect(good).toHaveLength(2);
		expect(tokenCalls).toBe(1);
		expect(received.map(({ status }) => status)).toEqual([401, 204, 204]);
		expect(received.map(({ headers }) => headers['content-type'])).toEqual(
			Array(3).fill('application/vnd.pingidentity.sso.session.logout'),
		);
		expect(received.map(({ bodyLength }) => bodyLength)).toEqual([0, 0, 0]);
	});

	it('ends in a clear failure, not in a loop, where the renewed token is refused too', async () => {
		const fault = { response: { status: 401, body: { code: 'ACCESS_FAILED', message: 'No.' } } };
		fixture.simulator.faults.inject({ fault, on: /sessions/ });
		const { run, received, tokenCalls } = await fixture.reset(ITEMS.slice(0, 1));

		expect(received).toHaveLength(2);
		expect(tokenCalls).toBe(2);
		const { message, description } = run.data.resultData.error!;
		expect(message).toContain('PingOne does not accept the access token');
		expect(description).toContain('n8n has just renewed the token');
		expect(description).toContain('ACCESS_FAILED – No.');
	});
});

describe('a credential that is saved again in the middle of an execution', () => {
	const clientId = seededId('another worker application');
	const clientSecret = 'another-secret-0123';

	/** Resets the sessions. When the second request arrives, all tokens expire and the credential is changed. */
	async function resetWhile(change: object, then = () => {}) {
		const stored = fixture.credentials();
		let requests = 0;
		const test = (request: string) => {
			if (request.includes('/sessions') && ++requests === 2) {
				fixture.simulator.tenant.tokens.expireAll();
				Object.assign(stored.pingOneWorkerApi, change);
				then();
			}
			return false;
		};
		fixture.simulator.faults.inject({ fault: { silent: true }, on: { test } });
		return { stored, ...(await fixture.reset(ITEMS, { stored, onError: 'continueErrorOutput' })) };
	}

	it.each([
		['secret', { clientSecret }],
		['client', { clientId, clientSecret }],
	])('with another %s is used as it is now when the token is renewed', async (_what, change) => {
		fixture.simulator.tenant.workers.set(clientId, { ...worker(), clientId, clientSecret });
		const renewed = jest.spyOn(CredentialStore.prototype, 'preAuthentication');
		const { stored, good, tokenCalls } = await resetWhile(change, () => {
			worker().clientSecret = clientSecret;
		});
		expect(good).toHaveLength(3);
		expect(tokenCalls).toBe(2);
		// n8n 1.x stores all of this object.
		expect(renewed.mock.calls.at(-1)![1]).toMatchObject(change);
		renewed.mockRestore();
		expect((await fixture.reset(ITEMS, { stored })).tokenCalls).toBe(0);
	});

	it('never shows its new secret', async () => {
		const { run, bad } = await resetWhile({ clientSecret }, () => {
			worker().clientSecret = clientSecret;
			const body = { code: 'INVALID_DATA', message: clientSecret };
			fixture.simulator.faults.inject({
				fault: { response: { status: 400, body } },
				on: /sessions/,
			});
		});
		expect(bad[0].error).toContain(' – [hidden]');
		expect(JSON.stringify(run)).not.toContain(clientSecret);
	});

	it.each([
		[
			'gets no token for another address',
			{ apiPath: 'https://api.acme.example' },
			'the PingOne credential now has the address of another PingOne',
		],
		['gets no token without a secret', { clientSecret: '' }, "'Client Secret' in the PingOne"],
	])('%s', async (_what, change, sentence) => {
		const { good, bad, tokenCalls } = await resetWhile(change);
		expect(good).toHaveLength(1);
		expect(bad).toHaveLength(2);
		for (const { error } of bad) expect(error).toContain(sentence);
		expect(tokenCalls).toBe(1);
	});
});

describe('an outage, with a worker application', () => {
	it('is told as with any credential', async () => {
		const fault = { cut: 'before the work' } as const;
		fixture.simulator.faults.inject({ fault, on: /sessions/ });
		const { bad } = await fixture.reset(ITEMS, { onError: 'continueErrorOutput' });
		expect(bad).toHaveLength(3);
		expect(bad[0].error).toContain('ended the connection without a response');
	});
});

describe('a wrong field of a worker application, in an execution', () => {
	const other = seededId('something else');

	it.each([
		['secret', { clientSecret: 'wrong' }, "'Client Secret'", 401],
		['client', { clientId: other }, "'Client ID'", 401],
		['method', { authentication: 'body' }, "Check 'Authentication'", 401],
		['environment', { workerEnvironmentId: other }, "'Worker Environment ID'", 404],
		['region', { workerEnvironmentId: other }, "'Auth Path'", 404],
	])('that is the %s is named', async (_what, credential, field, status) => {
		const { bad, received, tokenCalls } = await fixture.reset(ITEMS, {
			credential,
			onError: 'continueErrorOutput',
		});
		expect(tokenCalls).toBe(1);
		expect(received).toEqual([]);
		expect(bad).toHaveLength(3);
		for (const { error } of bad) {
			expect(error).toContain('No access token: ');
			expect(error).toContain(`(${status})`);
			expect(error).toContain(field);
		}
	});

	it.each([
		['region', 'mars', "'Region' is not a PingOne region"],
		['authentication', 'none', "'Authentication' is neither 'Client Secret Basic'"],
		['workerEnvironmentId', 'me', '\'Worker Environment ID\' is not a valid UUID: "me"'],
		['clientId', ' ', "'Client ID' in the PingOne credential is empty"],
		['clientSecret', '', "'Client Secret' in the PingOne credential is empty"],
		['authPath', 'http://sso.acme.example', "'Auth Path' in the PingOne credential"],
		['apiPath', 'http://api.acme.example', "'API Path' in the PingOne credential"],
	])('is named before anything is sent: %s is %j', async (name, value, sentence) => {
		const before = fixture.simulator.received.length;
		const { run } = await fixture.reset(ITEMS, { credential: { [name]: value } });
		expect(run.data.resultData.error?.message).toContain(sentence);
		expect(fixture.simulator.received).toHaveLength(before);
	});

	it('needs its environment where the region is not a custom one', async () => {
		const { run } = await fixture.reset(ITEMS, {
			credential: { region: 'eu', workerEnvironmentId: '' },
		});
		expect(run.data.resultData.error?.message).toContain(
			"'Worker Environment ID' in the PingOne credential is empty",
		);
	});

	it.each([
		[200, '<html>Sign in</html>', "the response is not from PingOne's token endpoint (200)"],
		[400, { error: 'unauthorized_client' }, 'does not let this application use client credentials'],
		[429, '', 'PingOne could not issue one (429)'],
		[400, { error: 'odd', error_description: 'Odd.' }, 'PingOne said: odd – Odd.'],
	])('is explained where the token endpoint answers %i %j', async (status, body, sentence) => {
		fixture.simulator.faults.inject({
			fault: { response: { status, body } },
			on: /token$/,
		});
		const { run } = await fixture.reset(ITEMS.slice(0, 1));
		const { message, description } = run.data.resultData.error!;
		expect(`${message} ${description}`).toContain(sentence);
		expect(`${message} ${description}`).not.toContain('<');
	});

	it('is waited for where the token endpoint breaks, by one request at a time', async () => {
		const fault = { response: { status: 503, body: '' } };
		fixture.simulator.faults.inject({ fault, on: /token$/, times: 3 });
		const { received } = fixture.simulator;
		const { latencyMs } = Object.assign(fixture.simulator.faults, { latencyMs: 5 });
		const { good, tokenCalls } = await fixture.reset(ITEMS);
		expect(good).toHaveLength(3);
		// One for each 503, one that brings the token: no request asks beside another.
		expect(tokenCalls).toBe(4);
		const requestedAt = received
			.filter(({ path }) => path.endsWith('/as/token'))
			.map(({ receivedAt }) => receivedAt);
		for (const [index, at] of requestedAt.slice(1).entries()) {
			expect(at - requestedAt[index]).toBeGreaterThanOrEqual(latencyMs - 1);
		}
	});

	it.each([429, 503])(
		'is requested no earlier than Retry-After says with %i, whatever the number of items',
		async (status) => {
			const fault = { response: { status, headers: { 'Retry-After': '5' }, body: '' } };
			fixture.simulator.faults.inject({ fault, on: /token$/, times: 2 });
			const items = Array.from({ length: 100 }, () => ITEMS[0]);
			const { good } = await fixture.reset(items);
			expect(good).toHaveLength(100);
			const requestedAt = fixture.simulator.received
				.filter(({ path }) => path.endsWith('/as/token'))
				.map(({ receivedAt }) => time.at(receivedAt));
			expect(requestedAt).toHaveLength(3);
			expect(requestedAt[1] - requestedAt[0]).toBeGreaterThanOrEqual(5_000);
			expect(requestedAt[2] - requestedAt[1]).toBeGreaterThanOrEqual(5_000);
		},
	);

	it('is not waited for where the token endpoint asks for more than a minute', async () => {
		const fault = { response: { status: 429, headers: { 'Retry-After': '61' }, body: '' } };
		fixture.simulator.faults.inject({ fault, on: /token$/ });
		const { run, tokenCalls } = await fixture.reset(ITEMS);
		expect(tokenCalls).toBe(1);
		const { message, description } = run.data.resultData.error!;
		expect(message).toContain('No access token: PingOne could not issue one (429)');
		expect(description).toContain('Settings > Rate Limits');
		expect(description).toContain('PingOne asks to wait 61 s.');
	});

	it.each([302, 307])(
		'is not followed where the token endpoint redirects with %i',
		async (status) => {
			const { simulator } = fixture;
			const headers = { Location: `${simulator.authPath}/elsewhere` };
			simulator.faults.inject({
				fault: { response: { status, headers, body: '' } },
				on: /token$/,
			});
			const { run } = await fixture.reset(ITEMS);
			expect(run.data.resultData.error?.message).toContain(`(${status})`);
			expect(simulator.received.map(({ path }) => path)).toEqual([expect.stringMatching(/token$/)]);
		},
	);

	it('is explained where there is no such host', async () => {
		const { run } = await fixture.reset(ITEMS.slice(0, 1), {
			credential: { authPath: 'https://no-such-host.invalid' },
		});
		const { message, description } = run.data.resultData.error!;
		expect(message).toContain('No access token: There is no host named no-such-host.invalid');
		expect(description).toContain("Check 'Auth Path'");
	});
});

describe('a token endpoint that does not come to an end', () => {
	accelerateClock(60);

	it('is waited for no longer than half a minute, however slowly its response trickles in', async () => {
		fixture.simulator.faults.inject({
			fault: { trickle: { perSecond: 20 } },
			on: /token$/,
			times: 1,
		});
		const { good, tokenCalls } = await fixture.reset(ITEMS);
		expect(good).toHaveLength(3);
		expect(tokenCalls).toBe(2);
	});
});

describe('the secrets of a worker application', () => {
	it('are in no execution data, whatever a service repeats of them', async () => {
		const stored = fixture.credentials();
		const { clientId, clientSecret } = worker();
		const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
		for (const error_description of [clientSecret, `Basic ${basic}`]) {
			fixture.simulator.faults.inject({
				fault: { response: { status: 401, body: { error: 'invalid_client', error_description } } },
				on: /token$/,
				times: 1,
			});
			const { run } = await fixture.reset(ITEMS, { stored });
			expect(run.data.resultData.error?.description).toContain('[hidden]');
			expect(JSON.stringify(run)).not.toContain(clientSecret);
			expect(JSON.stringify(run)).not.toContain(basic);
		}
	});

	it('are in no execution data where the service repeats a token that was stored before', async () => {
		const token = 'opaque-0123456789-stored';
		const accessToken = storedToken(
			workerOf({ authentication: 'header', ...fixture.credentials().pingOneWorkerApi }),
			token,
		);
		const body = { code: 'INVALID_DATA', message: token };
		fixture.simulator.faults.inject({ fault: { response: { status: 400, body } }, on: /sessions/ });
		const { run, tokenCalls } = await fixture.reset(ITEMS.slice(0, 1), {
			credential: { accessToken },
		});
		expect(tokenCalls).toBe(0);
		expect(run.data.resultData.error?.description).toContain(' – [hidden]');
		expect(JSON.stringify(run)).not.toContain(token);
	});

	it('are in no execution data where the service repeats a form', async () => {
		worker().clientSecret = 'p@ssw+rd/of=some&length';
		const form = new URLSearchParams({ client_secret: worker().clientSecret }).toString();
		fixture.simulator.faults.inject({
			fault: { response: { status: 400, body: { error: 'odd', error_description: form } } },
			on: /token$/,
		});
		const { run } = await fixture.reset(ITEMS);
		const { description } = run.data.resultData.error!;
		expect(description).toContain('odd – client_secret=[hidden]');
	});

	it('do not hide everything else where the secret is one letter', async () => {
		const { run } = await fixture.reset(ITEMS, { credential: { clientSecret: 'e' } });
		const { message, description } = run.data.resultData.error!;
		expect(message).toContain('PingOne does not accept the client ID with this client secret');
		expect(description).not.toContain('[hidden]');
	});

	it.each([
		[
			'refusal',
			{ status: 400, body: { code: 'INVALID_DATA', message: 'opaque-0123456789-token' } },
			' – [hidden]',
		],
		[
			'success',
			{ status: 200, body: { code: 'ODD', message: 'opaque-0123456789-token' } },
			'It is not known whether PingOne ended the session.',
		],
	])(
		'are in no execution data where a %s repeats a token that does not look like one',
		async (_what, response, sentence) => {
			const opaque = 'opaque-0123456789-token';
			fixture.simulator.faults.inject({
				fault: { response: { status: 200, body: { access_token: opaque, token_type: 'Bearer' } } },
				on: /token$/,
				times: 1,
			});
			fixture.simulator.faults.inject({ fault: { response }, on: /sessions/, times: 1 });
			const { run } = await fixture.reset(ITEMS.slice(0, 1));
			expect(run.data.resultData.error?.description).toContain(sentence);
			expect(JSON.stringify(run)).not.toContain(opaque);
		},
	);
});
