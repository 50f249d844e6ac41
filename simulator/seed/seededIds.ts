/** The IDs of what the tenant holds at the start. They are the same in every run, so tests and examples can name them. */
import { createHash } from 'node:crypto';

/** Returns the same UUID for the same name. */
export function seededId(name: string): string {
	const hash = createHash('sha256').update(name).digest('hex');
	const [, a, b, c, d, e] = /^(.{8})(.{4}).(.{3}).(.{3})(.{12})/.exec(hash) ?? [];
	return `${a}-${b}-4${c}-8${d}-${e}`;
}

export const ADMINISTRATORS_ID = seededId('environment Administrators');
export const WORKFORCE_ID = seededId('environment Acme Workforce');

/** The session of a seeded user, counted from 1. */
export function seededSessionId(username: string, count = 1): string {
	return seededId(`session ${username} ${count}`);
}

/** The population that seeded users are in, unless they are contractors. */
export const EMPLOYEES_ID = seededPopulationId(WORKFORCE_ID);
export const CONTRACTORS_ID = seededId(`population Contractors of ${WORKFORCE_ID}`);

/** The population that each environment has. */
export function seededPopulationId(environmentId: string): string {
	return seededId(`population of ${environmentId}`);
}

export function seededUserId(username: string): string {
	return seededId(`user ${username}`);
}

export function seededGroupId(name: string): string {
	return seededId(`group ${name}`);
}

/** The MFA device of a seeded user, by its type. */
export function seededDeviceId(username: string, type: string): string {
	return seededId(`device ${username} ${type}`);
}
