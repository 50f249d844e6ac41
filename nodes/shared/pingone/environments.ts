import type { IDataObject } from 'n8n-workflow';
import type { PingOne } from './pingOne';
import { scimString } from './scim';

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
	const { listed, nextPath } = await pingOne.list(path, 'environments', SUBJECT);
	return { environments: listed.filter(isEnvironment), nextPath };
}

function isEnvironment(listed: IDataObject): listed is IDataObject & Environment {
	return typeof listed.id === 'string' && typeof listed.name === 'string';
}
