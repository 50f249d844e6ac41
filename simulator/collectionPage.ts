import type { Request } from 'express';
import { invalid } from './apiErrors';
import { selfUrl } from './resource';

/** The number of entries of a page, by default and at most. */
export interface PageSizes {
	default: number;
	max: number;
}

/** A list that PingOne's reference has no pages for. */
export const ONE_PAGE: PageSizes = {
	default: Number.MAX_SAFE_INTEGER,
	max: Number.MAX_SAFE_INTEGER,
};

/** The ways in which PingOne may write a list. */
export interface ListForms {
	/** An empty list: with an empty array (by default), as `"_embedded": {}`, or without `_embedded`. */
	empty?: 'array' | 'emptyEmbedded' | 'noEmbedded';
	/** True if lists have no `_links`. */
	withoutLinks?: boolean;
	/** No page has more entries than this, whatever `limit` says, and an empty page follows the last one. */
	shortPages?: number;
}

/** A page of a collection in PingOne's shape, with a link to the next page where there is one. */
export function collectionPage<Thing>(
	request: Request,
	name: string,
	things: Thing[],
	toJson: (thing: Thing) => object,
	sizes: PageSizes,
) {
	const size = Number(request.query.limit ?? sizes.default);
	if (!Number.isInteger(size) || size < 1 || size > sizes.max) {
		throw invalid('limit', `limit must be a whole number from 1 to ${sizes.max}`);
	}
	const start = Number(request.query.cursor ?? 0);
	if (!Number.isInteger(start) || start < 0) throw invalid('cursor', 'The cursor is not known');
	const { shortPages = Infinity, empty = 'array', withoutLinks = false } = listFormsOf(request);
	const end = start + Math.min(size, shortPages);
	const listed = things.slice(start, end);
	const hasNext = shortPages < Infinity ? listed.length > 0 : end < things.length;
	const links = {
		self: { href: selfUrl(request) },
		...(hasNext && { next: { href: nextUrl(request, end) } }),
	};
	const embedded = listed.length > 0 || empty === 'array' ? { [name]: listed.map(toJson) } : {};
	return {
		...(!withoutLinks && { _links: links }),
		...((listed.length > 0 || empty !== 'noEmbedded') && { _embedded: embedded }),
		count: things.length,
		size: listed.length,
	};
}

function listFormsOf({ app }: Request): ListForms {
	return app.locals.listForms();
}

function nextUrl(request: Request, cursor: number): string {
	const url = new URL(selfUrl(request));
	url.searchParams.set('cursor', String(cursor));
	return url.href;
}
