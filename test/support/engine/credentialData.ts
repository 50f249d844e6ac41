/** The values of this package's credentials for the simulator. */
import { adminGrants, seededWorker } from '../../../simulator/seed/seed';
import type { PingOneSimulator } from '../../../simulator/simulator';

/** Values with an access token that has all roles. */
export function tokenData({ apiPath, tenant }: PingOneSimulator) {
	return { apiPath, accessToken: tenant.tokens.issue(adminGrants(tenant)) };
}

/** Values for the worker application. */
export function workerData({ apiPath, authPath, tenant }: PingOneSimulator) {
	const { clientId, clientSecret, environmentId: workerEnvironmentId } = seededWorker(tenant);
	return { region: 'custom', apiPath, authPath, workerEnvironmentId, clientId, clientSecret };
}
