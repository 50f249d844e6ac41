import { isJsonObject } from './json';
import type { PingOne } from './pingOne';

/** An environment as far as a person chooses by it. */
export interface Environment {
	/** UUID. */
	id: string;
	name: string;
	/** `PRODUCTION` or `SANDBOX`, where PingOne says. */
	type?: string;
}

/** One page of a listing, and the path of the next one where there is one. */
export interface EnvironmentPage {
	environments: Environment[];
	nextPath?: string;
}

const PAGE_SIZE = 100;
const SUBJECT = 'the list of environments';

/**
 * The path of the first page of the environments that the token's roles cover.
 *
 * @param nameStart only those whose name starts so (SCIM filter; "Read All Environments").
 */
export function environmentsPath(nameStart = '', pageSize = PAGE_SIZE): string {
	const page = `/environments?limit=${pageSize}`;
	return nameStart === ''
		? page
		: `${page}&filter=${encodeURIComponent(`name sw ${scimString(nameStart)}`)}`;
}

/**
 * Reads one page of environments.
 *
 * @throws {Failure} where PingOne refuses, does not answer, or something else answers.
 */
export async function environmentPage(pingOne: PingOne, path: string): Promise<EnvironmentPage> {
	const page = await pingOne.get(path, SUBJECT);
	const { _embedded: embedded, _links: links } = page;
	const listed = isJsonObject(embedded)
		? embedded.environments
		: isJsonObject(links)
			? []
			: undefined;
	if (!Array.isArray(listed)) throw pingOne.refusal({ status: 200, body: page }, SUBJECT);
	return { environments: listed.filter(isEnvironment), nextPath: pingOne.nextPath(page) };
}

/** A text as a string of a SCIM filter: nothing in it can end the string. */
function scimString(text: string): string {
	return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function isEnvironment(value: unknown): value is Environment {
	return isJsonObject(value) && typeof value.id === 'string' && typeof value.name === 'string';
}
