/** The base class of the tenant's resources: objects by ID, and their routes. */
import type { Express, Request } from 'express';
import { invalid, wrongMethod } from './apiErrors';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The things of one kind by ID. `Tenant` adds the routes of each of its resources to the simulator. */
export abstract class Resource<Thing> extends Map<string, Thing> {
	abstract addRoutes(app: Express): void;
}

/** Rejects methods that a route does not have. */
export function refuseMethod(): never {
	throw wrongMethod();
}

/** @throws 400 where this part of the path is not a UUID. */
export function idIn({ params }: Request, name: string): string {
	const id = String(params[name]);
	if (!isUuid(id)) throw invalid(name, `${name} must be a valid UUID`);
	return id.toLowerCase();
}

export function isUuid(text: string): boolean {
	return UUID.test(text);
}

/** The address that links in a response begin with. */
export function apiUrl(request: Request): string {
	return `http://${request.headers.host}/v1`;
}

/** The request's own address, as it stands in a response. */
export function selfUrl(request: Request): string {
	return `http://${request.headers.host}${request.originalUrl}`;
}

/** The links of a resource that has only its own address. */
export function selfLink(request: Request) {
	return { _links: { self: { href: selfUrl(request) } } };
}

/** Returns the length of the body in bytes. */
export function bodyLength(request: Request): number {
	return Buffer.isBuffer(request.body) ? request.body.length : 0;
}

/** The body as text; empty where there is none. */
export function bodyText(request: Request): string {
	return Buffer.isBuffer(request.body) ? request.body.toString() : '';
}
