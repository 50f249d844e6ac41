/** Sends the requests of a signed-in user to n8n's REST interface. */
import { randomUUID } from 'node:crypto';
import axios, { isAxiosError, type AxiosInstance } from 'axios';

/** A request that n8n did not carry out. What was sent is not kept: there may be a secret in it. */
class N8nApiError extends Error {
	constructor(
		request: string,
		/** Absent if there was no response. */
		readonly status: number | undefined,
		said: unknown,
	) {
		super(`n8n responded to ${request} with ${status}: ${JSON.stringify(said)}`);
	}
}

/** n8n's responses are JSON with all of it in `data`. */
export class RestClient {
	/** @param url n8n's address; no slash at the end. */
	constructor(
		readonly url: string,
		readonly http = httpClientOf(url),
	) {}

	async get<T>(path: string): Promise<T> {
		return (await this.http.get<{ data: T }>(path)).data.data;
	}

	async post<T>(path: string, body: object): Promise<T> {
		return (await this.http.post<{ data: T }>(path, body)).data.data;
	}

	async patch<T>(path: string, body: object): Promise<T> {
		return (await this.http.patch<{ data: T }>(path, body)).data.data;
	}
}

export function isNotFound(error: unknown): boolean {
	return error instanceof N8nApiError && error.status === 404;
}

function httpClientOf(url: string): AxiosInstance {
	// n8n ties a sign-in to the browser that it came from.
	const http = axios.create({
		baseURL: url,
		proxy: false,
		headers: { 'browser-id': randomUUID() },
	});
	http.interceptors.response.use(undefined, (error: unknown) => {
		if (!isAxiosError(error)) throw error;
		const { config, response, message } = error;
		const request = `${config?.method?.toUpperCase()} ${config?.url}`;
		throw new N8nApiError(request, response?.status, response?.data?.message ?? message);
	});
	return http;
}
