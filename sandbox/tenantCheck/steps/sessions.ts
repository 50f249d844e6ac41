/** What happens to sessions that are reset or deleted. */
import { randomUUID } from 'node:crypto';
import { SESSION_LOGOUT } from '../../../nodes/shared/pingone/sessions';
import { quote } from '../../../nodes/shared/pingone/text';
import type { Check, Step } from '../check';
import { NotSettled } from '../notSettled';
import { isListed, isShown, sessionsOf } from '../sessionReads';
import { isSuccess, observedOf, sentAtMs, type TenantResponse } from '../tenantResponse';
import { settleAccess } from './access';

/** PingOne may need so long until what it has ended is gone everywhere. */
export const GONE_WITHIN_S = 10;
/** So long after one end the next one, so that their events can be told apart. */
export const BETWEEN_ENDS_S = 5;

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
		`Sign ${quote(check.userOf('test').username)} out of two browsers: delete the second-newest session, and reset the newest one. If there is only one session, it is reset. A reset is also sent with a wrong content type, and for a session that has expired, if there is one`,
	async run(check) {
		const { active, expired } = await sessionsOf(check);
		if (expired.length === 0) check.reasons['reset.expired'] = 'no expired session is listed';
		else check.settle('reset.expired', observedOf(await reset(check, expired[0])));
		const [id, other] = active;
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

async function deleteSession(check: Check, id: string): Promise<void> {
	const response = await check.send('DELETE', `users/${check.userOf('test').id}/sessions/${id}`);
	check.settle('session.delete', observedOf(response));
	if (isSuccess(response)) {
		check.ended.delete = { id, atMs: sentAtMs(response) };
		check.settle('reset.ended', observedOf(await reset(check, id)));
		await check.pause(BETWEEN_ENDS_S);
	} else check.reasons['reset.ended'] = 'no session was deleted';
}

async function resetSession(check: Check, id: string): Promise<void> {
	const wrong = await check.send('POST', `sessions/${id}`, { mediaType: 'application/json' });
	check.settle('reset.wrongMediaType', observedOf(wrong));
	if (!(await isShown(check, id))) {
		throw new NotSettled('the request with the wrong content type ended the session');
	}
	const response = await reset(check, id);
	check.settle('reset.live', observedOf(response));
	settleAccess(check, 'access.reset', response);
	if (!isSuccess(response)) throw new NotSettled('the session was not reset');
	check.ended.reset = { id, atMs: sentAtMs(response) };
	check.settle('reset.repeated', observedOf(await reset(check, id)));
	const read = async () => await check.send('GET', `sessions/${id}`);
	await check.waitFor(GONE_WITHIN_S * check.secondMs, async () => (await read()).status !== 200);
	check.settle('session.readAfterReset', observedOf(await read()));
	const isGone = await check.waitFor(
		GONE_WITHIN_S * check.secondMs,
		async () => !(await isListed(check, id)),
	);
	check.settle('session.listedAfterReset', isGone ? 'no longer listed' : 'listed');
}

async function reset(check: Check, id: string): Promise<TenantResponse> {
	return await check.send('POST', `sessions/${id}`, { mediaType: SESSION_LOGOUT });
}
