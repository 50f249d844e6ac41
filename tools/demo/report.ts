/** Prints what happened during `npm start`: one line for each request, or full headers. */
import type { SentRequest, SentResponse } from './sentRequests';

const METHOD_WIDTH = 'DELETE'.length;
const NO_RESPONSE = 'no response';
const UUID = /\b([\da-f]{8})(?:-[\da-f]{4}){3}-[\da-f]{12}\b/gi;

/** A line for each: method, path, status and time. IDs are shortened, so that a line fits a terminal. */
export function requestLines(requests: SentRequest[]): string {
	const paths = requests.map(({ url }) => shortened(decodeURIComponent(url.pathname + url.search)));
	const width = Math.max(...paths.map(({ length }) => length));
	const lines = requests.map(({ method, response }, index) => {
		const path = paths[index].padEnd(width);
		return `  ${method.padEnd(METHOD_WIDTH)} ${path}  ${outcome(response)}\n`;
	});
	return lines.join('');
}

function outcome(response?: SentResponse): string {
	return response ? `${response.status} ${milliseconds(response).padStart(8)}` : NO_RESPONSE;
}

/** All that was sent and received, but for tokens, secrets and passwords. */
export function requestInFull({ method, url, headers, body, response }: SentRequest): string {
	return [
		`  ${method} ${url.href}`,
		...headerLines(headers),
		...bodyLines(body),
		...(response
			? [
					`  ${response.status} ${response.statusText}, ${milliseconds(response)}`,
					...headerLines(response.headers),
					...bodyLines(response.body),
				]
			: [`  ${NO_RESPONSE}`]),
		'',
		'',
	].join('\n');
}

/** One line for each field, with the values in one column. */
export function fieldLines(fields: object): string {
	const entries = Object.entries(fields);
	const width = Math.max(...entries.map(([name]) => name.length));
	return entries.map(([name, value]) => `  ${name.padEnd(width)}  ${shown(value)}\n`).join('');
}

function headerLines(headers: Record<string, string>): string[] {
	return Object.entries(headers).map(([name, value]) => `    ${name}: ${value}`);
}

function bodyLines(body: string): string[] {
	return body === '' ? [] : ['', ...body.split('\n').map((line) => `    ${line}`), ''];
}

function shown(value: unknown): string {
	return typeof value === 'string' ? value : shortened(JSON.stringify(value));
}

function shortened(text: string): string {
	return text.replace(UUID, '$1…');
}

function milliseconds(response: SentResponse): string {
	return `${response.milliseconds.toFixed(0)} ms`;
}
