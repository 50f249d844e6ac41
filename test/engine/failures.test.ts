import type { Fault } from '../../simulator/faults';
import { seededSessionId, WORKFORCE_ID } from '../../simulator/seed/seededIds';
import { waitUntil } from '../support/waitUntil';
import { EngineFixture } from '../support/engine/engineFixture';
import { accelerateClock } from '../support/engine/acceleratedClock';

const JANE = seededSessionId('jane.doe');

const fixture = EngineFixture.forAllTests();
let removeFault = () => {};

afterEach(() => removeFault());
accelerateClock();

/** Resets Jane's session. Returns the error that the user reads and the execution data as text. */
async function failure(credential?: { apiPath?: string; accessToken?: string }) {
	const { run, good } = await fixture.reset([{ sessionId: JANE }], { credential });
	expect(good).toEqual([]);
	expect(run.status).toBe('error');
	const { message = '', description } = run.data.resultData.error ?? {};
	return { message, description: description ?? '', execution: JSON.stringify(run) };
}

function injectFault(fault: Fault): void {
	removeFault = fixture.simulator.faults.inject({ fault });
}

const UNKNOWN_TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjB9.c2lnbmF0dXJl';

describe('a failure says what happened and what to do', () => {
	it('where the session is not found', async () => {
		injectFault({
			response: { status: 404, body: { id: 'ref-1', code: 'NOT_FOUND', message: 'Gone.' } },
		});
		const { message, description } = await failure();
		expect(message).toBe(
			`PingOne does not know session ${JANE} in environment ${WORKFORCE_ID} (404)`,
		);
		expect(description).toContain(
			'The session has ended, has expired, or belongs to another environment',
		);
		expect(description).toContain('Options > If Session Is Not Found');
		expect(description).toContain('PingOne said: NOT_FOUND – Gone. (reference ref-1)');
	});

	it('where the token is wrong', async () => {
		const { message, description, execution } = await failure({ accessToken: UNKNOWN_TOKEN });
		expect(message).toContain('does not accept the access token: it has expired or is wrong (401)');
		expect(description).toContain("paste it into 'Access Token'");
		expect(description).toContain('INVALID_TOKEN');
		expect(execution).not.toContain(UNKNOWN_TOKEN);
	});

	it('where the token has expired', async () => {
		const accessToken = fixture.simulator.tenant.tokens.issue([], 0);
		expect((await failure({ accessToken })).message).toContain('has expired or is wrong (401)');
	});

	it('where a role is missing, or the environment does not exist', async () => {
		const accessToken = fixture.simulator.tenant.tokens.issue([]);
		const { message, description } = await failure({ accessToken });
		expect(message).toBe(
			`PingOne denies access to session ${JANE} in environment ${WORKFORCE_ID} (403)`,
		);
		expect(description).toContain('the role Identity Data Admin in this environment');
		expect(description).toContain('the environment does not exist');
		expect(description).toContain('INSUFFICIENT_PERMISSIONS');
		expect(description).toMatch(/\(reference [\da-f-]{36}\)$/);
	});

	it('where the license does not suffice', async () => {
		injectFault({
			response: {
				status: 403,
				body: { code: 'ACCESS_FAILED', details: [{ code: 'LICENSE_EXCEEDED' }, 'odd'] },
			},
		});
		expect((await failure()).description).toContain('license does not cover this call');
	});

	it("in the service's own words, with every detail", async () => {
		injectFault({
			response: {
				status: 400,
				body: {
					id: 'ref-2',
					code: 'INVALID_DATA',
					message: 'Validation failed.',
					details: [{ code: 'INVALID_VALUE', target: 'sessionID', message: 'Not a UUID' }, {}],
				},
			},
		});
		const { message, description } = await failure();
		expect(message).toContain('PingOne refused the request for session');
		expect(description).toContain(
			'INVALID_DATA – Validation failed. – INVALID_VALUE: sessionID: Not a UUID (reference ref-2)',
		);
	});

	it.each([
		[415, { code: 'INVALID_REQUEST' }, 'PingOne did not accept the content type'],
		[429, { code: 'REQUEST_LIMITED' }, 'PingOne rate limit reached (429)'],
		[429, '', 'PingOne rate limit reached (429)'],
		[500, { code: 'UNEXPECTED_ERROR' }, 'PingOne could not carry out the request'],
		[502, '<html>Bad gateway</html>', 'PingOne could not carry out the request'],
		[503, '', 'PingOne could not carry out the request'],
		[401, '', 'has expired or is wrong (401)'],
		[403, '<html>Blocked</html>', 'Received a web page instead of PingOne'],
		[200, '<html>Please sign in</html>', 'Received a web page instead of PingOne'],
		[200, { ok: true }, 'The response (200) does not show whether PingOne carried out the request'],
		[200, '', 'The response (200) does not show whether PingOne carried out the request'],
		[202, '', 'The response (202) does not show whether PingOne carried out the request'],
		[418, [], 'Received an unexpected response instead of PingOne'],
	])('where the response is %i %j', async (status, body, what) => {
		injectFault({ response: { status, body } });
		const { message, description, execution } = await failure();
		expect(message).toContain(what);
		expect(message).toContain(JANE.slice(0, status === 401 ? 0 : undefined));
		expect(description.length).toBeGreaterThan(20);
		expect(execution).not.toContain('<html>');
		expect(fixture.simulator.tenant.sessions.has(JANE)).toBe(true);
	});

	it.each([301, 302, 303, 307, 308])(
		'where it is redirected with %i, and goes nowhere',
		async (status) => {
			const elsewhere = await EngineFixture.open();
			injectFault({ response: { status, headers: { Location: elsewhere.simulator.apiPath } } });
			const { message, description } = await failure();
			expect(message).toContain(
				`was redirected to another address (${status}); redirects are not followed`,
			);
			expect(description).toContain("Check 'API Path'");
			expect(elsewhere.simulator.received).toEqual([]);
			await elsewhere.close();
		},
	);

	it('where every connection is cut', async () => {
		injectFault({ cut: 'before the work' });
		const { message, description } = await failure();
		expect(message).toMatch(/^127\.0\.0\.1:\d+ ended the connection without a response/);
		expect(description).toMatch(/^Tried ([4-9]|10) times\. .*ending a session twice does no harm/);
	});

	it('where nothing listens at the address', async () => {
		const closed = await EngineFixture.open();
		const { apiPath } = closed.simulator;
		await closed.close();
		const { message, description } = await failure({ apiPath });
		expect(message).toMatch(/^127\.0\.0\.1:\d+ cannot be reached/);
		expect(description).toContain("Check 'API Path' in the PingOne credential");
	});

	it('where there is no such host', async () => {
		const { message } = await failure({ apiPath: 'https://no-such-host.invalid' });
		expect(message).toBe('There is no host named no-such-host.invalid');
	});

	it('where the other side does not speak TLS', async () => {
		const apiPath = fixture.simulator.apiPath.replace('http:', 'https:');
		const { message } = await failure({ apiPath });
		expect(message).toMatch(/^The certificate of 127\.0\.0\.1:\d+ is not trusted/);
	});

	it('where the execution is stopped, and sends nothing more', async () => {
		injectFault({ silent: true });
		const stop = new AbortController();
		const { received: all } = fixture.simulator;
		const before = all.length;
		const running = fixture.reset(
			[{ sessionId: JANE }, { sessionId: seededSessionId('mei.lin') }],
			{
				stop: stop.signal,
				parameters: { options: { maxConcurrency: 1 } },
			},
		);
		await waitUntil('request', () => all.length > before, 10_000);
		stop.abort();
		const { run, received } = await running;
		expect(run.status).not.toBe('success');
		expect(received).toHaveLength(1);
	});
});

