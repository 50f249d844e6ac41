import axios from 'axios';
import { seededWorker } from '../../../simulator/seed/seed';
import {
	ADMINISTRATORS_ID,
	seededSessionId,
	WORKFORCE_ID,
	seededId,
} from '../../../simulator/seed/seededIds';
import { waitUntil } from '../../support/waitUntil';
import { filtered, SimulatorClient, userPath, USERS } from './simulatorClient';

const JANE = seededSessionId('jane.doe');
const SESSION = `/environments/${WORKFORCE_ID}/sessions/${JANE}`;
const usersWith = (filter: string) => filtered(USERS, filter);
const ofUser = (username: string) => `${userPath(username)}/sessions/${JANE}`;
const JANES = `${userPath('jane.doe')}/sessions`;
const QUOTED = { username: 'a"\\b', email: 'quoted@acme.example' };
const LOGOUT = 'application/vnd.pingidentity.sso.session.logout';

const client = SimulatorClient.forEachTest();

const call = async (method: string, path: string) => await client.send(method, path, [LOGOUT]);

describe('the simulator', () => {
	it('shows a session until it is reset, and not after', async () => {
		expect((await call('GET', SESSION)).data).toMatchObject({
			id: JANE,
			environment: { id: WORKFORCE_ID },
			browser: { name: 'Firefox' },
		});
		expect((await call('POST', SESSION)).status).toBe(204);
		expect((await call('GET', SESSION)).status).toBe(404);
		expect((await call('POST', SESSION)).status).toBe(404);
	});

	it('does not know a session that was idle for too long', async () => {
		client.tenant.sessions.get(JANE)!.activeAt = new Date(0);
		expect((await call('GET', SESSION)).status).toBe(404);
	});

	it('shows an environment', async () => {
		const { data } = await call('GET', `/environments/${WORKFORCE_ID}`);
		expect(data).toMatchObject({ id: WORKFORCE_ID, name: 'Acme Workforce', type: 'PRODUCTION' });
	});

	it('finds an environment by its whole name', async () => {
		const filter = encodeURIComponent('name eq "acme workforce"');
		const { data } = await call('GET', `/environments?filter=${filter}`);
		expect(data).toMatchObject({ count: 1, _embedded: { environments: [{ id: WORKFORCE_ID }] } });
	});

	it('limits the rate, and says how long to wait', async () => {
		client.simulator.faults.limit({ perSecond: 20, burst: 2, retryAfterSeconds: 1 });
		const answers = await Promise.all([1, 2, 3, 4].map(async () => await call('GET', SESSION)));
		const refused = answers.filter(({ status }) => status === 429);
		expect(refused).toHaveLength(2);
		expect(refused[0].headers['retry-after']).toBe('1');
		expect(refused[0].data.code).toBe('REQUEST_LIMITED');
		await new Promise((resolve) => setTimeout(resolve, 150));
		expect((await call('GET', SESSION)).status).toBe(200);
		client.simulator.faults.limit();
		expect((await call('GET', SESSION)).status).toBe(200);
	});

	it('slows down', async () => {
		client.simulator.faults.latencyMs = 120;
		const start = performance.now();
		await call('GET', SESSION);
		expect(performance.now() - start).toBeGreaterThan(110);
	});

	it('breaks the requests that it is told to break, and no more', async () => {
		const response = { status: 503, headers: { 'Retry-After': '2' }, body: '<html>' };
		client.simulator.faults.inject({ fault: { response }, on: /^POST .*sessions/, times: 2 });
		expect((await call('GET', SESSION)).status).toBe(200);
		expect((await call('POST', SESSION)).headers['retry-after']).toBe('2');
		expect((await call('POST', SESSION)).status).toBe(503);
		expect((await call('POST', SESSION)).status).toBe(204);
	});

	it.each([
		['before the work', true],
		['after the work', false],
	] as const)('cuts the connection %s', async (cut, signedIn) => {
		client.simulator.faults.inject({ fault: { cut }, times: 1 });
		await expect(call('POST', SESSION)).rejects.toThrow('socket hang up');
		expect(client.tenant.sessions.has(JANE)).toBe(signedIn);
	});

	it('does the work at once, but answers late', async () => {
		client.simulator.faults.inject({ fault: { lateMs: 100 }, times: 1 });
		const late = call('POST', SESSION);
		await waitUntil('end of the session', () => !client.tenant.sessions.has(JANE), 5_000, 2);
		expect((await call('POST', SESSION)).status).toBe(404);
		expect(client.simulator.received.map(({ status }) => status)).toEqual([undefined, 404]);
		expect((await late).status).toBe(204);
	});
});

