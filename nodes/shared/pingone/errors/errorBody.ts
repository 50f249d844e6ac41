import type { IDataObject } from 'n8n-workflow';
import { isJsonObject } from '../json';
import { sanitize } from '../text';

/** PingOne's error format; see "Error codes" in its API reference. Each field may be missing. */
export interface ErrorBody {
	id?: string;
	code: string;
	message?: string;
	details: string[];
	detailCodes: string[];
}

/** Parses an error body; undefined if it is not in PingOne's format, such as a gateway's. */
export function errorBody(body: unknown): ErrorBody | undefined {
	if (!isJsonObject(body) || typeof body.code !== 'string') return undefined;
	const details = Array.isArray(body.details) ? body.details.filter(isJsonObject) : [];
	return {
		id: nonEmptyText(body.id),
		code: body.code,
		message: nonEmptyText(body.message),
		details: details.map(detail).filter((part) => part !== ''),
		detailCodes: details.map(({ code }) => nonEmptyText(code) ?? ''),
	};
}

function detail({ code, target, message }: IDataObject): string {
	return [nonEmptyText(code), nonEmptyText(target), nonEmptyText(message)]
		.filter((part) => part !== undefined)
		.join(': ');
}

/** Returns PingOne's message, with the reference that its support asks for. */
export function quoteError(error: ErrorBody, secrets: Iterable<string>): string {
	const words = [error.code, error.message, ...error.details].filter((part) => part !== undefined);
	const reference = error.id === undefined ? '' : ` (reference ${sanitize(error.id, secrets)})`;
	return `PingOne said: ${sanitize(words.join(' – '), secrets)}${reference}`;
}

function nonEmptyText(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}
