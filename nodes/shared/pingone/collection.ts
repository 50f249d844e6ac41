import type { IDataObject } from 'n8n-workflow';
import type { ApiResponse, Subject } from './errors/responseErrors';
import { PingOneError } from './errors/pingOneError';
import { isJsonObject } from './json';

/** What a page is read with: an `Environment`, or the client for what is in none. */
export interface Reader {
	/** Address that the links to further pages must start with. */
	base: string;
	get(path: string, subject: Subject): Promise<IDataObject>;
	error(response: ApiResponse, subject: Subject): PingOneError;
}

/** One page of a collection. */
export interface Page {
	listed: IDataObject[];
	/**
	 * The path of the next page, if there is one.
	 *
	 * @throws {PingOneError} if the link points elsewhere.
	 */
	readonly nextPath?: string;
}

/** A collection of PingOne's API. */
export interface Collection {
	/** Path of the first page below the reader's base, with the query. */
	path: string;
	/** Its key in `_embedded`, such as `users`; several if PingOne does not document it. */
	name: string | readonly string[];
	subject: Subject;
}

const MAX_EMPTY_PAGES = 100;
const MAX_LOOKUP_PAGES = 10;

/**
 * Reads one page.
 *
 * @param collection with the path of any of its pages, see `nextPath`.
 * @throws {PingOneError} unless the response is such a page.
 */
export async function readPage(reader: Reader, { path, name, subject }: Collection): Promise<Page> {
	const page = await reader.get(path, subject);
	const listed = listIn(page, name);
	if (listed === undefined) throw reader.error({ status: 200, body: page }, subject);
	return {
		listed: listed.filter(isJsonObject),
		// Read only if needed: behind a gateway, the link may be one that must not be followed.
		get nextPath() {
			return nextPath(reader.base, page);
		},
	};
}

/**
 * Reads one page, and further pages as long as they are empty and have a next page, 10 in all. n8n's editor
 * does not ask for the page after an empty one.
 *
 * @throws {PingOneError} as `readPage` does.
 */
export async function readFilledPage(reader: Reader, collection: Collection): Promise<Page> {
	let page = await readPage(reader, collection);
	for (let pages = 1; page.listed.length === 0 && pages < MAX_LOOKUP_PAGES; pages++) {
		if (page.nextPath === undefined) break;
		page = await readPage(reader, { ...collection, path: page.nextPath });
	}
	return page;
}

/**
 * Returns the entries of a page; undefined if it is not a page of this collection. PingOne writes
 * an empty list as an empty array, as `"_embedded": {}`, or without `_embedded`, and may leave
 * out `_links`. `size` is the number of entries on the page.
 */
function listIn(page: IDataObject, name: Collection['name']): unknown[] | undefined {
	const { _embedded: embedded, _links: links, count, size } = page;
	const key = [name].flat().find((one) => isJsonObject(embedded) && one in embedded);
	const entries = isJsonObject(embedded) && key !== undefined ? embedded[key] : undefined;
	if (Array.isArray(entries)) return entries;
	const stated = size ?? count;
	if (stated !== undefined && stated !== 0) return undefined;
	if (isJsonObject(embedded)) return Object.keys(embedded).length === 0 ? [] : undefined;
	return isJsonObject(links) || stated === 0 ? [] : undefined;
}

/**
 * Reads a collection page by page; a page is requested when the caller takes it.
 *
 * @throws {PingOneError} unless each response is such a page, and if a page occurs twice.
 */
export async function* readPages(
	reader: Reader,
	collection: Collection,
): AsyncGenerator<IDataObject[]> {
	const readPaths = new Set<string>();
	let emptyPages = 0;
	let path: string | undefined = collection.path;
	while (path !== undefined) {
		if (readPaths.has(path)) throw repeatedPageError(collection.subject);
		readPaths.add(path);
		const page: Page = await readPage(reader, { ...collection, path });
		emptyPages = page.listed.length === 0 ? emptyPages + 1 : 0;
		if (emptyPages > MAX_EMPTY_PAGES) throw emptyPagesError(collection.subject);
		yield page.listed;
		path = page.nextPath;
	}
}

/** The entries of a list that match a name. */
export interface Matches {
	matching: IDataObject[];
	/** False if reading ended early, so that there may be more. */
	isComplete: boolean;
}

/**
 * Finds the entries that match a name. A page may be empty or shorter than its limit and still
 * have a next page. Reading ends at the second match, or after 10 pages.
 */
export async function readMatches(
	reader: Reader,
	collection: Collection,
	isMatch: (entry: IDataObject) => boolean,
): Promise<Matches> {
	const matching: IDataObject[] = [];
	let pages = 0;
	for await (const page of readPages(reader, collection)) {
		for (const entry of page) if (isMatch(entry)) matching.push(entry);
		if (matching.length > 1 || ++pages === MAX_LOOKUP_PAGES) {
			return { matching, isComplete: matching.length > 1 };
		}
	}
	return { matching, isComplete: true };
}

/** Reads all pages of a small collection. @throws {PingOneError} as `readPages` does. */
export async function readAll(reader: Reader, collection: Collection): Promise<IDataObject[]> {
	const listed: IDataObject[] = [];
	for await (const page of readPages(reader, collection)) {
		for (const entry of page) listed.push(entry);
	}
	return listed;
}

function repeatedPageError({ name }: Subject): PingOneError {
	return new PingOneError(
		`PingOne returned the same page of ${name} twice, so the list would never end`,
		'Run the workflow again, and report it to your PingOne administrator if it happens again.',
	);
}

function emptyPagesError({ name }: Subject): PingOneError {
	return new PingOneError(
		`PingOne sent more than ${MAX_EMPTY_PAGES} empty pages of ${name} in a row, so the rest was not read`,
		'Run the workflow again, and report it to your PingOne administrator if it happens again.',
	);
}

/**
 * Returns the path of the next page; undefined if there is none.
 *
 * @throws {PingOneError} if it is outside the reader's base: its request carries the token.
 */
function nextPath(base: string, page: IDataObject): string | undefined {
	const href = nextHref(page);
	if (href === undefined) return undefined;
	const url = URL.canParse(href) ? new URL(href).href : '';
	const next = url.slice(base.length);
	if (url.startsWith(`${base}/`) && !AMBIGUOUS_PATH.test(next)) return next;
	throw new PingOneError(
		"PingOne's link to the next page points to another host, API or environment, so it was not opened",
		'The token is only sent to the host in the credential. If a gateway stands in front of PingOne, it must put its own address into the links of responses. Tell your PingOne administrator.',
	);
}

/** A path that a server may take for another one: `%2F..` for a step up, `//` for a single slash. */
const AMBIGUOUS_PATH = /^[^?#]*(%|\/\/)/;

/** Returns the address of the next page, without checking it; undefined if there is none. */
function nextHref(page: IDataObject): string | undefined {
	const links = page._links;
	const next = isJsonObject(links) ? links.next : undefined;
	const href = isJsonObject(next) ? next.href : undefined;
	return typeof href === 'string' ? href : undefined;
}
