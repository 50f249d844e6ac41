/** The simulator's initial content: a company with five environments, its users and their sessions. */
import { randomBytes } from 'node:crypto';
import { seedApplications } from './seedApplications';
import { seedDevices } from './seedDevices';
import { Tenant } from '../tenant';
import type { Worker } from '../auth/tokenEndpoint';
import type { Environment } from '../environments';
import type { Grant } from '../auth/accessTokens';
import { ADMINISTRATORS_ID, seededId } from './seededIds';
import { seedGroups, seedPopulations } from './seedGroups';
import { seedUsers } from './seedUsers';

export { signInCrowd } from './seedUsers';
export { seededPassword } from './seededPasswords';

const TOKEN_LIFETIME_SECONDS = 3600;

const ENVIRONMENTS: Array<Omit<Environment, 'id'>> = [
	{ name: 'Acme Workforce', type: 'PRODUCTION', region: 'EU' },
	{ name: 'Acme Workforce Staging', type: 'SANDBOX', region: 'EU' },
	{ name: 'Acme Customers', type: 'PRODUCTION', region: 'EU' },
	{ name: 'Acme Partners', type: 'PRODUCTION', region: 'NA' },
	{ name: 'Administrators', type: 'PRODUCTION', region: 'EU' },
];

/** The tenant as it is at the start: everyone has been at work within the last hour. */
export function seededTenant(): Tenant {
	const tenant = new Tenant();
	for (const environment of ENVIRONMENTS) {
		const id = seededId(`environment ${environment.name}`);
		tenant.environments.set(id, { id, ...environment });
	}
	const worker = workerOf(tenant);
	tenant.workers.set(worker.clientId, worker);
	seedPopulations(tenant);
	seedUsers(tenant);
	seedGroups(tenant);
	seedDevices(tenant);
	seedApplications(tenant);
	return tenant;
}

/** The worker application that every seeded tenant has. */
export function seededWorker(tenant: Tenant): Worker {
	return tenant.workers.get(seededId('worker n8n'))!;
}

/** This role in every environment of the company's; Identity Data Admin where none is named. */
export function adminGrants(tenant: Tenant, role: Grant['role'] = 'Identity Data Admin'): Grant[] {
	return [...tenant.environments.keys()].map((environmentId) => ({ role, environmentId }));
}

/** The application that n8n acts as. As is usual, it is in another environment than the users. */
function workerOf(tenant: Tenant): Worker {
	return {
		clientId: seededId('worker n8n'),
		clientSecret: randomBytes(32).toString('base64url'),
		environmentId: ADMINISTRATORS_ID,
		authentication: 'basic',
		grants: [...adminGrants(tenant), ...adminGrants(tenant, 'Environment Admin')],
		tokenLifetimeSeconds: TOKEN_LIFETIME_SECONDS,
	};
}
