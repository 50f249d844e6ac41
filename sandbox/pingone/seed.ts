/** What the simulator holds at the start: a company with five environments, its users and their sessions. */
import { randomBytes } from 'node:crypto';
import { seedDevices } from './seedDevices';
import { Tenant } from './tenant';
import type { Worker } from './tokenEndpoint';
import type { User } from './users';
import type { Environment } from './environments';
import type { Grant } from './accessTokens';
import { ADMINISTRATORS_ID, seededId, seededSessionId, WORKFORCE_ID } from './seededIds';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const IDLE_TIMEOUT_MINUTES = 720;
const TOKEN_LIFETIME_SECONDS = 3600;

const ENVIRONMENTS: Array<Omit<Environment, 'id'>> = [
	{ name: 'Acme Workforce', type: 'PRODUCTION', region: 'EU' },
	{ name: 'Acme Workforce Staging', type: 'SANDBOX', region: 'EU' },
	{ name: 'Acme Customers', type: 'PRODUCTION', region: 'EU' },
	{ name: 'Acme Partners', type: 'PRODUCTION', region: 'NA' },
	{ name: 'Administrators', type: 'PRODUCTION', region: 'EU' },
];

/** Given name, family name, and where they are signed in: browser, system, address, city, country. */
const WORKFORCE: Array<[string, string, string[]]> = [
	['Jane', 'Doe', ['Firefox|Windows|203.0.113.24|Zürich|CH', 'Safari|iOS|198.51.100.7|Zürich|CH']],
	['Amara', 'Okafor', ['Chrome|Mac OS X|203.0.113.61|London|GB']],
	['Luis', 'Ortega', ['Edge|Windows|192.0.2.118|Madrid|ES', 'Chrome|Android|192.0.2.9|Lagos|NG']],
	['Mei', 'Lin', ['Chrome|Linux|198.51.100.200|Singapore|SG']],
	['Sören', 'Åkesson', ['Firefox|Linux|203.0.113.99|Malmö|SE']],
	['Fatima', 'El-Sayed', []],
	['Conor', "O'Brien", ['Safari|Mac OS X|192.0.2.45|Dublin|IE']],
	['Priya', 'Raghunathan', ['Edge|Windows|198.51.100.31|Pune|IN']],
	['Tomasz', 'Wiśniewski', ['Chrome|Windows|203.0.113.140|Kraków|PL']],
	['Jane', 'Doerr', ['Chrome|Mac OS X|192.0.2.77|Berlin|DE']],
];

const BROWSER_VERSIONS: Record<string, string> = {
	Chrome: '140.0',
	Edge: '140.0',
	Firefox: '143.0',
	Safari: '18.6',
};
const SYSTEM_VERSIONS: Record<string, string | undefined> = {
	Android: '15',
	iOS: '18.6',
	'Mac OS X': '10.15',
	Windows: '10',
};

/** Two accounts that share a mailbox, as front desks do. */
const FRONT_DESKS = ['front.desk', 'front.desk.2'];
const FRONT_DESK = 'Edge|Windows|203.0.113.5|Zürich|CH';

/** The tenant as it is at the start: everyone has been at work within the last hour. */
export function seededTenant(): Tenant {
	const tenant = new Tenant();
	for (const environment of ENVIRONMENTS) {
		const id = seededId(`environment ${environment.name}`);
		tenant.environments.set(id, { id, ...environment });
	}
	const worker = workerOf(tenant);
	tenant.workers.set(worker.clientId, worker);
	for (const [givenName, familyName, signedIn] of WORKFORCE) {
		const user = userOf(givenName, familyName);
		tenant.users.set(user.id, user);
		signedIn.forEach((where, index) => signIn(tenant, user, where, index + 1));
	}
	for (const username of FRONT_DESKS) {
		const user = userOf('Front', 'Desk', username, 'front.desk@acme.example');
		tenant.users.set(user.id, user);
		signIn(tenant, user, FRONT_DESK, 1);
	}
	seedDevices(tenant);
	return tenant;
}

/**
 * Adds this many users, each with one session, as in a large company.
 *
 * @returns the IDs of their sessions.
 */
export function signInCrowd(tenant: Tenant, size: number): string[] {
	return Array.from({ length: size }, (_, index) => {
		const username = `crowd.${index + 1}`;
		const user = userOf('Crowd', 'Member', username);
		tenant.users.set(user.id, user);
		signIn(tenant, user, FRONT_DESK, 1);
		return seededSessionId(username);
	});
}

/** The worker application that every seeded tenant has. */
export function seededWorker(tenant: Tenant): Worker {
	return tenant.workers.get(seededId('worker n8n'))!;
}

/** Identity Data Admin in every environment of the company's. */
export function adminGrants(tenant: Tenant): Grant[] {
	return [...tenant.environments.keys()].map((environmentId) => ({
		role: 'Identity Data Admin',
		environmentId,
	}));
}

/** The application that n8n acts as. As is usual, it is in another environment than the users. */
function workerOf(tenant: Tenant): Worker {
	return {
		clientId: seededId('worker n8n'),
		clientSecret: randomBytes(32).toString('base64url'),
		environmentId: ADMINISTRATORS_ID,
		authentication: 'basic',
		grants: adminGrants(tenant),
		tokenLifetimeSeconds: TOKEN_LIFETIME_SECONDS,
	};
}

function userOf(
	givenName: string,
	familyName: string,
	username = usernameOf(givenName, familyName),
	email = `${username}@acme.example`,
): User {
	return {
		id: seededId(`user ${username}`),
		environmentId: WORKFORCE_ID,
		username,
		email,
		givenName,
		familyName,
		enabled: true,
	};
}

function usernameOf(givenName: string, familyName: string): string {
	return `${givenName}.${familyName}`
		.normalize('NFKD')
		.replace(/[^a-z.]/gi, '')
		.toLowerCase();
}

function signIn(tenant: Tenant, user: User, where: string, count: number): void {
	const [browser, operatingSystem, remoteIp, city, country] = where.split('|');
	const id = seededSessionId(user.username, count);
	tenant.sessions.set(id, {
		id,
		environmentId: user.environmentId,
		userId: user.id,
		createdAt: new Date(Date.now() - count * DAY_MS),
		activeAt: new Date(Date.now() - count * 7 * MINUTE_MS),
		idleTimeoutInMinutes: IDLE_TIMEOUT_MINUTES,
		browser,
		browserVersion: BROWSER_VERSIONS[browser],
		operatingSystem,
		operatingSystemVersion: SYSTEM_VERSIONS[operatingSystem],
		remoteIp,
		city,
		country,
	});
}
