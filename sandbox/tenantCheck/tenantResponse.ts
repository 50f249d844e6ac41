/** A response of PingOne's, and what of it may stand in the report. */
import { isUnknownStatus } from '../../nodes/shared/http/outcome';
import { nextHref } from '../../nodes/shared/pingone/collection';
import { errorBody } from '../../nodes/shared/pingone/errorBody';
import { isJsonObject, objectIn } from '../../nodes/shared/pingone/json';
import { NotSettled } from './notSettled';

export type JsonObject = Record<string, unknown>;

export interface TenantResponse {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	body: unknown;
}

/** A code of PingOne's, as its errors and states are. */
const CODE = /^[A-Z][A-Z_]{1,40}$/;

/**
 * A response in the words of `TenantFacts`: the status, with PingOne's codes if it is an error, and
 * with `other` if its body is neither PingOne's nor empty.
 */
export function observedOf({ status, body }: TenantResponse): string {
	if (status < 300) return isJsonObject(body) || !body ? String(status) : `${status} other`;
	const error = errorBody(body);
	if (error === undefined) return `${status} other`;
	const codes = [error.code, ...error.detailCodes.slice(0, 1)].map(codeOf);
	return `${status} ${codes.join('/')}`;
}

/** A code or state of PingOne's as the report has it; `UNKNOWN` if it is none. */
export function codeOf(value: unknown): string {
	return typeof value === 'string' && CODE.test(value) ? value : 'UNKNOWN';
}

export function isSuccess({ status }: TenantResponse): boolean {
	return status >= 200 && status < 300;
}

/** Whether PingOne says that it was successful: a proxy or a sign-on page cannot. */
export function isDone(response: TenantResponse): boolean {
	return isSuccess(response) && (isJsonObject(response.body) || !response.body);
}

/** When PingOne sent it, by PingOne's clock where it says so; in milliseconds since 1970. */
export function sentAtMs({ headers }: TenantResponse): number {
	const date = Date.parse(headers.date ?? '');
	return Number.isNaN(date) ? Date.now() : date;
}

/** Whether nothing can have been done: not after a gateway's timeout. */
export function isRefused({ status }: TenantResponse): boolean {
	return status >= 400 && !isUnknownStatus(status);
}

/** The objects of a list in a response. @throws {NotSettled} where there is none. */
export function listIn(response: TenantResponse, name: string): JsonObject[] {
	const list = isJsonObject(response.body) ? objectIn(response.body, '_embedded')[name] : undefined;
	if (response.status === 200 && Array.isArray(list)) return list.filter(isJsonObject);
	throw new NotSettled(`the list of ${name} could not be read (${observedOf(response)})`);
}

/** The address of the next page of a list; undefined where there is none. */
export function nextPageIn({ body }: TenantResponse): string | undefined {
	return isJsonObject(body) ? nextHref(body) : undefined;
}

/** Text of a field; empty where there is none. */
export function textIn(object: unknown, name: string): string {
	const value = isJsonObject(object) ? object[name] : undefined;
	return typeof value === 'string' ? value : '';
}
