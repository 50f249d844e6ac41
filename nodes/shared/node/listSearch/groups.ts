import { groupPage } from '../../pingone/groups/groups';
import { searchInEnvironment } from './searchInEnvironment';

/**
 * Lists the groups of the chosen environment whose name starts with the typed text, for the list
 * of 'Group'.
 */
export const searchGroups = searchInEnvironment(groupPage, ({ id, name }) => String(name ?? id));