describe('the users of the simulator', () => {
	interface Users {
		_embedded: { users: Array<{ username: string }> };
	}
	const usernamesIn = ({ _embedded }: Users) => _embedded.users.map(({ username }) => username);
	const usernames = async (path: string) => usernamesIn((await call('GET', path)).data);

	it.each([
		['username eq "Jane.Doe"', ['jane.doe']],
		['username eq "jane"', []],
		['email eq "front.desk@acme.example"', ['front.desk', 'front.desk.2']],
		['email sw "MEI"', ['mei.lin']],
		['name.given sw "ja" or name.family sw "ort"', ['jane.doe', 'luis.ortega', 'jane.doerr']],
		['name.family eq "åkesson"', ['soren.akesson']],
		['username eq "a\\" or username sw \\""', []],
		['username eq "a\\"\\\\b"', [QUOTED.username]],
	])('are found by %s', async (filter, found) => {
		const { users } = client.tenant;
		const id = seededId('user quoted');
		users.set(id, { ...users.get(seededId('user mei.lin'))!, id, ...QUOTED });
		expect(await usernames(usersWith(filter))).toEqual(found);
	});

	it('come page by page, each page naming the next', async () => {
		const { size } = client.tenant.users;
		const found: string[] = [];
		let pages = 0;
		let href: string | undefined = `${client.simulator.apiPath}${USERS}?limit=5`;
		while (href !== undefined) {
			const { data } = await call('GET', href.replace(client.simulator.apiPath, ''));
			expect(data).toMatchObject({ count: size, size: Math.min(5, size - found.length) });
			expect(data._links.self.href).toBe(href);
			found.push(...usernamesIn(data));
			href = data._links.next?.href;
			pages++;
		}
		expect(new Set(found).size).toBe(size);
		expect(pages).toBe(Math.ceil(size / 5));
	});

	it('are listed in their own environment alone', async () => {
		expect(await usernames(USERS)).toContain('jane.doe');
		expect(await usernames(USERS.replace(WORKFORCE_ID, ADMINISTRATORS_ID))).toEqual([]);
	});

	it('are searched by the start of a word only where PingOne knows that', async () => {
		client.tenant.users.startsWithIsRefused = true;
		const { status, data } = await call('GET', usersWith('username sw "j"'));
		expect(status).toBe(400);
		expect(data.details[0].code).toBe('INVALID_FILTER');
		expect((await call('GET', usersWith('username eq "a sw b"'))).status).toBe(200);
	});

	it('are shown with all that PingOne tells of them', async () => {
		const id = seededId('user jane.doe');
		expect((await call('GET', userPath('jane.doe'))).data).toEqual({
			_links: {
				self: { href: `${client.simulator.apiPath}${userPath('jane.doe')}` },
				environment: { href: `${client.simulator.apiPath}/environments/${WORKFORCE_ID}` },
				population: { href: expect.stringContaining('/populations/') },
			},
			id,
			environment: { id: WORKFORCE_ID },
			population: { id: expect.any(String) },
			username: 'jane.doe',
			email: 'jane.doe@acme.example',
			enabled: true,
			account: { canAuthenticate: true, status: 'OK' },
			name: { given: 'Jane', family: 'Doe', formatted: 'Jane Doe' },
			identityProvider: { type: 'PING_ONE' },
			lifecycle: { status: 'ACCOUNT_OK' },
			lastSignOn: { at: expect.any(String), remoteIp: '203.0.113.24' },
			createdAt: expect.any(String),
			updatedAt: expect.any(String),
		});
	});

	it('have sessions that say where and how they signed on', async () => {
		const { data } = await call('GET', ofUser('jane.doe'));
		const signOn = { at: data.createdAt, policy: { type: 'PINGONE' } };
		expect(data).toMatchObject({
			user: { id: seededId('user jane.doe') },
			userAgent: expect.stringMatching(/^Mozilla\/5.0 .*Firefox\/143.0$/),
			browser: { name: 'Firefox', version: '143.0' },
			operatingSystem: { name: 'Windows', version: '10' },
			device: { type: 'Desktop' },
			locations: [{ at: data.activeAt, remoteIp: '203.0.113.24', city: 'Zürich', country: 'CH' }],
			lastSignOn: { authenticators: ['pwd', 'mfa'], withAuthenticator: { pwd: signOn } },
		});
	});

	it('have expired sessions listed that are otherwise gone', async () => {
		client.tenant.sessions.get(JANE)!.activeAt = new Date(0);
		const { data } = await call('GET', JANES);
		expect(data).toMatchObject({ count: 2, size: 2, _embedded: { sessions: [{ id: JANE }, {}] } });
		expect((await call('GET', ofUser('jane.doe'))).status).toBe(404);
		expect((await call('DELETE', ofUser('jane.doe'))).status).toBe(404);
	});

	it('share a mailbox at the front desk, and not a session', async () => {
		for (const username of ['front.desk', 'front.desk.2']) {
			const { data } = await call('GET', `${userPath(username)}/sessions`);
			expect(data._embedded.sessions).toMatchObject([{ id: seededSessionId(username) }]);
		}
	});

	it('have their sessions listed, newest first and at most 10', async () => {
		const model = client.tenant.sessions.get(JANE)!;
		for (let count = 0; count < 12; count++) {
			const id = seededId(`more ${count}`);
			client.tenant.sessions.set(id, { ...model, id, createdAt: new Date(count) });
		}
		const { data } = await call('GET', JANES);
		const created = data._embedded.sessions.map(
			(session: { createdAt: string }) => session.createdAt,
		);
		expect(created).toHaveLength(10);
		expect(created).toEqual([...created].sort().reverse());
	});

	it.each([
		['reset', false, 'POST', SESSION],
		['reset', true, 'POST', SESSION],
		['deleted', false, 'DELETE', ofUser('jane.doe')],
		['deleted', true, 'DELETE', ofUser('jane.doe')],
	])('have a session that was %s listed: %s', async (_how, listsEnded, method, path) => {
		client.tenant.sessions.listsEnded = listsEnded;
		expect((await call(method, path)).status).toBe(204);
		const { data } = await call('GET', JANES);
		expect(data._embedded.sessions).toHaveLength(listsEnded ? 2 : 1);
		for (const [gone, where] of [
			['GET', SESSION],
			['POST', SESSION],
			['GET', ofUser('jane.doe')],
			['DELETE', ofUser('jane.doe')],
		]) {
			expect((await call(gone, where)).status).toBe(404);
		}
		expect(client.tenant.sessions.has(JANE)).toBe(false);
	});

	it('have a session shown and deleted', async () => {
		expect((await call('GET', ofUser('jane.doe'))).data.id).toBe(JANE);
		expect((await call('DELETE', ofUser('jane.doe'))).status).toBe(204);
		expect((await call('DELETE', ofUser('jane.doe'))).status).toBe(404);
	});
});

