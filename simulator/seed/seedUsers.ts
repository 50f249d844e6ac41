/** The users of the company at the start, and where they are signed in. */
import { CONTRACTORS_ID, EMPLOYEES_ID, seededId } from './seededIds';
import { seededSessionId, seededUserId, WORKFORCE_ID } from './seededIds';
import { seedPassword } from './seededPasswords';
import type { SessionPlace } from '../sessions/session';
import type { Tenant } from '../tenant';
import type { User } from '../users/user';

const HIRED_AT = new Date('2024-03-01T08:00:00Z');
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const IDLE_TIMEOUT_MINUTES = 720;

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

/** Everyone has been at work within the last hour, but for those who are not signed in anywhere. */
export function seedUsers(tenant: Tenant): void {
	for (const [givenName, familyName, signedIn] of WORKFORCE) {
		const user = add(tenant, userOf(givenName, familyName));
		signedIn.forEach((where, index) => signIn(tenant, user, where, index + 1));
	}
	for (const username of FRONT_DESKS) {
		const user = add(tenant, userOf('Front', 'Desk', username, 'front.desk@acme.example'));
		signIn(tenant, user, FRONT_DESK, 1);
	}
	add(tenant, { ...userOf('Nadia', 'Haddad'), populationId: CONTRACTORS_ID });
	add(tenant, { ...userOf('Viktor', 'Novák'), populationId: CONTRACTORS_ID });
	add(tenant, {
		...userOf('Kofi', 'Mensah'),
		identityProvider: { id: seededId('identity provider of Acme Partners'), type: 'SAML' },
	});
	add(tenant, userOf('Ruth', 'Adeyemi', ADMINISTRATOR));
}

/** The username of the one with administrator roles. */
export const ADMINISTRATOR = 'ruth.adeyemi';

/**
 * Adds this many users, each with one session, as in a large company.
 *
 * @returns the IDs of their sessions.
 */
export function signInCrowd(tenant: Tenant, size: number): string[] {
	return Array.from({ length: size }, (_, index) => {
		const username = `crowd.${index + 1}`;
		signIn(tenant, add(tenant, userOf('Crowd', 'Member', username)), FRONT_DESK, 1);
		return seededSessionId(username);
	});
}

function add(tenant: Tenant, user: User): User {
	tenant.users.set(user.id, user);
	if (user.identityProvider.type === 'PING_ONE') seedPassword(tenant, user);
	return user;
}

function userOf(
	givenName: string,
	familyName: string,
	username = usernameOf(givenName, familyName),
	email = `${username}@acme.example`,
): User {
	return {
		id: seededUserId(username),
		environmentId: WORKFORCE_ID,
		populationId: EMPLOYEES_ID,
		username,
		email,
		attributes: {
			name: { given: givenName, family: familyName, formatted: `${givenName} ${familyName}` },
		},
		enabled: true,
		identityProvider: { type: 'PING_ONE' },
		createdAt: HIRED_AT,
		updatedAt: HIRED_AT,
	};
}

function usernameOf(givenName: string, familyName: string): string {
	return `${givenName}.${familyName}`
		.normalize('NFKD')
		.replace(/[^a-z.]/gi, '')
		.toLowerCase();
}

function signIn(tenant: Tenant, user: User, where: string, count: number): void {
	const id = seededSessionId(user.username, count);
	const place = placeOf(where);
	const createdAt = new Date(Date.now() - count * DAY_MS);
	if (count === 1) user.lastSignOn = { at: createdAt, remoteIp: place.remoteIp };
	tenant.sessions.set(id, {
		id,
		environmentId: user.environmentId,
		userId: user.id,
		createdAt,
		activeAt: new Date(Date.now() - count * 7 * MINUTE_MS),
		idleTimeoutInMinutes: IDLE_TIMEOUT_MINUTES,
		...place,
	});
}

function placeOf(where: string): SessionPlace {
	const [browser, operatingSystem, remoteIp, city, country] = where.split('|');
	return {
		browser,
		browserVersion: BROWSER_VERSIONS[browser],
		operatingSystem,
		operatingSystemVersion: SYSTEM_VERSIONS[operatingSystem],
		remoteIp,
		city,
		country,
	};
}
