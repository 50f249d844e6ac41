import { seededSessionId, seededId } from '../../../simulator/seed/seededIds';
import { EngineFixture } from '../../support/engine/engineFixture';
import { respondWith } from '../../support/engine/pingOneUser';

const JANE = { who: 'jane.doe' };
const LUIS = { who: 'luis.ortega' };
const JANES = [seededSessionId('jane.doe', 1), seededSessionId('jane.doe', 2)];
const BY_USERNAME = { userId: { __rl: true, mode: 'username', value: '={{ $json.who }}' } };

const FLAT = {
	id: JANES[0],
	userId: seededId('user jane.doe'),
	createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
	activeAt: expect.stringMatching(/^\d{4}-.*Z$/),
	expired: false,
	browser: 'Firefox',
	device: expect.any(String),
	ipAddress: '203.0.113.24',
	country: 'CH',
	authenticators: 'pwd, mfa',
};

const fixture = EngineFixture.forEachTest();

describe('getting many sessions', () => {
	const getAll = async (items: object[], parameters = {}) =>
		await fixture.run('getAll', items as never, {
			onError: 'continueErrorOutput',
			parameters: { ...BY_USERNAME, returnAll: true, simplify: true, ...parameters },
		});

	it('outputs one flat item for each, paired with its input item', async () => {
		const { good } = await getAll([LUIS, JANE]);
		expect(good.map(({ pairedWith }) => pairedWith)).toEqual([0, 0, 1, 1]);
		expect(good[2]).toEqual({ ...FLAT, pairedWith: 1 });
	});

	it('marks those that have been idle for too long', async () => {
		const session = fixture.simulator.tenant.sessions.get(JANES[0])!;
		session.activeAt = new Date(Date.now() - session.idleTimeoutInMinutes * 60_000);
		const { good } = await getAll([JANE]);
		expect(good.map(({ id, expired }) => [id, expired])).toEqual([
			[JANES[0], true],
			[JANES[1], false],
		]);
	});

	it('judges whether a session has expired when the response comes', async () => {
		const session = fixture.simulator.tenant.sessions.get(JANES[0])!;
		const idleMs = session.idleTimeoutInMinutes * 60_000;
		session.activeAt = new Date(Date.now() - idleMs + 300);
		fixture.simulator.faults.latencyMs = 400;
		const { good } = await getAll([JANE]);
		expect(good.map(({ id, expired }) => [id, expired])).toEqual([
			[JANES[0], true],
			[JANES[1], false],
		]);
	});

	it("gives PingOne's own, where it is not to simplify", async () => {
		const { good } = await getAll([JANE], { simplify: false });
		expect(good[0]).toMatchObject({
			_links: { self: { href: expect.any(String) } },
			id: JANES[0],
			user: { id: FLAT.userId },
			browser: { name: 'Firefox' },
			locations: [{ country: 'CH' }],
			lastSignOn: { authenticators: ['pwd', 'mfa'] },
		});
		expect(good[0]).not.toHaveProperty('expired');
	});

	it('keeps to the limit, item by item', async () => {
		const items = [1, ' 2 ', 50].map((limit) => ({ ...JANE, limit }));
		const { good, received } = await getAll(items, {
			returnAll: false,
			limit: '={{ $json.limit }}',
		});
		expect(good.map(({ pairedWith }) => pairedWith)).toEqual([0, 1, 1, 2, 2]);
		expect(received).toHaveLength(2);
	});

	it.each([0, 1.5, 'many', ''])('refuses the limit %j before anything is sent', async (limit) => {
		const { bad, received } = await getAll([{ ...JANE, limit }], {
			returnAll: false,
			limit: '={{ $json.limit }}',
		});
		expect(received).toEqual([]);
		expect(bad[0].error).toContain("'Limit' is not a whole number of at least 1");
	});

	it('puts out nothing for a user who is not signed in', async () => {
		const { run, good, bad } = await getAll([{ who: 'fatima.elsayed' }]);
		expect(run.status).toBe('success');
		expect([...good, ...bad]).toEqual([]);
	});

	it('has null for what PingOne leaves out', async () => {
		const sessions = [{ id: JANES[0] }, { id: JANES[1], lastSignOn: { remoteIp: '192.0.2.1' } }];
		respondWith(fixture, /sessions$/, 200, { _links: {}, _embedded: { sessions } });
		const { good } = await getAll([JANE]);
		const { id: _id, expired, pairedWith: _pairedWith, ...rest } = good[0];
		expect(expired).toBe(false);
		expect(new Set(Object.values(rest))).toEqual(new Set([null]));
		expect(good[1].ipAddress).toBe('192.0.2.1');
	});

	it('shows where the user was last', async () => {
		const locations = [
			{ at: '2026-11-02T10:00:00Z', remoteIp: '192.0.2.2', city: 'Lagos', country: 'NG' },
			{ at: '2026-11-01T10:00:00Z', remoteIp: '192.0.2.1', city: 'Madrid', country: 'ES' },
		];
		const sessions = [{ id: JANES[0], locations }];
		respondWith(fixture, /sessions$/, 200, { _links: {}, _embedded: { sessions } });
		expect((await getAll([JANE])).good[0]).toMatchObject({ ipAddress: '192.0.2.2', country: 'NG' });
	});
});

