import type { Environment } from '../environment';
import { readFilledPage, type Page } from '../collection';
import { PingOneError } from '../errors/pingOneError';
import { scimString } from '../scim';
import { usersIn, usersPath } from './findUser';

const PAGE_SIZE = 50;
const SEARCHED_ATTRIBUTES = ['username', 'email', 'name.given', 'name.family'];

/**
 * Reads one page of the users whose username, email or name starts with the typed text.
 *
 * @param nextPath the path of the page, from the page before.
 */
export async function searchPage(
	environment: Environment,
	typed: string,
	nextPath?: string,
): Promise<Page> {
	const read = async (path: string) =>
		await readFilledPage(environment, usersIn(environment, path));
	const search = async (filter: string) => await read(usersPath(filter, PAGE_SIZE));
	if (nextPath !== undefined) return await read(nextPath);
	if (typed === '') return await search('');

	// PingOne documents 'eq' for users, but not 'sw'.
	return await search(usersNamed(typed, 'sw')).catch(async (error: unknown) => {
		if (!(error instanceof PingOneError) || error.status !== 400) throw error;
		return await search(usersNamed(typed, 'eq'));
	});
}

function usersNamed(typed: string, operator: 'sw' | 'eq'): string {
	return SEARCHED_ATTRIBUTES.map((name) => `${name} ${operator} ${scimString(typed)}`).join(' or ');
}
