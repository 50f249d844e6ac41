/** What happens to the sessions of a user who is disabled. */
import { isJsonObject } from '../../../nodes/shared/pingone/json';
import { quote } from '../../../nodes/shared/pingone/text';
import type { Check, Step } from '../check';
import { evidenceIn } from '../evidence';
import { NotSettled } from '../notSettled';
import { isShown, sessionsOf } from '../sessionReads';
import { isSuccess, observedOf } from '../tenantResponse';
import { GONE_WITHIN_S } from './sessions';

export const disableTestUser: Step = {
	facts: ['disable.sessions'],
	needs: 'act',
	announcement: (check) => {
		const { username, enabled } = check.userOf('test');
		if (!enabled) throw new NotSettled('the test user is disabled');
		return `Disable ${quote(username)} for about ten seconds, and enable the user again`;
	},
	async run(check) {
		throwUnlessEndShows(check);
		const { active } = await sessionsOf(check);
		if (active.length === 0) throw new NotSettled('the test user is not signed in any more');
		// The question may have waited for hours.
		if (!(await isEnabled(check))) throw new NotSettled('the test user is disabled');
		const areShown = async () => await Promise.all(active.map((id) => isShown(check, id)));
		const whileDisabled = await disabled(check, async () => {
			const areGone = async () => !(await areShown()).some(Boolean);
			await check.waitFor(GONE_WITHIN_S * check.secondMs, areGone);
			return await areShown();
		});
		if (whileDisabled.every(Boolean)) check.settle('disable.sessions', 'sessions stay active');
		else if (whileDisabled.some(Boolean))
			throw new NotSettled('some sessions ended, others did not');
		else if (!(await isEnabled(check))) throw new NotSettled('the user was not enabled again');
		else {
			const isEnd = !(await areShown()).some(Boolean);
			check.settle('disable.sessions', isEnd ? 'sessions end' : 'sessions are hidden');
		}
	},
};

/** @throws {NotSettled} unless it was seen that a session which has ended is not shown. */
function throwUnlessEndShows({ facts }: Check): void {
	const afterReset = evidenceIn(facts)['session.readAfterReset'];
	if (afterReset === undefined) {
		throw new NotSettled('it is not known how PingOne shows a session that has ended');
	}
	if (afterReset.startsWith('200')) {
		throw new NotSettled('PingOne shows sessions that have ended as if they were active');
	}
}

/** Does something while the test user is disabled. */
async function disabled<Result>(check: Check, work: () => Promise<Result>): Promise<Result> {
	const { id, username } = check.userOf('test');
	const path = `users/${id}/enabled`;
	const what = `Enable the user ${quote(username)}`;
	const enable = check.cleanUp.add(
		what,
		async () => await check.undo('PUT', path, { body: { enabled: true } }),
	);
	try {
		const response = await check.sendUndoable(what, 'PUT', path, { body: { enabled: false } });
		if (!isSuccess(response)) throw new NotSettled(`PingOne returned ${observedOf(response)}`);
		return await work();
	} finally {
		await enable();
	}
}

/** @throws {NotSettled} where the user cannot be read. */
async function isEnabled(check: Check): Promise<boolean> {
	const response = await check.send('GET', `users/${check.userOf('test').id}`);
	if (response.status !== 200) {
		throw new NotSettled(`the test user could not be read (${observedOf(response)})`);
	}
	return isJsonObject(response.body) && response.body.enabled === true;
}