describe('the sessions of a user', () => {
	/** PingOne lists one session a page, and names a page after the last of them, if any. */
	function listInPages(...after: string[]) {
		const path = `/environments/${fixture.environmentId}/users/${FLAT.userId}/sessions`;
		const pages = ['', '?cursor=2'];
		for (const [index, page] of pages.entries()) {
			const next = [pages[1], ...after][index];
			fixture.simulator.faults.inject({
				fault: {
					response: {
						status: 200,
						body: {
							_links: next && { next: { href: `${fixture.simulator.apiPath}${path}${next}` } },
							_embedded: { sessions: [{ id: JANES[index] }] },
						},
					},
				},
				on: new RegExp(`/sessions${page.replace('?', '\\?')}$`),
			});
		}
	}

	const resetAll = async () =>
		await fixture.run('resetAll', [JANE], {
			onError: 'continueErrorOutput',
			parameters: { ...BY_USERNAME, options: { checkAgain: false } },
		});

	it('are read to the last page', async () => {
		listInPages();
		const { good } = await resetAll();
		expect(good).toMatchObject([{ sessionsReset: 2 }]);
		expect(JANES.some((id) => fixture.simulator.tenant.sessions.has(id))).toBe(false);
	});

	it('are not read for ever if a page names itself as the next one', async () => {
		listInPages('?cursor=2');
		const { bad, received } = await resetAll();
		expect(bad[0].error).toContain('PingOne returned the same page of the sessions of user');
		expect(received.filter(({ path }) => path.includes('/sessions'))).toHaveLength(2);
	});
});

describe('getting a session', () => {
	const get = async (sessionId: string, simplify = true) =>
		await fixture.run('get', [{ sessionId }], {
			onError: 'continueErrorOutput',
			parameters: { simplify },
		});

	it('puts it out flat', async () => {
		const { good } = await get(JANES[0]);
		expect(good).toEqual([{ ...FLAT, pairedWith: 0 }]);
	});

	it("gives PingOne's own, where it is not to simplify", async () => {
		expect((await get(JANES[0], false)).good[0]).toMatchObject({ browser: { name: 'Firefox' } });
	});

	it('fails where there is none', async () => {
		const { bad } = await get(seededId('none'));
		expect(bad[0].error).toContain('PingOne does not know session');
	});

	it('refuses what is no ID before anything is sent', async () => {
		const { bad, received } = await get('me');
		expect(received).toEqual([]);
		expect(bad[0].error).toContain("'Session ID' is not a valid UUID");
	});
});

describe('deleting a session', () => {
	const remove = async (who: string, sessionId: string) =>
		await fixture.run('delete', [{ who, sessionId }], {
			onError: 'continueErrorOutput',
			parameters: BY_USERNAME,
		});

	it('removes it, and says so', async () => {
		const { good, received } = await remove('jane.doe', JANES[0]);
		expect(good).toEqual([
			{
				success: true,
				deleted: true,
				environmentId: fixture.environmentId,
				userId: FLAT.userId,
				username: 'jane.doe',
				email: 'jane.doe@acme.example',
				sessionId: JANES[0],
				alreadyEnded: false,
				pairedWith: 0,
			},
		]);
		const { method, path, bodyLength } = received[1];
		expect([method, path, bodyLength]).toEqual([
			'DELETE',
			`/v1/environments/${fixture.environmentId}/users/${FLAT.userId}/sessions/${JANES[0]}`,
			0,
		]);
		expect(fixture.simulator.tenant.sessions.has(JANES[0])).toBe(false);
	});

	it('has null for what PingOne does not say of the user', async () => {
		const id = FLAT.userId;
		respondWith(fixture, /users\/[^/]+$/, 200, { id });
		const { good } = await fixture.run('delete', [{ sessionId: JANES[0] }], {
			parameters: { userId: { __rl: true, mode: 'id', value: id } },
		});
		expect(good).toMatchObject([{ deleted: true, username: null, email: null }]);
	});

	it('succeeds without a session if the option says so', async () => {
		const { good } = await fixture.run('delete', [{ ...JANE, sessionId: seededId('none') }], {
			parameters: { ...BY_USERNAME, options: { notFound: 'succeed' } },
		});
		expect(good).toMatchObject([{ deleted: true, alreadyEnded: true }]);
	});

	it('fails where the session is of another user', async () => {
		const { bad } = await remove('mei.lin', JANES[0]);
		expect(bad[0].error).toContain(`PingOne does not know session ${JANES[0]} of user`);
		expect(fixture.simulator.tenant.sessions.has(JANES[0])).toBe(true);
	});
});
