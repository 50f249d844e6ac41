/** Which filters of users PingOne supports. */
import { scimString } from '../../../nodes/shared/pingone/scim';
import type { FactKey } from '../../pingone/tenantFacts';
import { textIn, type Check, type Step } from '../check';
import { listIn, observedOf } from '../tenantClient';
import { isJsonObject } from '../../../nodes/shared/pingone/json';

const MAX_PAGE_SIZE = 200;

export const filters: Step = {
	facts: [
		'filter.usernameStartsWith',
		'filter.emailStartsWith',
		'filter.givenNameStartsWith',
		'filter.familyNameStartsWith',
		'filter.emailEndsWith',
		'filter.givenNameContains',
		'filter.enabled',
		'filter.population',
		'filter.group',
		'filter.unsupported',
	],
	async run(check) {
		const { id, username, email, populationId, enabled } = check.userOf('test');
		const { body } = await check.send('GET', `users/${id}`);
		const name = isJsonObject(body) && isJsonObject(body.name) ? body.name : {};
		// Of so many users that one page has them.
		const same = `username eq ${scimString(username)} and`;
		await settle(check, 'filter.usernameStartsWith', `username sw ${scimString(username)}`);
		await settle(check, 'filter.emailStartsWith', `email sw ${scimString(email)}`);
		await settle(check, 'filter.emailEndsWith', `${same} email ew ${scimString(email)}`);
		for (const [key, part, operator] of NAMES) {
			const value = textIn(name, part);
			if (value === '') check.reasons[key] = 'the test user has no such name';
			else await settle(check, key, `${same} name.${part} ${operator} ${scimString(value)}`);
		}
		await settle(check, 'filter.enabled', `${same} enabled eq ${enabled}`);
		await settle(
			check,
			'filter.population',
			`${same} population.id eq ${scimString(populationId)}`,
		);
		const old = new Date(0).toISOString();
		const unsupported = await check.send('GET', usersPath(`createdAt gt ${scimString(old)}`));
		check.settle('filter.unsupported', observedOf(unsupported));
		const groupId = await groupOf(check, id);
		if (groupId === undefined) check.reasons['filter.group'] = 'the test user is in no group';
		else
			await settle(check, 'filter.group', `${same} memberOfGroups[id eq ${scimString(groupId)}]`);
	},
};

const NAMES: Array<[FactKey, string, string]> = [
	['filter.givenNameStartsWith', 'given', 'sw'],
	['filter.familyNameStartsWith', 'family', 'sw'],
	['filter.givenNameContains', 'given', 'co'],
];

/** Whether a filter that fits the test user finds the test user. */
async function settle(check: Check, key: FactKey, filter: string): Promise<void> {
	const response = await check.send('GET', usersPath(filter));
	if (response.status !== 200) return check.settle(key, observedOf(response));
	const { id } = check.userOf('test');
	const isFound = listIn(response, 'users').some((user) => user.id === id);
	check.settle(key, isFound ? '200 found' : '200 not found');
}

async function groupOf(check: Check, userId: string): Promise<string | undefined> {
	const response = await check.send('GET', `users/${userId}/memberOfGroups`);
	const [membership] = listIn(response, 'groupMemberships');
	return membership && textIn(membership, 'id');
}

function usersPath(filter: string): string {
	return `users?filter=${encodeURIComponent(filter)}&limit=${MAX_PAGE_SIZE}`;
}
