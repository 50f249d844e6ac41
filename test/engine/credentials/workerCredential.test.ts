import {
	injectDomainRestrictionFields,
	NodeConnectionTypes,
	type ICredentialDataDecryptedObject,
	type INodeType,
} from 'n8n-workflow';
import { seededWorker } from '../../../simulator/seed/seed';
import { seededId } from '../../../simulator/seed/seededIds';
import { testCredential } from '../../support/engine/credentialTest';
import { EngineFixture } from '../../support/engine/engineFixture';
import { listEnvironments } from '../../support/engine/listSearch';

const TYPE = 'pingOneWorkerApi';

let fixture: EngineFixture;

beforeEach(async () => {
	fixture = await EngineFixture.open('worker');
});

afterEach(async () => await fixture.close());

/** Returns the token behind the fingerprint of what it was requested with. */
function tokenIn(stored: unknown): string {
	return String(stored).replace(/^[\da-f]{64}\./, '');
}

/** Saves the credential in the editor. Returns the result that n8n shows. */
async function save(changes: object = {}) {
	const stored = { [TYPE]: { ...fixture.credentials()[TYPE], ...changes } };
	const additionalData = fixture.engine.additionalData(stored);
	const details = { id: TYPE, name: TYPE };
	const helper = additionalData.credentialsHelper;
	return await test(await helper.getDecrypted(additionalData, details, TYPE, 'internal'));
}

async function test(data?: ICredentialDataDecryptedObject) {
	return await testCredential(fixture.engine, TYPE, data);
}

describe('saving a PingOne Worker Application API credential', () => {
	it('is green with the right values, and shows no secret to anybody but PingOne', async () => {
		expect((await save()).status).toBe('OK');
		expect(fixture.simulator.received.map(({ method, path }) => `${method} ${path}`)).toEqual([
			`POST /${seededWorker(fixture.simulator.tenant).environmentId}/as/token`,
			'GET /v1/environments?limit=1',
		]);
	});

	it.each(['', '/', '/v1/'])('is green with the API path in every form: %j', async (end) => {
		const apiPath = ` ${fixture.simulator.authPath}${end}`;
		expect((await save({ apiPath })).status).toBe('OK');
	});

	it('is green with the secret in the body, where PingOne wants it there', async () => {
		seededWorker(fixture.simulator.tenant).authentication = 'post';
		expect((await save({ authentication: 'body' })).status).toBe('OK');
	});

	const other = seededId('something else');

	it.each([
		['secret', { clientSecret: 'wrong' }, "Check 'Client Secret'"],
		['client', { clientId: other }, "'Client ID'"],
		['environment', { workerEnvironmentId: other }, "Check 'Worker Environment ID'"],
		['method', { authentication: 'body' }, "Check 'Authentication'"],
		['region', { region: 'mars' }, "'Region' is not a PingOne region"],
		['auth path', { authPath: 'https://no-such-host.invalid' }, "Check 'Auth Path'"],
		['auth path', { authPath: 'http://sso.acme.example' }, "'Auth Path' in the PingOne credential"],
		['API path', { apiPath: 'https://no-such-host.invalid' }, "Check 'API Path'"],
		['API path', { apiPath: '' }, "'API Path' in the PingOne credential is empty"],
		['environment', { workerEnvironmentId: 'me' }, "'Worker Environment ID' is not a valid UUID"],
		[
			'environment',
			{ region: 'eu', workerEnvironmentId: ' ' },
			"'Worker Environment ID' in the PingOne credential is empty. Enter the environment ID from the Overview tab",
		],
		[
			'secret',
			{ clientSecret: 'a\nb' },
			"'Client Secret' in the PingOne credential contains a blank",
		],
		['client', { clientId: 'a b' }, "'Client ID' in the PingOne credential contains a blank"],
	])('names the field where the %s is wrong: %j', async (_what, changes, sentence) => {
		const { status, message } = await save(changes);
		expect(status).toBe('Error');
		expect(message).toContain(sentence);
	});

	const only = (allowedDomains: string) => ({
		allowedHttpRequestDomains: 'domains',
		allowedDomains,
	});
	const AWAY = { apiPath: 'https://api.pingone.eu', authPath: 'https://auth.pingone.eu' };

	it.each([
		['', 'does not allow api.pingone.eu, auth.pingone.eu'],
		['api.pingone.eu', 'does not allow auth.pingone.eu'],
		['*.pingone.com, pingone.eu', 'does not allow api.pingone.eu, auth.pingone.eu'],
	])('is red if n8n may not send to all its hosts: %j', async (allowed, sentence) => {
		const { status, message } = await save({ ...AWAY, ...only(allowed) });
		expect(status).toBe('Error');
		expect(message).toContain(
			`'Allowed HTTP Request Domains' of the PingOne credential ${sentence}`,
		);
		expect(fixture.simulator.received).toEqual([]);
	});

	it.each([only('127.0.0.1'), only('x.example, 127.0.0.1'), { allowedHttpRequestDomains: 'none' }])(
		'is green if n8n may send to all its hosts: %j',
		async (changes) => {
			expect((await save(changes)).status).toBe('OK');
		},
	);

	it('accepts hosts below a domain', async () => {
		const { message } = await save({ ...AWAY, ...only('*.PingOne.eu') });
		expect(message).not.toContain('Allowed');
	});

	it('is green behind a gateway that does not rewrite the links to further pages', async () => {
		const listed = [{ id: other, name: 'One' }];
		const next = { href: 'https://api.pingone.eu/v1/environments?cursor=2' };
		const body = { _links: { next }, _embedded: { environments: listed } };
		fixture.simulator.faults.inject({
			fault: { response: { status: 200, body } },
			on: /environments/,
		});
		expect((await save()).status).toBe('OK');
	});

	it('is green with blanks and line breaks around the client ID and the secret', async () => {
		const { clientId, clientSecret } = fixture.credentials()[TYPE];
		const changes = {
			clientId: ` ${String(clientId)}\n`,
			clientSecret: `\t${String(clientSecret)}\r\n`,
		};
		expect((await save(changes)).status).toBe('OK');
	});

	it('does not take a number for a secret', async () => {
		const credential = {
			...fixture.credentials()[TYPE],
			authentication: 'header',
			clientSecret: 7,
		};
		expect((await test(credential)).message).toContain(
			"'Client Secret' in the PingOne credential is",
		);
	});

	it('names the first field where none is filled in', async () => {
		expect((await test()).message).toContain("'Region' is not a PingOne region");
	});

	it('names the field where a credential that was in use gets a wrong secret', async () => {
		const stored = fixture.credentials();
		const sessionId = seededId('any');
		await fixture.reset([{ sessionId }], { stored, onError: 'continueErrorOutput' });
		const { accessToken } = stored[TYPE];
		expect(fixture.simulator.tenant.tokens.issued).toContain(tokenIn(accessToken));

		expect((await save({ accessToken })).status).toBe('OK');
		const { status, message } = await save({ accessToken, clientSecret: 'wrong' });
		expect(status).toBe('Error');
		expect(message).toContain("Check 'Client Secret'");
	});

	it.each([
		[200, '<html>Sign in</html>', "Check 'API Path'"],
		[302, '', 'redirects are not followed'],
		[403, { code: 'ACCESS_FAILED' }, 'the role Identity Data Admin'],
		[401, { code: 'ACCESS_FAILED' }, "that 'API Path' and 'Auth Path' in the PingOne credential"],
	])('says what to do where the API answers %i %j', async (status, body, sentence) => {
		const fault = { response: { status, body, headers: { Location: '/' } } };
		fixture.simulator.faults.inject({ fault, on: /environments/ });
		expect((await save()).message).toContain(sentence);
	});

	it('never shows the secret, whatever the token endpoint repeats', async () => {
		const { clientSecret } = seededWorker(fixture.simulator.tenant);
		const response = { status: 400, body: { error: 'odd', error_description: clientSecret } };
		fixture.simulator.faults.inject({ fault: { response } });
		const { message } = await save();
		expect(message).toContain('PingOne said: odd – [hidden]');
	});
});

