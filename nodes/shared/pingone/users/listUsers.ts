import type { Environment } from '../environment';
import { readPages } from '../collection';
import { formsOf } from './composedName';
import { PingOneError, isNotFoundError, toPingOneError } from '../errors/pingOneError';
import { isJsonObject } from '../json';
import { membershipsOf } from '../groups/memberships';
import { isSameText } from '../sameValue';
import { scimString } from '../scim';
import { recordOf, usersIn, usersPath, type UserRecord } from './findUser';

/** Filters for users. A user must match all of them. */
export interface UserFilters {
	usernameStartsWith?: string;
	emailStartsWith?: string;
	/** UUID. */
	populationId?: string;
	/** UUID. */
	groupId?: string;
	enabled?: boolean;
	/** A SCIM filter from the user, which is sent to PingOne unchanged. */
	scim?: string;
}

const MAX_PAGE_SIZE = 200;
const INVALID_FILTER = 'INVALID_FILTER';

/**
 * Reads users page by page; a page is requested when the caller takes it. PingOne documents only
 * some filters: those that it refuses are applied here, except the user's SCIM filter.
 *
 * @param limit maximum number of users.
 * @throws {PingOneError} naming 'SCIM Filter' if PingOne refuses it.
 */
export async function* listUsers(
	environment: Environment,
	filters: UserFilters,
	limit: number,
): AsyncGenerator<UserRecord[]> {
	const { scim } = filters;
	const conditions = conditionsOf(filters);
	let left = limit;
	let hasBegun = false;
	for (const sent of attemptsWith(conditions)) {
		const applied = conditions.filter((condition) => !sent.includes(condition));
		const filter = [...(scim ? [`(${scim})`] : []), ...sent.map((one) => one.scim)].join(' and ');
		const pageSize = applied.length === 0 ? Math.min(left, MAX_PAGE_SIZE) : MAX_PAGE_SIZE;
		const collection = usersIn(environment, usersPath(filter, pageSize));
		try {
			for await (const page of readPages(environment, collection)) {
				hasBegun = true;
				const matching = await filterUsers(page.map(recordOf), applied, environment);
				yield matching.slice(0, left);
				left -= matching.length;
				if (left <= 0) return;
			}
			return;
		} catch (error) {
			const isRefused = error instanceof PingOneError && error.codes.includes(INVALID_FILTER);
			if (!isRefused || hasBegun) throw toPingOneError(error);
			if (sent.length === 0) throw scim ? scimFilterError(error) : toPingOneError(error);
		}
	}
}

/** Returns the conditions to send in each attempt: all, then only documented ones, then none. */
function attemptsWith(conditions: Condition[]): Condition[][] {
	const documented = conditions.filter(({ isDocumented }) => isDocumented);
	const attempts = [conditions, documented, []];
	return attempts.filter((sent, index) => index === 0 || sent.length < attempts[index - 1].length);
}

/** One condition: as SCIM for PingOne, and as a function to apply here. */
interface Condition {
	scim: string;
	isDocumented: boolean;
	matches(user: UserRecord, environment: Environment): boolean | Promise<boolean>;
}

function conditionsOf(filters: UserFilters): Condition[] {
	const { usernameStartsWith, emailStartsWith, populationId, groupId, enabled } = filters;
	return [
		...startsWith('username', usernameStartsWith),
		...startsWith('email', emailStartsWith),
		...(populationId === undefined ? [] : [inPopulation(populationId)]),
		...(groupId === undefined ? [] : [inGroup(groupId)]),
		...(enabled === undefined ? [] : [isEnabled(enabled)]),
	];
}

function startsWith(attribute: 'username' | 'email', start = ''): Condition[] {
	if (start === '') return [];
	const starts = formsOf(start);
	const anyOf = starts.map((one) => `${attribute} sw ${scimString(one)}`).join(' or ');
	return [
		{
			scim: starts.length === 1 ? anyOf : `(${anyOf})`,
			isDocumented: false,
			matches: (user) => {
				const value = user[attribute]?.toLowerCase();
				return starts.some((one) => value?.startsWith(one.toLowerCase()));
			},
		},
	];
}

function inPopulation(id: string): Condition {
	return {
		scim: `population.id eq ${scimString(id)}`,
		isDocumented: true,
		matches: ({ population }) => isJsonObject(population) && isSameText(population.id, id),
	};
}

function inGroup(id: string): Condition {
	return {
		scim: `memberOfGroups[id eq ${scimString(id)}]`,
		isDocumented: true,
		matches: async (user, environment) => {
			const groups = await membershipsOf({ environment, user }).catch((error: unknown) => {
				// The user was deleted after the page was read.
				if (isNotFoundError(error)) return [];
				throw error;
			});
			return groups.some((group) => isSameText(group.id, id));
		},
	};
}

function isEnabled(enabled: boolean): Condition {
	return {
		scim: `enabled eq ${enabled}`,
		isDocumented: false,
		matches: (user) => user.enabled === enabled,
	};
}

/**
 * Returns the users that match all conditions. Cheap conditions come first: checking a group
 * takes a request.
 */
async function filterUsers(
	users: UserRecord[],
	conditions: Condition[],
	environment: Environment,
): Promise<UserRecord[]> {
	let matching = users;
	for (const { matches } of [...conditions].sort(byCost)) {
		const lookups = matching.map(async (user) => await matches(user, environment));
		// Wait for all of them, so that nothing is sent for an item that has already failed.
		await Promise.allSettled(lookups);
		const results = await Promise.all(lookups);
		matching = matching.filter((_user, index) => results[index]);
	}
	return matching;
}

function byCost(a: Condition, b: Condition): number {
	const cost = ({ scim }: Condition) => (scim.startsWith('memberOfGroups') ? 1 : 0);
	return cost(a) - cost(b);
}

function scimFilterError({ description, status }: PingOneError): PingOneError {
	return new PingOneError(
		"PingOne refused the filter in 'SCIM Filter' (400)",
		`Check its spelling, and that PingOne can filter by these attributes. ${description}`,
		status,
	);
}