describe('the token endpoint of the simulator', () => {
	const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

	/** Requests a token, with the secret in the header unless the form contains it. */
	async function ask(form: Record<string, string>, changes: object = {}, path?: string) {
		const worker = { ...seededWorker(client.tenant), ...changes };
		const auth = { username: worker.clientId, password: worker.clientSecret };
		return await axios.request({
			method: 'POST',
			url: `${client.simulator.authPath}${path ?? `/${worker.environmentId}/as/token`}`,
			data: new URLSearchParams(form).toString(),
			headers: FORM,
			validateStatus: () => true,
			...(!('client_id' in form) && { auth }),
		});
	}

	const GRANT = { grant_type: 'client_credentials' };

	const sessionWith = async (token: string) => {
		const headers = { Authorization: `Bearer ${token}` };
		return (await client.send('GET', SESSION, [], { headers })).status;
	};

	it('hands out a token that works until it expires', async () => {
		seededWorker(client.tenant).tokenLifetimeSeconds = 60;
		const { status, data } = await ask(GRANT);
		expect(status).toBe(200);
		expect(data).toMatchObject({ token_type: 'Bearer', expires_in: 60 });
		expect(await sessionWith(data.access_token)).toBe(200);
		client.tenant.tokens.expireAll();
		expect(await sessionWith(data.access_token)).toBe(401);
	});

	it('gives a token the roles of its worker', async () => {
		seededWorker(client.tenant).grants = [];
		expect(await sessionWith((await ask(GRANT)).data.access_token)).toBe(403);
	});

	it.each([
		['a wrong secret', GRANT, { clientSecret: 'wrong' }, 401, 'invalid_client'],
		['an unknown client', GRANT, { clientId: 'nobody' }, 401, 'invalid_client'],
		['another environment', GRANT, { environmentId: WORKFORCE_ID }, 401, 'invalid_client'],
		['another grant', { grant_type: 'password' }, {}, 400, 'unsupported_grant_type'],
	])("refuses %s in the shape of OAuth's errors", async (_what, form, changes, status, error) => {
		const response = await ask(form, changes);
		expect(response.status).toBe(status);
		expect(response.data).toEqual({ error, error_description: expect.any(String) });
	});

	it('refuses a secret that is sent in the other way, and takes it where it is told to', async () => {
		const worker = seededWorker(client.tenant);
		const { clientId: client_id, clientSecret: client_secret } = worker;
		const posted = { ...GRANT, client_id, client_secret };
		expect((await ask(posted)).data.error_description).toContain('authentication method');
		worker.authentication = 'post';
		expect((await ask(posted)).status).toBe(200);
		expect((await ask(GRANT)).status).toBe(401);
	});

	it('is on the custom domain as well, and nowhere else', async () => {
		expect((await ask(GRANT, {}, '/as/token')).status).toBe(200);
		expect((await ask(GRANT, {}, '/unknown/as/token')).data.code).toBe('NOT_FOUND');
		expect(
			(await axios.get(`${client.simulator.authPath}/as/token`, { validateStatus: null })).status,
		).toBe(405);
	});
});