describe('the list of environments with a worker application', () => {
	it('has those that its roles cover, before it has been in use and after', async () => {
		const stored = fixture.credentials();
		const list = async () => await listEnvironments(fixture.engine, 'worker', stored, 'acme w');
		const names = ['Acme Workforce (production)', 'Acme Workforce Staging (sandbox)'];
		expect((await list()).results.map(({ name }) => name)).toEqual(names);

		const before = fixture.simulator.received.length;
		expect((await list()).results.map(({ name }) => name)).toEqual(names);
		expect(fixture.simulator.received.slice(before)).toHaveLength(1);
	});

	it('takes one token, then one request for each key that is typed', async () => {
		const stored = fixture.credentials();
		for (const typed of ['a', 'ac', 'acm', 'acme']) {
			await listEnvironments(fixture.engine, 'worker', stored, typed);
		}
		const paths = fixture.simulator.received.map(({ path }) => path.replace(/\?.*/, ''));
		const { environmentId } = seededWorker(fixture.simulator.tenant);
		expect(paths).toEqual([`/${environmentId}/as/token`, ...Array(4).fill('/v1/environments')]);
	});

	it('says why it is empty', async () => {
		seededWorker(fixture.simulator.tenant).grants = [];
		const opening = listEnvironments(fixture.engine, 'worker', fixture.credentials());
		await expect(opening).rejects.toThrow('The token does not have access to any environment');
	});

	it('says which field to look at where there is no token', async () => {
		const stored = fixture.credentials({ clientSecret: 'wrong' });
		const failed = await listEnvironments(fixture.engine, 'worker', stored).catch((error) => error);
		expect(failed.message).toContain('No access token: PingOne does not accept the client ID');
		expect(failed.message).toContain("Check 'Client Secret'");
	});
});

