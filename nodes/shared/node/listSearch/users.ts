import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { connect } from '../connect';
import { checkedId } from '../../pingone/ids';
import { isJsonObject } from '../../pingone/json';
import { searchPage } from '../../pingone/users';
import { listError } from './listError';

/**
 * The users of the chosen environment, for the list of 'User'.
 *
 * @param filter what is typed: the start of a username, an email address or a name.
 * @param nextPath the path of the next page, as the page before gave it.
 * @throws {NodeOperationError} if they cannot be read.
 */
export async function searchUsers(
	this: ILoadOptionsFunctions,
	filter = '',
	nextPath?: string,
): Promise<INodeListSearchResult> {
	try {
		const chosen = this.getCurrentNodeParameter('environmentId', { extractValue: true });
		const environmentId = checkedId('Environment', chosen);
		const page = await searchPage(await connect(this), environmentId, filter.trim(), nextPath);
		return {
			results: page.listed.map((user) => ({ name: nameOf(user), value: String(user.id) })),
			paginationToken: page.nextPath,
		};
	} catch (error) {
		throw listError(this, error);
	}
}

/** What a user is recognised by: "Jane Doe (jane.doe, jane.doe@acme.example)". */
function nameOf({ id, username, email, name }: IDataObject): string {
	const { formatted, given, family } = isJsonObject(name) ? name : {};
	const fullName = formatted ?? [given, family].filter(Boolean).join(' ');
	const known = [username, email].filter((text) => typeof text === 'string').join(', ');
	return [fullName, known && `(${known})`].filter(Boolean).join(' ') || String(id);
}
