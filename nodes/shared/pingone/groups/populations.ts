import type { Environment } from '../environment';
import { readFilledPage, type Page } from '../collection';
import { IDENTITY_DATA_ADMIN } from '../auth/roles';
import { scimString } from '../scim';

const PAGE_SIZE = 50;

/**
 * Reads one page of the populations whose name starts with the typed text.
 *
 * @param nextPath the path of the page, from the page before.
 */
export async function populationPage(
	environment: Environment,
	typed: string,
	nextPath?: string,
): Promise<Page> {
	const first = `/populations?limit=${PAGE_SIZE}`;
	const filter =
		typed === '' ? '' : `&filter=${encodeURIComponent(`name sw ${scimString(typed)}`)}`;
	return await readFilledPage(environment, {
		path: nextPath ?? `${first}${filter}`,
		name: 'populations',
		subject: {
			name: `the populations of environment ${environment.id}`,
			role: IDENTITY_DATA_ADMIN,
		},
	});
}
