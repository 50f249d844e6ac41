import { populationPage } from '../../pingone/populations';
import { searchInEnvironment } from './searchInEnvironment';

/** The populations of the chosen environment whose name starts with what is typed, for the list of 'Population'. */
export const searchPopulations = searchInEnvironment(populationPage, ({ id, name }) =>
	String(name ?? id),
);
