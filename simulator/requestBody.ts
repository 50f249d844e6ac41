/** Checks the media type and JSON body of a request as strictly as PingOne does. */
import type { Request } from 'express';
import { invalid, wrongMediaType } from './apiErrors';
import { bodyLength, bodyText } from './resource';

export type JsonObject = Record<string, unknown>;

export const JSON_TYPE = 'application/json';
const CHARSET = /; ?charset=utf-8$/i;

/**
 * The request's media type, which must be one of these.
 *
 * @throws 415 where it is another one.
 */
export function mediaTypeOf<Type extends string>(request: Request, allowed: readonly Type[]): Type {
	const sent = (request.headers['content-type'] ?? '').replace(CHARSET, '');
	const found = allowed.find((type) => type === sent);
	if (found === undefined) throw wrongMediaType();
	return found;
}

/**
 * The body, which must be a JSON object.
 *
 * @param allowed its keys, where no other is allowed.
 * @throws 400 where it is something else, or has another key.
 */
export function jsonBody(request: Request, allowed?: readonly string[]): JsonObject {
	const body = valueIn(bodyText(request));
	if (body === undefined) throw invalid('body', 'The body must be JSON');
	if (!isJsonObject(body)) throw invalid('body', 'The body must be a JSON object');
	const unknown = Object.keys(body).find((key) => allowed?.includes(key) === false);
	if (unknown !== undefined) throw invalid(unknown, 'The attribute is not known here');
	return body;
}

/** @throws 400 where there is a body. */
export function requireNoBody(request: Request): void {
	if (bodyLength(request) > 0) throw invalid('body', 'The body must be empty');
}

export function isJsonObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses JSON. Returns undefined if it is not valid. */
export function valueIn(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
