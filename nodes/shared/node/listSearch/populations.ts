import { populationPage } from '../../pingone/groups/populations';
import { searchInEnvironment } from './searchInEnvironment';

/**
 * Lists the populations of the chosen environment whose name starts with the typed text, for the
 * list of 'Population'.
 */
export const searchPopulations = searchInEnvironment(populationPage, ({ id, name }) =>
	String(name ?? id),
);