describe('a failure keeps to itself', () => {
	it('the token, whatever the service repeats of it', async () => {
		const { accessToken } = fixture;
		const words = `Token ${accessToken} and Bearer ${accessToken} are bad`;
		injectFault({
			response: {
				status: 400,
				body: {
					id: accessToken,
					code: 'INVALID_DATA',
					message: words,
					details: [{ code: accessToken, target: accessToken, message: words }],
				},
			},
		});
		const { message, description, execution } = await failure();
		expect(message + description).toContain('[hidden]');
		expect(execution).not.toContain(accessToken);
	});

	it('a token that does not look like one', async () => {
		const accessToken = 'opaque-token-0123456789';
		injectFault({
			response: { status: 401, body: { code: 'ACCESS_FAILED', message: accessToken } },
		});
		expect((await failure({ accessToken })).execution).not.toContain(accessToken);
	});

	it('a token that was mapped into the wrong field', async () => {
		for (const accessToken of [fixture.accessToken, 'opaque-token-0123456789']) {
			const { run } = await fixture.reset([{}], {
				parameters: { sessionId: `={{ "${accessToken}" }}` },
				credential: { accessToken },
			});
			const { message, description } = run.data.resultData.error ?? {};
			expect(message).toContain("'Session ID' is not a valid UUID");
			expect(`${message}${description}`).not.toContain(accessToken);
		}
	});

	it('HTML, which n8n would render', async () => {
		injectFault({
			response: {
				status: 400,
				body: { code: 'INVALID_DATA', message: '<img src=x onerror=alert(1)>', details: [null] },
			},
		});
		const { description } = await failure();
		expect(description).toContain('‹img src=x onerror=alert(1)›');
		expect(description).not.toContain('<');
	});

	it('its own words, where a value has the name of a system error in it', async () => {
		const { run } = await fixture.reset([{ sessionId: 'preaccess-ECONNREFUSED' }]);
		expect(run.data.resultData.error?.message).toContain('"preaccess-ECONNREFUSED"');
	});
});
