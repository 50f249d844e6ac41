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

const MAX_EMPTY_PAGES = 100;
const MAX_LOOKUP_PAGES = 10;

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
	const listed = listIn(page, name);
	if (listed === undefined) throw client.error({ status: 200, body: page }, subject);
	return { listed: listed.filter(isJsonObject), nextPath: nextPath(client.base, path, page) };
}

/**
 * Returns the entries of a page; undefined if it is no page of such a list. PingOne writes an empty list
 * with an empty array, as `"_embedded": {}`, or without `_embedded`, and may leave out `_links`.
 */
function listIn(page: IDataObject, name: string): unknown[] | undefined {
	const { _embedded: embedded, _links: links, count, size } = page;
	const entries = isJsonObject(embedded) ? embedded[name] : undefined;
	if (Array.isArray(entries)) return entries;
	if (isJsonObject(embedded)) return Object.keys(embedded).length === 0 ? [] : undefined;
	return isJsonObject(links) || count === 0 || size === 0 ? [] : undefined;
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
	const readPaths = new Set<string>();
	let emptyPages = 0;
	let path: string | undefined = collection.path;
	while (path !== undefined) {
		if (readPaths.has(path)) throw pagesRepeat(collection.subject);
		readPaths.add(path);
		const page: Page = await readPage(client, { ...collection, path }, options);
		emptyPages = page.listed.length === 0 ? emptyPages + 1 : 0;
		if (emptyPages > MAX_EMPTY_PAGES) throw onlyEmptyPages(collection.subject);
		yield page.listed;
		path = page.nextPath;
	}
}

/** Entries of a list that match a name. */
export interface Matches {
	matching: IDataObject[];
	/** False if the list goes on: there may be more. */
	isComplete: boolean;
}

/**
 * Finds the entries that match a name. A page may be shorter than its limit, or empty, and still have a
 * next page. Reading ends with the page that has a second match, and after 10 pages in any case.
 *
 * @throws {PingOneError} as `readPages` does.
 */
export async function readMatches(
	client: PingOneClient,
	collection: Collection,
	isMatch: (entry: IDataObject) => boolean,
	options?: RequestOptions,
): Promise<Matches> {
	const matching: IDataObject[] = [];
	let pages = 0;
	for await (const page of readPages(client, collection, options)) {
		for (const entry of page) if (isMatch(entry)) matching.push(entry);
		if (matching.length > 1 || ++pages === MAX_LOOKUP_PAGES) {
			return { matching, isComplete: matching.length > 1 };
		}
	}
	return { matching, isComplete: true };
}

/** Reads all pages of a collection that is never large. @throws {PingOneError} as `readPages` does. */
export async function readAll(
	client: PingOneClient,
	collection: Collection,
	options?: RequestOptions,
): Promise<IDataObject[]> {
	const listed: IDataObject[] = [];
	for await (const page of readPages(client, collection, options)) {
		for (const entry of page) listed.push(entry);
	}
	return listed;
}

function pagesRepeat({ name }: Subject): PingOneError {
	return new PingOneError(
		`PingOne returned the same page of ${name} twice, so the list would never end`,
		'Run the workflow again, and report it to your PingOne administrator if it happens again.',
	);
}

function onlyEmptyPages({ name }: Subject): PingOneError {
	return new PingOneError(
		`PingOne sent more than ${MAX_EMPTY_PAGES} empty pages of ${name} in a row, so the rest was not read`,
		'Run the workflow again, and report it to your PingOne administrator if it happens again.',
	);
}

/**
 * Returns the path of the next page. Its request carries the token, so an address outside this API is
 * refused, and so is another environment.
 */
function nextPath(base: string, path: string, page: IDataObject): string | undefined {
	const href = nextHref(page);
	if (href === undefined) return undefined;
	const url = URL.canParse(href) ? new URL(href).href : '';
	if (url.startsWith(`${base}/`) && scopeOf(url.slice(base.length)) !== scopeOf(path)) {
		throw new PingOneError(
			"PingOne's link to the next page points to another environment, so it was not opened",
			'Run the workflow again, and tell your PingOne administrator.',
		);
	}
	if (!url.startsWith(`${base}/`)) {
		throw new PingOneError(
			"PingOne's link to the next page points outside its API, so it was not opened",
			'The token is only sent to the host in the credential. Run the workflow again, and tell your PingOne administrator.',
		);
	}
	return url.slice(base.length);
}

/** Returns the environment that a path is about; an empty text for the list of environments. */
function scopeOf(path: string): string {
	return /^\/environments(?:\/([^/?#]*))?/.exec(path.toLowerCase())?.[1] ?? '';
}

/** The address of the next page, wherever that is; undefined if there is none. */
export function nextHref(page: IDataObject): string | undefined {
	const links = page._links;
	const next = isJsonObject(links) ? links.next : undefined;
	const href = isJsonObject(next) ? next.href : undefined;
	return typeof href === 'string' ? href : undefined;
}
