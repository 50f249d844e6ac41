/** Which filters of users PingOne supports, and whether it filters by them. */
import { randomUUID } from 'node:crypto';
import { isJsonObject } from '../../../nodes/shared/pingone/json';
import { scimString } from '../../../nodes/shared/pingone/scim';
import { usersStartingWith } from '../../../nodes/shared/pingone/userSearch';
import { FACT_KEYS, type FactKey } from '../tenantFacts';
import type { Check, Step } from '../check';
import { listIn, nextPageIn, observedOf, textIn } from '../tenantResponse';

const MAX_PAGE_SIZE = 200;
/** No name has it. */
const NOBODY = 'zzqx';
const FOUND = '200 found';
const NOT_FOUND = '200 not found';

export const filters: Step = {
	facts: FACT_KEYS.filter((key) => key.startsWith('filter.')),
	async run(check) {
		const { id, username, email, populationId, enabled } = check.userOf('test');
		const user = await check.send('GET', `users/${id}`);
		const isRead = user.status === 200 && isJsonObject(user.body);
		const givenName = isJsonObject(user.body) ? textIn(user.body.name, 'given') : '';
		const settle = async (key: FactKey, filter: Filter, fitting: string, contrary: string) =>
			await settleFilter(check, key, filter(fitting), filter(contrary));
		const text = (name: string, operator: string) => (sought: string) =>
			`${name} ${operator} ${scimString(sought)}`;
		// One page has all of these.
		const same = (filter: Filter) => (sought: string) =>
			`username eq ${scimString(username)} and ${filter(sought)}`;

		// All but the last character, so that it is no comparison of the whole.
		const start = username.slice(0, -1);
		const usernameStartsWith = text('username', 'sw');
		await settle('filter.usernameStartsWith', usernameStartsWith, start, start + NOBODY);
		const emailStart = email.slice(0, -1);
		await settle('filter.emailStartsWith', text('email', 'sw'), emailStart, emailStart + NOBODY);
		await settle('filter.search', usersStartingWith, start, start + NOBODY);
		const end = email.slice(1);
		await settle('filter.emailEndsWith', same(text('email', 'ew')), end, NOBODY + end);
		if (givenName.length > 2) {
			const contains = same(text('name.given', 'co'));
			await settle('filter.givenNameContains', contains, givenName.slice(1, -1), NOBODY);
		} else {
			check.reasons['filter.givenNameContains'] = isRead
				? 'the test user has no such name'
				: `the test user could not be read (${observedOf(user)})`;
		}
		const isEnabled = same((value) => `enabled eq ${value}`);
		await settle('filter.enabled', isEnabled, String(enabled), String(!enabled));
		const inPopulation = same(text('population.id', 'eq'));
		await settle('filter.population', inPopulation, populationId, randomUUID());
		await settleUnsupported(check);
		// The last one, since it ends the step if the groups cannot be read.
		const groupId = await groupOf(check, id);
		if (groupId !== undefined) {
			const inGroup = same((sought) => `memberOfGroups[id eq ${scimString(sought)}]`);
			await settle('filter.group', inGroup, groupId, randomUUID());
		} else check.reasons['filter.group'] = 'the test user is in no group';
	},
};

async function settleUnsupported(check: Check): Promise<void> {
	const old = scimString(new Date(0).toISOString());
	const response = await check.send('GET', usersPath(`createdAt gt ${old}`));
	if (response.status === 200) {
		check.reasons['filter.unsupported'] = 'PingOne supports the filter that was tried';
	} else check.settle('filter.unsupported', observedOf(response));
}

type Filter = (sought: string) => string;

/** Whether a filter that fits the test user finds the test user, and its contrary does not. */
async function settleFilter(
	check: Check,
	key: FactKey,
	fitting: string,
	contrary: string,
): Promise<void> {
	const { id } = check.userOf('test');
	const finds = async (filter: string) => {
		const response = await check.send('GET', usersPath(filter));
		if (response.status !== 200) return observedOf(response);
		if (listIn(response, 'users').some((user) => user.id === id)) return FOUND;
		return nextPageIn(response) === undefined ? NOT_FOUND : undefined;
	};
	const fits = await finds(fitting);
	const fails = fits === FOUND ? await finds(contrary) : NOT_FOUND;
	if (fits === undefined || fails === undefined) {
		check.reasons[key] = 'more users are found than fit on a page, and the test user is not on it';
	} else if (fails === FOUND) check.settle(key, '200 ignored');
	else check.settle(key, fails === NOT_FOUND ? fits : fails);
}

async function groupOf(check: Check, userId: string): Promise<string | undefined> {
	const response = await check.send('GET', `users/${userId}/memberOfGroups`);
	const [membership] = listIn(response, 'groupMemberships');
	return membership && textIn(membership, 'id');
}

function usersPath(filter: string): string {
	return `users?filter=${encodeURIComponent(filter)}&limit=${MAX_PAGE_SIZE}`;
}
