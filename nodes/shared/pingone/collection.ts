import type { IDataObject } from 'n8n-workflow';
import type { Subject } from './apiErrors';
import type { PingOneClient, RequestOptions } from './client';
import { PingOneError } from './errors';
import { isJsonObject } from './json';

/** One page of a collection. */
export interface Page {
	listed: IDataObject[];
	/** The path of the next page, if there is one. */
	nextPath?: string;
}

/** A collection of PingOne's: where it is, and what it is called. */
export interface Collection {
	/** Of its first page, below the API's base, query included. */
	path: string;
	/** Its name under `_embedded`, as in `users`. */
	name: string;
	subject: Subject;
}

/**
 * Reads one page.
 *
 * @param collection its `path` may be that of any page, as `nextPath` gives it.
 * @throws {PingOneError} if anything but such a page comes back.
 */
export async function readPage(
	client: PingOneClient,
	{ path, name, subject }: Collection,
	options?: RequestOptions,
): Promise<Page> {
	const page = await client.get(path, subject, options);
	const { _embedded: embedded, _links: links } = page;
	const listed = isJsonObject(embedded) ? embedded[name] : isJsonObject(links) && [];
	if (!Array.isArray(listed)) throw client.error({ status: 200, body: page }, subject);
	return { listed: listed.filter(isJsonObject), nextPath: nextPath(client.base, page) };
}

/**
 * Reads a collection page by page, each when it is asked for.
 *
 * @throws {PingOneError} if anything but such a page comes back, or a page comes for a second time.
 */
export async function* readPages(
	client: PingOneClient,
	collection: Collection,
	options?: RequestOptions,
): AsyncGenerator<IDataObject[]> {
	const seen = new Set<string>();
	let path: string | undefined = collection.path;
	while (path !== undefined) {
		if (seen.has(path)) throw pagesRepeat(collection.subject);
		seen.add(path);
		const page: Page = await readPage(client, { ...collection, path }, options);
		yield page.listed;
		path = page.nextPath;
	}
}

/** Reads all pages of a collection that is never large. @throws {PingOneError} as `readPages` does. */
export async function readAll(
	client: PingOneClient,
	collection: Collection,
	options?: RequestOptions,
): Promise<IDataObject[]> {
	const listed: IDataObject[] = [];
	for await (const page of readPages(client, collection, options)) listed.push(...page);
	return listed;
}

function pagesRepeat({ name }: Subject): PingOneError {
	return new PingOneError(
		`PingOne named the same page of ${name} twice, so the list would never end`,
		'Run the workflow again, and report it to your PingOne administrator if it happens again.',
	);
}

/** The request for the next page carries the token, so an address outside this API is refused. */
function nextPath(base: string, page: IDataObject): string | undefined {
	const href = nextHref(page);
	if (href === undefined) return undefined;
	if (!URL.canParse(href) || !new URL(href).href.startsWith(`${base}/`)) {
		throw new PingOneError(
			'PingOne named a next page outside its own API, which was not opened',
			'The token is only sent to the host in the credential. Run the workflow again, and tell your PingOne administrator.',
		);
	}
	return new URL(href).href.slice(base.length);
}

/** The address of the next page, wherever that is; undefined if there is none. */
export function nextHref(page: IDataObject): string | undefined {
	const links = page._links;
	const next = isJsonObject(links) ? links.next : undefined;
	const href = isJsonObject(next) ? next.href : undefined;
	return typeof href === 'string' ? href : undefined;
}