describe('a PingOne Worker Application API credential', () => {
	it('gets the domain restriction that n8n adds', () => {
		const { type } = fixture.engine.loader.getCredential(TYPE);
		expect(injectDomainRestrictionFields(type).map(({ name }) => name)).toEqual(
			expect.arrayContaining(['allowedHttpRequestDomains', 'allowedDomains']),
		);
	});

	it('keeps its secrets in fields that n8n does not give to the editor', () => {
		const { properties } = fixture.engine.loader.getCredential(TYPE).type;
		const hidden = properties.filter(({ typeOptions }) => typeOptions?.password === true);
		expect(hidden.map(({ name }) => name)).toEqual(['accessToken', 'clientSecret']);
	});
});

/** Sends one request, as n8n's HTTP Request node does with a credential. */
const HTTP_REQUEST: INodeType = {
	description: {
		displayName: 'HTTP Request',
		name: 'httpRequest',
		group: ['transform'],
		version: 1,
		description: 'Stands for the HTTP Request node of n8n',
		defaults: {},
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [
			{ displayName: 'URL', name: 'url', type: 'string', default: '' },
			{ displayName: 'Never Error', name: 'neverError', type: 'boolean', default: false },
		],
		credentials: [{ name: TYPE, required: true }],
	},
	async execute() {
		const uri = this.getNodeParameter('url', 0) as string;
		const simple = this.getNodeParameter('neverError', 0) !== true;
		// The older helper: that node uses it in each version of n8n.
		const { requestWithAuthentication } = this.helpers;
		const request = { uri, simple, json: true };
		return [[{ json: await requestWithAuthentication.call(this, TYPE, request) }]];
	},
};

describe('a stored token', () => {
	const other = seededId('another worker application');

	/** A credential with a token, and a second worker application beside the first one. */
	async function inUse() {
		const workers = fixture.simulator.tenant.workers;
		workers.set(other, { ...seededWorker(fixture.simulator.tenant), clientSecret: 'other-secret' });
		const stored = fixture.credentials();
		expect((await fixture.reset([{ sessionId: other }], { stored })).tokenCalls).toBe(1);
		return stored[TYPE];
	}

	it.each<[string, object, number]>([
		['is used again', {}, 0],
		['is not used with another client', { clientId: other, clientSecret: 'other-secret' }, 1],
		['is not used with a wrong secret', { clientSecret: 'wrong' }, 1],
	])('%s', async (_what, changes, tokenCalls) => {
		const stored = { [TYPE]: { ...(await inUse()), ...changes } };
		const after = await fixture.reset([{ sessionId: other }], { stored });
		expect(after.tokenCalls).toBe(tokenCalls);
		const error = String(after.run.data.resultData.error?.message);
		if ('clientSecret' in changes && !('clientId' in changes)) {
			expect(error).toContain('does not accept the client ID with this client secret');
			expect(after.received).toEqual([]);
		} else expect(error).not.toContain('No access token');
	});

	it.each([
		['a new secret', { clientSecret: 'new-secret' }, false],
		['a new secret and Never Error', { clientSecret: 'new-secret' }, true],
		['another client', { clientId: other, clientSecret: 'other-secret' }, false],
		['another client and Never Error', { clientId: other, clientSecret: 'other-secret' }, true],
	])(
		'is replaced before the HTTP Request node sends anything, with %s',
		async (_what, changes, neverError) => {
			await fixture.close();
			fixture = await EngineFixture.open('worker', { 'test.http': HTTP_REQUEST });
			const stored = { [TYPE]: { ...(await inUse()) } };
			const oldToken = tokenIn(stored[TYPE].accessToken);
			const url = `${fixture.simulator.apiPath}/environments?limit=1`;
			const get = async () =>
				await fixture.run('get', [{}], {
					type: 'test.http',
					stored,
					parameters: { url, neverError },
				});
			const first = await get();
			expect(first.received.map(({ carries }) => carries(oldToken))).toEqual([true]);

			if (!('clientId' in changes)) {
				seededWorker(fixture.simulator.tenant).clientSecret = changes.clientSecret;
			}
			Object.assign(stored[TYPE], changes);
			const { received, tokenCalls, good } = await get();
			expect(received.map(({ status }) => status)).toEqual([200]);
			expect(received[0].carries(oldToken)).toBe(false);
			expect(good).toMatchObject([{ size: 1 }]);
			expect(tokenCalls).toBe(1);
			expect((await get()).tokenCalls).toBe(0);
		},
	);

	it('is not replaced by the HTTP Request node if the new secret is wrong, which the error says', async () => {
		await fixture.close();
		fixture = await EngineFixture.open('worker', { 'test.http': HTTP_REQUEST });
		const stored = { [TYPE]: { ...(await inUse()), clientSecret: 'wrong' } };
		const url = `${fixture.simulator.apiPath}/environments?limit=1`;
		const { run, received } = await fixture.run('get', [{}], {
			type: 'test.http',
			stored,
			parameters: { url, neverError: true },
		});
		expect(received).toEqual([]);
		expect(run.data.resultData.error?.message).toContain(
			'No access token: PingOne does not accept the client ID with this client secret',
		);
	});
});
