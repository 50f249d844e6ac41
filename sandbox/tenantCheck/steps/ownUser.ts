/** What happens to a user whom the check creates, and deletes at the end. */
import { randomBytes } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import {
	ACCOUNT_LOCK,
	ACCOUNT_UNLOCK,
	accountOf,
	isEarlier,
} from '../../../nodes/shared/pingone/accounts';
import { FORCE_CHANGE, SET, SET_VALUE, UNLOCK } from '../../../nodes/shared/pingone/passwords';
import { scimString } from '../../../nodes/shared/pingone/scim';
import { USER_IMPORT } from '../../../nodes/shared/pingone/userChanges';
import type { FactKey } from '../tenantFacts';
import type { Check, CheckedUser, Step } from '../check';
import { NotSettled } from '../notSettled';
import { settleWithState, statusIn } from '../settleWithState';
import { createTemporarily, idOf } from '../temporary';
import { isDone, isSuccess, listIn, observedOf, type TenantResponse } from '../tenantResponse';
import { settleAccess, userIn } from './access';

export const OWN_USER = 'n8n-check-';
const HOUR_MS = 60 * 60_000;
const LOCKED = 'LOCKED';

export const createOwnUser: Step = {
	facts: ['user.create', 'access.changeUsers'],
	needs: 'act',
	announcement: () =>
		`Create a user named ${OWN_USER}… in the population of the test user. It is deleted at the end`,
	async run(check) {
		const { populationId } = check.userOf('test');
		const username = `${OWN_USER}${randomBytes(6).toString('hex')}`;
		const email = `${username}@example.com`;
		const body = {
			username,
			email,
			name: { given: 'n8n', family: 'Check' },
			population: { id: populationId },
			password: { value: newPassword(), forceChange: false },
		};
		const { response } = await createTemporarily(check, {
			what: deletionOf(username),
			collection: 'users',
			content: { mediaType: USER_IMPORT, body },
			find: async () => (await withUsername(check, username))?.id,
		});
		settleAccess(check, 'access.changeUsers', response);
		const id = idOf(response);
		const isUnnamed = isSuccess(response) && id === '';
		check.settle('user.create', isUnnamed ? `${response.status} other` : observedOf(response));
		if (id === '') throw new NotSettled('no user was created');
		check.users.own = { id, username, email, populationId, enabled: true };
	},
};

export const lockOwnUser: Step = {
	facts: ['lock.withTime', 'lock.unlock', 'lock.withoutTime'],
	needs: 'act',
	announcement: (check) =>
		`Lock and unlock the account of ${check.userOf('own').username}, with a time and without`,
	async run(check) {
		check.reasons['lock.unlock'] = 'no lock had locked the account';
		const unlockAt = new Date(Date.now() + HOUR_MS).toISOString();
		await lockAndUnlock(check, 'lock.withTime', unlockAt);
		await lockAndUnlock(check, 'lock.withoutTime');
	},
};

/** @throws {NotSettled} where the account stays locked, so that another lock would show nothing. */
async function lockAndUnlock(check: Check, key: FactKey, unlockAt?: string): Promise<void> {
	const path = `users/${check.userOf('own').id}`;
	const locked = await check.send('POST', path, { mediaType: ACCOUNT_LOCK, body: { unlockAt } });
	const state = await settleWithState(check, key, locked, path, (user) => lockIn(user, unlockAt));
	if (!state?.startsWith(LOCKED)) return;
	const unlocked = await check.send('POST', path, { mediaType: ACCOUNT_UNLOCK });
	const after = await settleWithState(check, 'lock.unlock', unlocked, path, lockIn);
	if (after === undefined || after.startsWith(LOCKED)) {
		throw new NotSettled('the account stayed locked after another lock');
	}
}

/** The state of an account, and whether its lock ends before it should: the nodes look at both. */
function lockIn(user: IDataObject, wantedUntil?: string): string {
	const state = statusIn(user.account);
	const isShort =
		state === LOCKED && wantedUntil && isEarlier(accountOf(user).unlockAt, wantedUntil);
	return isShort ? `${state}, ends too early` : state;
}

export const passwordOfOwnUser: Step = {
	facts: [
		'password.set',
		'password.forceChange',
		'password.unlock',
		'password.unlockPlain',
		'password.remove',
	],
	needs: 'act',
	announcement: (check) =>
		`Set, unlock and remove the password of ${check.userOf('own').username}, and force a change of it`,
	async run(check) {
		const path = `users/${check.userOf('own').id}/password`;
		const set = { mediaType: SET, body: { value: newPassword(), forceChange: false } };
		check.settle('password.set', observedOf(await check.send('PUT', path, set)));
		const keys = ['password.unlock', 'password.unlockPlain'] as const;
		for (const [index, mediaType] of UNLOCK.entries()) {
			check.settle(keys[index], observedOf(await check.send('POST', path, { mediaType })));
		}
		const settle = async (key: FactKey, response: TenantResponse) =>
			await settleWithState(check, key, response, path, statusIn);
		await settle(
			'password.forceChange',
			await check.send('POST', path, { mediaType: FORCE_CHANGE }),
		);
		const remove = { mediaType: SET_VALUE, body: {} };
		await settle('password.remove', await check.send('PUT', path, remove));
	},
};

/** It is announced when the user is created. */
export const deleteOwnUser: Step = {
	facts: ['user.delete'],
	needs: 'act',
	async run(check) {
		const { id, username } = check.userOf('own');
		const response = await check.send('DELETE', `users/${id}`);
		check.settle('user.delete', observedOf(response));
		// PingOne may deny access to a user who is gone, which looks as if the user were left.
		if (isDone(response)) check.cleanUp.drop(deletionOf(username));
	},
};

function deletionOf(username: string): string {
	return `Delete the user ${username}`;
}

async function withUsername(check: Check, username: string): Promise<CheckedUser | undefined> {
	const filter = encodeURIComponent(`username eq ${scimString(username)}`);
	const response = await check.client.send('GET', check.path(`users?filter=${filter}`));
	return listIn(response, 'users')
		.map(userIn)
		.find((user) => user.username === username);
}

/** For the usual policies: long, with letters of both cases, digits and a character that is neither. */
function newPassword(): string {
	return `Aa1!${randomBytes(18).toString('base64url')}`;
}
