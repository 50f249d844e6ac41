/** What becomes of sessions that are reset or deleted, and of those of a disabled user. */
import { randomUUID } from 'node:crypto';
import { SESSION_LOGOUT } from '../../../nodes/shared/pingone/sessions';
import { textIn, type Check, type Step } from '../check';
import { NotSettled } from '../notSettled';
import { isSuccess, listIn, observedOf, type TenantResponse } from '../tenantClient';
import { settleAccess } from './access';

export const disableTestUser: Step = {
	facts: ['disable.sessions'],
	needs: 'act',
	announcement: (check) => {
		const { username, enabled } = check.userOf('test');
		if (!enabled) throw new NotSettled('the test user is disabled');
		return `Disable ${username} for a moment, and enable the user again`;
	},
	async run(check) {
		const { id, username } = check.userOf('test');
		const before = await liveSessions(check);
		const path = `users/${id}/enabled`;
		const enable = check.cleanUp.add(
			`Enable the user ${username}`,
			async () => await check.undo('PUT', path, { body: { enabled: true } }),
		);
		const response = await check.send('PUT', path, { body: { enabled: false } });
		if (isSuccess(response)) {
			const after = await Promise.all(before.map(async (one) => await isLive(check, one)));
			check.settle('disable.sessions', after.some(Boolean) ? 'stay' : 'end');
		} else check.reasons['disable.sessions'] = `PingOne answered ${observedOf(response)}`;
		await enable.now();
	},
};

export const endSessions: Step = {
	facts: [
		'session.delete',
		'reset.ended',
		'reset.wrongMediaType',
		'reset.live',
		'access.reset',
		'reset.repeated',
		'session.readAfterReset',
		'session.listedAfterReset',
	],
	needs: 'act',
	announcement: (check) =>
		`End two sessions of ${check.userOf('test').username}, one by Delete and one by Reset, or the only one by Reset. The user is signed out there`,
	async run(check) {
		const [id, other] = await liveSessions(check);
		if (other === undefined) {
			for (const key of ['session.delete', 'reset.ended'] as const) {
				check.reasons[key] = 'the test user has one session only';
			}
		} else await deleteSession(check, other);

		const wrong = await check.send('POST', `sessions/${id}`, { mediaType: 'application/json' });
		check.settle('reset.wrongMediaType', observedOf(wrong));
		if (!(await isLive(check, id))) {
			throw new NotSettled('the request with the wrong content type ended the session');
		}
		const response = await reset(check, id);
		check.settle('reset.live', observedOf(response));
		settleAccess(check, 'access.reset', response);
		if (!isSuccess(response)) throw new NotSettled('the session was not reset');
		check.ended.reset = id;
		check.settle('reset.repeated', observedOf(await reset(check, id)));
		check.settle('session.readAfterReset', observedOf(await check.send('GET', `sessions/${id}`)));
		const isListed = (await listedSessions(check)).includes(id);
		check.settle('session.listedAfterReset', isListed ? 'listed' : 'gone');
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

async function deleteSession(check: Check, id: string): Promise<void> {
	const response = await check.send('DELETE', `users/${check.userOf('test').id}/sessions/${id}`);
	check.settle('session.delete', observedOf(response));
	if (!isSuccess(response)) {
		check.reasons['reset.ended'] = 'no session was deleted';
		return;
	}
	check.ended.delete = id;
	check.settle('reset.ended', observedOf(await reset(check, id)));
}

async function reset(check: Check, id: string): Promise<TenantResponse> {
	return await check.send('POST', `sessions/${id}`, { mediaType: SESSION_LOGOUT });
}

/** @throws {NotSettled} where there is none. */
async function liveSessions(check: Check): Promise<string[]> {
	const ids = await listedSessions(check);
	const live = await Promise.all(ids.map(async (id) => await isLive(check, id)));
	const ended = Object.values(check.ended);
	// PingOne may still show one that was reset.
	const found = ids.filter((id, index) => live[index] && !ended.includes(id));
	if (found.length === 0) throw new NotSettled('the test user is not signed in any more');
	return found;
}

async function listedSessions(check: Check): Promise<string[]> {
	const response = await check.send('GET', `users/${check.userOf('test').id}/sessions`);
	return listIn(response, 'sessions').map((session) => textIn(session, 'id'));
}

/** Expired ones may be listed. */
async function isLive(check: Check, id: string): Promise<boolean> {
	return (await check.send('GET', `sessions/${id}`)).status === 200;
}
