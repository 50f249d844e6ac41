import { groupPage } from '../../pingone/groups';
import { searchInEnvironment } from './searchInEnvironment';

/** The groups of the chosen environment whose name starts with what is typed, for the list of 'Group'. */
export const searchGroups = searchInEnvironment(groupPage, ({ id, name }) => String(name ?? id));
