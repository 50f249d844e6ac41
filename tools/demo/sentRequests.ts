/** Records all HTTP requests of this process without tokens, secrets and passwords. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

export interface SentRequest {
	method: string;
	url: URL;
	headers: Headers;
	body: string;
	/** Absent if there was no response. */
	response?: SentResponse;
}

export interface SentResponse {
	status: number;
	statusText: string;
	headers: Headers;
	body: string;
	/** The time from the end of the request to the response's headers. */
	milliseconds: number;
}

type Headers = Record<string, string>;

/** A request, and what came of it so far. */
interface Entry {
	request: ClientRequest;
	sentAt: number;
	response?: {
		message: IncomingMessage;
		/** The headers as received: axios removes those that it has processed. */
		headers: IncomingHttpHeaders;
		body: Chunks;
		milliseconds: number;
	};
}

type Chunks = Buffer[];

const SENT = 'http.client.request.start';
const RESPONDED = 'http.client.response.finish';
const HIDDEN = '[hidden]';

/** Matches the value after these names in a form or in JSON. */
const SECRET_VALUES =
	/((?:access_token|refresh_token|id_token|client_secret)"?\s*[=:]\s*"?)[^"&\s]+/g;
/** A password in JSON: `{"value":"…"}`, alone or in `{"password":{…}}`. */
const PASSWORDS = /("value"\s*:\s*")(?:[^"\\]|\\.)*/g;
const SECRET_HEADERS = ['cookie', 'set-cookie'];

/**
 * Watches until it is told to stop.
 *
 * @returns a function that stops it, and returns the requests in the order in which they were sent.
 */
export function watchRequests(): () => SentRequest[] {
	const entries: Entry[] = [];
	const { bodyOf, restore } = watchBodies();
	const onSent = (message: unknown) => {
		const { request } = message as { request: ClientRequest };
		entries.push({ request, sentAt: performance.now() });
	};
	const onResponse = (message: unknown) => {
		const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
		const entry = entries.find((sent) => sent.request === request);
		if (entry === undefined) return;
		const milliseconds = performance.now() - entry.sentAt;
		const headers = { ...response.headers };
		entry.response = { message: response, headers, body: chunksOf(response), milliseconds };
	};
	subscribe(SENT, onSent);
	subscribe(RESPONDED, onResponse);
	return () => {
		unsubscribe(SENT, onSent);
		unsubscribe(RESPONDED, onResponse);
		restore();
		return entries.map((entry) => sentRequest(entry, bodyOf(entry.request)));
	};
}

function sentRequest({ request, response }: Entry, body: Chunks): SentRequest {
	return {
		method: request.method,
		url: new URL(request.path, `${request.protocol}//${String(request.getHeader('host'))}`),
		headers: redactedHeaders(request.getHeaders()),
		body: redactedText(body),
		response: response && {
			status: response.message.statusCode ?? 0,
			statusText: response.message.statusMessage ?? '',
			headers: redactedHeaders(response.headers),
			body: response.headers['content-encoding']
				? `${Buffer.concat(response.body).length} compressed bytes`
				: redactedText(response.body),
			milliseconds: response.milliseconds,
		},
	};
}

/** Replaces the request's methods for a while, because Node.js has no diagnostics channel for bodies. */
function watchBodies() {
	const bodies = new WeakMap<ClientRequest, Chunks>();
	const bodyOf = (request: ClientRequest) => bodies.get(request) ?? [];
	const { prototype } = ClientRequest;
	const originals = { write: prototype.write, end: prototype.end };
	const watched = (original: (...args: never[]) => unknown) =>
		function (this: ClientRequest, ...args: unknown[]) {
			const [chunk] = args;
			if (typeof chunk === 'string' || chunk instanceof Uint8Array) {
				bodies.set(this, [...bodyOf(this), Buffer.from(chunk)]);
			}
			return Reflect.apply(original, this, args);
		};
	Object.assign(prototype, { write: watched(originals.write), end: watched(originals.end) });
	return { bodyOf, restore: () => void Object.assign(prototype, originals) };
}

/** The body as it arrives; whoever reads the response still gets all of it. */
function chunksOf(response: IncomingMessage): Chunks {
	const chunks: Chunks = [];
	const { push } = response;
	response.push = (chunk: Buffer | null, encoding) => {
		if (chunk !== null) chunks.push(chunk);
		return push.call(response, chunk, encoding);
	};
	return chunks;
}

function redactedText(chunks: Chunks): string {
	return [SECRET_VALUES, PASSWORDS].reduce(
		(text, secrets) => text.replace(secrets, `$1${HIDDEN}`),
		Buffer.concat(chunks).toString(),
	);
}

/** Keeps only the scheme of an Authorization header. */
function redactedHeaders(headers: Record<string, unknown>): Headers {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => {
			if (SECRET_HEADERS.includes(name)) return [name, HIDDEN];
			const text = String(value);
			return [name, name === 'authorization' ? text.replace(/ .*/, ` ${HIDDEN}`) : text];
		}),
	);
}
