import type { IDataObject } from 'n8n-workflow';
import type { PingOneClient } from './client';
import { readFilledPage, readPage } from './collection';
import { IDENTITY_DATA_ADMIN } from './auth/roles';
import { scimString } from './scim';

/** An environment in a list. */
interface Environment {
	/** UUID. */
	id: string;
	name: string;
	/** `PRODUCTION` or `SANDBOX`, if PingOne returns it. */
	type?: string;
}

/** One page of a list, and the path of the next page, if there is one. */
export interface EnvironmentPage {
	environments: Environment[];
	nextPath?: string;
}

const PAGE_SIZE = 100;
const SUBJECT = { name: 'the list of environments', role: IDENTITY_DATA_ADMIN };

/**
 * Returns the path of the first page of the environments that the token's roles cover.
 *
 * @param nameStart only environments whose name starts with this text (SCIM filter; "Read All
 * Environments").
 */
export function environmentsPath(nameStart: string, pageSize = PAGE_SIZE): string {
	const page = `/environments?limit=${pageSize}`;
	return nameStart === ''
		? page
		: `${page}&filter=${encodeURIComponent(`name sw ${scimString(nameStart)}`)}`;
}

/**
 * Reads one page of environments.
 *
 * @throws {PingOneError} unless the response is such a page.
 */
export async function environmentPage(
	client: PingOneClient,
	path: string,
): Promise<EnvironmentPage> {
	const { listed, nextPath } = await readFilledPage(client, {
		path,
		name: 'environments',
		subject: SUBJECT,
	});
	return { environments: listed.filter(isEnvironment), nextPath };
}

/** Reads one environment, to test a token. @throws {PingOneError} unless the response is a list of environments. */
export async function testEnvironments(client: PingOneClient): Promise<void> {
	await readPage(client, { path: environmentsPath('', 1), name: 'environments', subject: SUBJECT });
}

function isEnvironment(listed: IDataObject): listed is IDataObject & Environment {
	return typeof listed.id === 'string' && typeof listed.name === 'string';
}
