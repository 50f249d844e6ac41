import { listApplications } from '../shared/pingone/applications/applications';
import { searchInEnvironment } from '../shared/node/listSearch/searchInEnvironment';

/** Lists the applications of the chosen environment whose name contains the typed text. */
export const searchApplications = searchInEnvironment(
	async (environment, nameContains) => ({
		listed: await listApplications(environment, { nameContains }),
	}),
	({ id, name }) => String(name ?? id),
);
