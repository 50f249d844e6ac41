/** What becomes of sessions that are reset or deleted, and of those of a disabled user. */
import { randomUUID } from 'node:crypto';
import { isNotFound } from '../../../nodes/shared/pingone/apiErrors';
import { SESSION_LOGOUT } from '../../../nodes/shared/pingone/sessions';
import { quote } from '../../../nodes/shared/pingone/text';
import type { Check, Step } from '../check';
import { NotSettled } from '../notSettled';
import { isSuccess, listIn, observedOf, textIn, type TenantResponse } from '../tenantResponse';
import { settleAccess } from './access';

/** PingOne may need so long until what it has ended is gone everywhere. */
const GONE_WITHIN_S = 10;

export const endSessions: Step = {
	facts: [
		'session.delete',
		'reset.ended',
		'reset.expired',
		'reset.wrongMediaType',
		'reset.live',
		'access.reset',
		'reset.repeated',
		'session.readAfterReset',
		'session.listedAfterReset',
	],
	needs: 'act',
	announcement: (check) =>
		`End two sessions of ${quote(check.userOf('test').username)}, one by Delete and one by Reset, or the only one by Reset. The user is signed out there`,
	async run(check) {
		const { live, expired } = await sessionsOf(check);
		if (expired.length === 0) check.reasons['reset.expired'] = 'no expired session is listed';
		else check.settle('reset.expired', observedOf(await reset(check, expired[0])));
		const [id, other] = live;
		if (id === undefined) throw new NotSettled('the test user is not signed in anywhere');
		if (other === undefined) {
			for (const key of ['session.delete', 'reset.ended'] as const) {
				check.reasons[key] = 'the test user has one session only';
			}
		} else await deleteSession(check, other);
		await resetSession(check, id);
	},
};

export const resetUnknown: Step = {
	facts: ['reset.unknown'],
	needs: 'act',
	announcement: () => 'Ask PingOne to reset a session that does not exist',
	async run(check) {
		check.settle('reset.unknown', observedOf(await reset(check, randomUUID())));
	},
};

export const disableTestUser: Step = {
	facts: ['disable.sessions'],
	needs: 'act',
	announcement: (check) => {
		const { username, enabled } = check.userOf('test');
		if (!enabled) throw new NotSettled('the test user is disabled');
		return `Disable ${quote(username)} for about ten seconds, and enable the user again`;
	},
	async run(check) {
		const { id, username } = check.userOf('test');
		if (check.facts['session.readAfterReset'] === '200') {
			throw new NotSettled('PingOne shows ended sessions as if they were alive');
		}
		const { live } = await sessionsOf(check);
		if (live.length === 0) throw new NotSettled('the test user is not signed in any more');
		const path = `users/${id}/enabled`;
		const enable = check.cleanUp.add(
			`Enable the user ${quote(username)}`,
			async () => await check.undo('PUT', path, { body: { enabled: true } }),
		);
		try {
			const response = await check.send('PUT', path, { body: { enabled: false } });
			if (!isSuccess(response)) throw new NotSettled(`PingOne returned ${observedOf(response)}`);
			const areGone = async () => !(await areAlive(check, live)).some(Boolean);
			const isEnd = await check.waitFor(GONE_WITHIN_S, areGone);
			check.settle('disable.sessions', isEnd ? 'end' : 'stay');
		} finally {
			await enable();
		}
	},
};

async function deleteSession(check: Check, id: string): Promise<void> {
	const response = await check.send('DELETE', `users/${check.userOf('test').id}/sessions/${id}`);
	check.settle('session.delete', observedOf(response));
	if (isSuccess(response)) {
		check.ended.delete = { id, atMs: Date.now() };
		check.settle('reset.ended', observedOf(await reset(check, id)));
	} else check.reasons['reset.ended'] = 'no session was deleted';
}

async function resetSession(check: Check, id: string): Promise<void> {
	const wrong = await check.send('POST', `sessions/${id}`, { mediaType: 'application/json' });
	check.settle('reset.wrongMediaType', observedOf(wrong));
	const [isStillAlive] = await areAlive(check, [id]);
	if (!isStillAlive) {
		throw new NotSettled('the request with the wrong content type ended the session');
	}
	const response = await reset(check, id);
	check.settle('reset.live', observedOf(response));
	settleAccess(check, 'access.reset', response);
	if (!isSuccess(response)) throw new NotSettled('the session was not reset');
	check.ended.reset = { id, atMs: Date.now() };
	check.settle('reset.repeated', observedOf(await reset(check, id)));
	const read = async () => await check.send('GET', `sessions/${id}`);
	await check.waitFor(GONE_WITHIN_S, async () => (await read()).status !== 200);
	check.settle('session.readAfterReset', observedOf(await read()));
	const isGone = async () => !(await listedSessions(check)).includes(id);
	const isUnlisted = await check.waitFor(GONE_WITHIN_S, isGone);
	check.settle('session.listedAfterReset', isUnlisted ? 'gone' : 'listed');
}

async function reset(check: Check, id: string): Promise<TenantResponse> {
	return await check.send('POST', `sessions/${id}`, { mediaType: SESSION_LOGOUT });
}

/** Those that the check has not ended, newest first. */
async function sessionsOf(check: Check): Promise<{ live: string[]; expired: string[] }> {
	const ended = Object.values(check.ended).map((one) => one.id);
	const ids = (await listedSessions(check)).filter((id) => !ended.includes(id));
	const alive = await areAlive(check, ids);
	return {
		live: ids.filter((_id, index) => alive[index]),
		expired: ids.filter((_id, index) => !alive[index]),
	};
}

async function listedSessions(check: Check): Promise<string[]> {
	const response = await check.send('GET', `users/${check.userOf('test').id}/sessions`);
	return listIn(response, 'sessions').map((session) => textIn(session, 'id'));
}

/** Whether PingOne shows each of these. @throws {NotSettled} where it says neither yes nor no. */
async function areAlive(check: Check, ids: string[]): Promise<boolean[]> {
	return await Promise.all(
		ids.map(async (id) => {
			const response = await check.send('GET', `sessions/${id}`);
			if (response.status === 200) return true;
			if (isNotFound(response)) return false;
			throw new NotSettled(`a session could not be read (${observedOf(response)})`);
		}),
	);
}
