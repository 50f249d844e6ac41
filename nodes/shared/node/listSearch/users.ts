import type { IDataObject } from 'n8n-workflow';
import { fullNameOf } from '../../pingone/users/simplifyUser';
import { searchPage } from '../../pingone/users/searchUsers';
import { searchInEnvironment } from './searchInEnvironment';

/**
 * Lists the users of the chosen environment whose username, email or name starts with the typed
 * text, for the list of 'User'.
 */
export const searchUsers = searchInEnvironment(searchPage, userListName);

/** Returns the name of a user in the list, such as "Jane Doe (jane.doe, jane.doe@acme.example)". */
function userListName(user: IDataObject): string {
	const { id, username, email } = user;
	const known = [username, email].filter((text) => typeof text === 'string').join(', ');
	return [fullNameOf(user), known && `(${known})`].filter(Boolean).join(' ') || String(id);
}
