/** What the check does to sessions, and what it concludes about those of a disabled user. */
import { seededUserId } from '../../../sandbox/pingone/seededIds';

import { runInSimulator, whenDisabled, type Circumstances } from './runInSimulator';
import { notSettled, sent, sessionsOf } from './seen';

const JANE = seededUserId('jane.doe');
const NOT_FOUND = { status: 404, body: { id: '1', code: 'NOT_FOUND', message: 'Not found.' } };
const ENDS = 'delete the second-newest session';

const run = async (circumstances: Circumstances = {}) =>
	await runInSimulator({ hasWebhook: false, ...circumstances });

describe('a session', () => {
	it('that PingOne does not show is not taken for one that has expired', async () => {
		const ended = await run({
			prepare: ({ faults }) =>
				void faults.inject({ fault: { response: NOT_FOUND }, on: /^GET .*\/sessions\/[^/]+$/ }),
		});
		expect(notSettled(ended.text, 'reset.live')).toMatch(
			/does not show the sessions that it lists/,
		);
		expect(sessionsOf(ended.simulator)).toHaveLength(4);
	});

	it('is reset some time after the other one was deleted, so that their events are apart', async () => {
		const { simulator } = await run();
		const ends = simulator.received.filter(
			({ method, path, status }) => status === 204 && method !== 'GET' && /\/sessions\//.test(path),
		);
		const [deleted, reset] = ends.map(({ receivedAt }) => receivedAt);
		expect(reset - deleted).toBeGreaterThanOrEqual(33);
	});

	it('that PingOne does not show is left alone', async () => {
		let hidden = '';
		const { facts, text, simulator } = await run({
			prepare: (opened) => {
				for (const session of sessionsOf(opened)) session.activeAt = new Date();
				hidden = sessionsOf(opened)[0].id;
				const on = new RegExp(`^GET .*/sessions/${hidden}$`);
				opened.faults.inject({ fault: { response: NOT_FOUND }, on });
			},
		});
		expect(facts['reset.live']).toBe('204');
		expect(notSettled(text, 'reset.expired')).toBe('no expired session is listed');
		expect(simulator.tenant.sessions.has(hidden)).toBe(true);
	});
});

it('one session is reset, and none is deleted', async () => {
	const { facts, text } = await runInSimulator({
		hasWebhook: false,
		prepare: ({ tenant }) => {
			const [first, ...others] = [...tenant.sessions.values()].filter((one) => one.userId === JANE);
			expect(first).toBeDefined();
			for (const { id } of others) tenant.sessions.delete(id);
		},
	});
	expect(facts['reset.live']).toBe('204');
	expect(notSettled(text, 'session.delete')).toBe('the test user has one session only');
	expect(notSettled(text, 'disable.sessions')).toBe('the test user is not signed in any more');
});

it('a wrong content type that ends the session is told', async () => {
	const { facts, text } = await runInSimulator({
		hasWebhook: false,
		like: { 'reset.wrongMediaType': '204' },
		prepare: ({ tenant }) => {
			const { grantsOf } = tenant.tokens;
			tenant.tokens.grantsOf = (request) => {
				const isWrong = request.headers['content-type'] === 'application/json';
				const [, id] = /\/sessions\/([^/]+)$/.exec(request.path) ?? [];
				if (isWrong && request.method === 'POST' && id) tenant.sessions.delete(id);
				return grantsOf.call(tenant.tokens, request);
			};
		},
	});
	expect(facts['reset.live']).toBeUndefined();
	expect(notSettled(text, 'reset.live')).toMatch(/wrong content type ended the session/);
});

describe('sessions of a disabled user', () => {
	it('that end a little later do end', async () => {
		const { facts } = await runInSimulator({
			hasWebhook: false,
			prepare: (opened) =>
				whenDisabled(opened, () => {
					setTimeout(() => opened.tenant.sessions.deleteOf(JANE), 30);
				}),
		});
		expect(facts['disable.sessions']).toBe('sessions end');
	});

	it('that cannot be read say nothing', async () => {
		const { facts, text, simulator } = await runInSimulator({
			hasWebhook: false,
			prepare: (opened) => {
				const broken = { fault: { response: { status: 503 } }, on: /^GET .*\/sessions\/[^/]+$/ };
				whenDisabled(opened, () => void opened.faults.inject(broken));
			},
		});
		expect(facts['disable.sessions']).toBeUndefined();
		expect(notSettled(text, 'disable.sessions')).toBe('a session could not be read (503 other)');
		expect(simulator.tenant.users.get(JANE)?.enabled).toBe(true);
	});

	it('say nothing where PingOne shows ended sessions as alive', async () => {
		const { facts, text } = await runInSimulator({ like: { 'session.readAfterReset': '200' } });
		expect(facts['session.readAfterReset']).toBe('200');
		expect(notSettled(text, 'disable.sessions')).toMatch(/^PingOne shows sessions that have ended/);
	});

	it('say nothing unless it was seen how PingOne shows a session that has ended', async () => {
		const declined = await run({ answer: (question) => (question.includes(ENDS) ? 'n' : 'y') });
		expect(notSettled(declined.text, 'disable.sessions')).toBe(
			'it is not known how PingOne shows a session that has ended',
		);
		expect(sent(declined, 'PUT', new RegExp(`${JANE}/enabled`))).toBe(0);
	});

	it('have ended also where PingOne denies access to what has ended', async () => {
		const response = { status: 403, body: { code: 'ACCESS_FAILED', message: 'Denied.' } };
		const { facts } = await run({
			like: { 'disable.sessions': 'sessions end' },
			prepare: ({ tenant, faults }) => {
				const isEnded = (request: string) => {
					const [, id] = /^GET .*\/sessions\/([^/]+)$/.exec(request) ?? [];
					return id !== undefined && !tenant.sessions.has(id);
				};
				faults.inject({ fault: { response }, on: { test: isEnded } });
			},
		});
		expect(facts).toMatchObject({
			'session.readAfterReset': '403 ACCESS_FAILED',
			'disable.sessions': 'sessions end',
		});
	});

	it('that are there again afterwards have not ended', async () => {
		const { facts, exitCode } = await run({
			prepare: ({ tenant, faults }) => {
				const isHidden = (request: string) =>
					/^GET .*\/sessions\/[^/]+$/.test(request) && tenant.users.get(JANE)?.enabled === false;
				faults.inject({ fault: { response: NOT_FOUND }, on: { test: isHidden } });
			},
		});
		expect(facts['disable.sessions']).toBe('sessions are hidden');
		expect(exitCode).toBe(1);
	});

	it('of which some have ended say nothing', async () => {
		const { text } = await run({
			prepare: (opened) => {
				const { replace } = opened.tenant.users;
				opened.tenant.users.replace = (user) => {
					const [first] = sessionsOf(opened).filter((one) => one.activeAt.getTime() > 0);
					if (user.id === JANE && !user.enabled) opened.tenant.sessions.delete(first.id);
					return replace.call(opened.tenant.users, user);
				};
				const { tenant } = opened;
				const user = tenant.users.get(JANE)!;
				tenant.sessions.begin(user);
				tenant.sessions.begin(user);
			},
		});
		expect(notSettled(text, 'disable.sessions')).toBe('some sessions ended, others did not');
	});
});
