/** What happens to a user whom the check creates, and deletes at the end. */
import { randomBytes } from 'node:crypto';
import { ACCOUNT_LOCK, ACCOUNT_UNLOCK } from '../../../nodes/shared/pingone/accounts';
import { isJsonObject } from '../../../nodes/shared/pingone/json';
import { FORCE_CHANGE, SET, SET_VALUE, UNLOCK } from '../../../nodes/shared/pingone/passwords';
import { scimString } from '../../../nodes/shared/pingone/scim';
import { USER_IMPORT } from '../../../nodes/shared/pingone/userChanges';
import type { FactKey } from '../../pingone/tenantFacts';
import { textIn, type Check, type Step } from '../check';
import {
	isRefused,
	isSuccess,
	listIn,
	observedOf,
	type Content,
	type TenantResponse,
} from '../tenantClient';
import { settleAccess, userIn } from './access';

export const OWN_USER = 'n8n-check-';
const HOUR_MS = 60 * 60_000;

export const createOwnUser: Step = {
	facts: ['user.create', 'access.changeUsers'],
	needs: 'act',
	announcement: () =>
		`Create a user of its own (${OWN_USER}…) in the population of the test user. It is deleted at the end`,
	async run(check) {
		const { populationId } = check.userOf('test');
		const username = `${OWN_USER}${randomBytes(6).toString('hex')}`;
		const remove = check.cleanUp.add(`Delete the user ${username}`, async () => {
			const users = await ownUsers(check, username);
			const deleted = users.map(async ({ id }) => await check.undo('DELETE', `users/${id}`));
			return (await Promise.all(deleted)).every(Boolean);
		});
		const body = {
			username,
			email: `${username}@example.com`,
			name: { given: 'n8n', family: 'Check' },
			population: { id: populationId },
			password: { value: newPassword(), forceChange: false },
		};
		const response = await check.send('POST', 'users', { mediaType: USER_IMPORT, body });
		if (isRefused(response)) remove.forget();
		settleAccess(check, 'access.changeUsers', response);
		check.settle('user.create', observedOf(response));
		if (isSuccess(response)) [check.users.own] = await ownUsers(check, username);
	},
};

export const lockOwnUser: Step = {
	facts: ['lock.withoutTime', 'lock.withTime', 'lock.unlock'],
	needs: 'act',
	announcement: (check) => `Lock and unlock the account of ${check.userOf('own').username}`,
	async run(check) {
		const path = `users/${check.userOf('own').id}`;
		const settle = async (key: FactKey, content: Content) => {
			const response = await check.send('POST', path, content);
			await settleWithState(check, key, response, path, ({ account }) => account);
		};
		const unlockAt = new Date(Date.now() + HOUR_MS).toISOString();
		await settle('lock.withoutTime', { mediaType: ACCOUNT_LOCK, body: {} });
		await settle('lock.withTime', { mediaType: ACCOUNT_LOCK, body: { unlockAt } });
		await settle('lock.unlock', { mediaType: ACCOUNT_UNLOCK });
	},
};

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
		`Set, unlock and remove the password of ${check.userOf('own').username}, and force its change`,
	async run(check) {
		const path = `users/${check.userOf('own').id}/password`;
		const set = { mediaType: SET, body: { value: newPassword(), forceChange: false } };
		check.settle('password.set', observedOf(await check.send('PUT', path, set)));
		const keys = ['password.unlock', 'password.unlockPlain'] as const;
		for (const [index, mediaType] of UNLOCK.entries()) {
			check.settle(keys[index], observedOf(await check.send('POST', path, { mediaType })));
		}
		const force = await check.send('POST', path, { mediaType: FORCE_CHANGE });
		await settleWithState(check, 'password.forceChange', force, path);
		const content = { mediaType: SET_VALUE, body: {} };
		const removed = await check.send('PUT', path, content);
		await settleWithState(check, 'password.remove', removed, path);
	},
};

/** It is announced when the user is created. */
export const deleteOwnUser: Step = {
	facts: ['user.delete'],
	needs: 'act',
	async run(check) {
		const response = await check.send('DELETE', `users/${check.userOf('own').id}`);
		check.settle('user.delete', observedOf(response));
	},
};

/** A response, and the status that PingOne shows afterwards, whether or not the response has it. */
async function settleWithState(
	check: Check,
	key: FactKey,
	response: TenantResponse,
	path: string,
	stateIn: (body: Record<string, unknown>) => unknown = (body) => body,
): Promise<void> {
	if (!isSuccess(response)) return check.settle(key, observedOf(response));
	const { body } = await check.send('GET', path);
	const state = isJsonObject(body) ? stateIn(body) : undefined;
	const status = isJsonObject(state) ? textIn(state, 'status') : '';
	check.settle(key, `${observedOf(response)} ${status || 'unknown'}`);
}

async function ownUsers(check: Check, username: string) {
	const filter = encodeURIComponent(`username eq ${scimString(username)}`);
	const response = await check.client.send('GET', check.path(`users?filter=${filter}`));
	return listIn(response, 'users')
		.map(userIn)
		.filter((user) => user.username === username);
}

/** For the usual policies: long, with letters of both cases, digits and a character that is neither. */
function newPassword(): string {
	return `Aa1!${randomBytes(18).toString('base64url')}`;
}
