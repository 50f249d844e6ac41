import type { Request } from 'express';
import { invalid } from './apiErrors';
import { selfUrl } from './resource';

/** How many things a page has: by default, and at most. */
export interface PageSizes {
	default: number;
	max: number;
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
	const end = start + size;
	const listed = things.slice(start, end);
	return {
		_links: {
			self: { href: selfUrl(request) },
			...(end < things.length && { next: { href: nextUrl(request, end) } }),
		},
		_embedded: { [name]: listed.map(toJson) },
		count: things.length,
		size: listed.length,
	};
}

function nextUrl(request: Request, cursor: number): string {
	const url = new URL(selfUrl(request));
	url.searchParams.set('cursor', String(cursor));
	return url.href;
}
