/** Which roles the worker application has. */
import type { Check } from './check';
import { NotSettled } from './notSettled';
import { listIn, nextPageIn, textIn, type JsonObject } from './tenantResponse';

/** Every organization has these; a role of one's own may have a name that nobody else is to read. */
const WELL_KNOWN = [
	'Organization Admin',
	'Environment Admin',
	'Identity Data Admin',
	'Identity Data Read Only',
	'Client Application Developer',
	'Configuration Read Only',
	'Application Owner',
];
const MAX_PAGES = 20;

/**
 * The roles that it has in the environment, or for the test user's population. Those that not every
 * organization has come last, as a number: `2 others`.
 *
 * @throws {NotSettled} where they cannot be read.
 */
export async function rolesOf(check: Check): Promise<string[]> {
	const { workerEnvironmentId, environmentId, worker } = check.settings;
	const path = `/environments/${workerEnvironmentId}/applications/${worker.clientId}/roleAssignments`;
	const assignments = await allOf(check, path, 'roleAssignments');
	const roles = await allOf(check, '/roles', 'roles');
	const names = new Map(roles.map((role) => [textIn(role, 'id'), textIn(role, 'name')]));
	const places = [environmentId, check.users.test?.populationId].map((id) => id?.toLowerCase());
	const held = assignments
		.filter(
			({ scope }) =>
				textIn(scope, 'type') === 'ORGANIZATION' ||
				places.includes(textIn(scope, 'id').toLowerCase()),
		)
		.map(({ role }) => textIn(role, 'id'));
	const isKnown = (id: string) => WELL_KNOWN.includes(names.get(id) ?? '');
	const others = new Set(held.filter((id) => !isKnown(id))).size;
	return [
		...WELL_KNOWN.filter((name) => held.some((id) => names.get(id) === name)),
		...(others === 0 ? [] : [others === 1 ? '1 other' : `${others} others`]),
	];
}

/** Whether there are roles among them of which nobody knows here what they allow. */
export function hasOthers(roles: string[]): boolean {
	return roles.some((role) => !WELL_KNOWN.includes(role));
}

/** All pages of a list. @throws {NotSettled} also where a page is outside PingOne: the token stays in. */
async function allOf(
	{ client, settings }: Check,
	path: string,
	name: string,
): Promise<JsonObject[]> {
	const { apiBase } = settings.worker;
	const found: JsonObject[] = [];
	let url: string | undefined = `${apiBase}${path}`;
	for (let page = 0; url !== undefined; page++) {
		if (page === MAX_PAGES || !url.startsWith(`${apiBase}/`)) {
			throw new NotSettled(`the list of ${name} cannot be read to its end`);
		}
		const response = await client.send('GET', url.slice(apiBase.length));
		found.push(...listIn(response, name));
		url = nextPageIn(response);
	}
	return found;
}
