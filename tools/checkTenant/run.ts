/** One run of the check: where requests go, and what has been found so far. */
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { scimString } from '../../nodes/shared/pingone/scim';
import type { Answer, Content, TenantClient } from './client';
import type { Settings } from './settings';
import { filled, matches, namesIn, type Values } from './template';
import type { Delivery } from './webhook';

/** The request of a probe, and its response. */
export interface ProbeRequest {
	/**
	 * Method, path and media type, such as `POST users/{ownUser} account.lock+json`. `{name}` is a value that
	 * an earlier probe has found. The path is below the environment, or below the API if it begins with a
	 * slash. `application/vnd.pingidentity.` is added to a media type without a slash. If PingOne refuses
	 * the first of two media types (`a or b`), the second one is sent.
	 */
	sends?: string;
	body?: object;
	/** Alternatives are separated by "or"; "2xx" is any success, "…" any text. */
	expects: string;
	/** Values without which it cannot be sent, besides those in `sends` and `body`. */
	needs?: string[];
}

const VENDOR = 'application/vnd.pingidentity.';
const SENDS = /^(\w+) ((?<=GET ).*|\S+) ?(.*)$/s;
const REFUSED_TYPE = [400, 406, 415];
/** PingOne may answer 415 for a moment on calls that change an account. */
const ATTEMPTS_AFTER_415 = 3;

export class Run {
	readonly values: Values;
	/** The roles of the worker application; undefined if they cannot be read. */
	roles?: string[];
	/** The permissions of each role that is compared. */
	readonly permissions: Record<string, string[]> = {};
	readonly deliveries: Delivery[] = [];
	/** True while changes are undone: then nothing stops the requests. */
	isUndoing = false;

	constructor(
		readonly client: TenantClient,
		readonly settings: Settings,
		private readonly stop: AbortSignal,
	) {
		const { email, webhook, worker, workerEnvironmentId } = settings;
		this.values = {
			testUserEmail: email,
			client: worker.clientId,
			workerEnvironment: workerEnvironmentId,
			nobody: randomUUID(),
			ownName: `n8n-check-${randomBytes(6).toString('hex')}`,
			// Long, and with all kinds of characters, for the usual password policies.
			newPassword: `Aa1!${randomBytes(18).toString('base64url')}`,
			webhookUrl: webhook && `${webhook.url.replace(/\/$/, '')}/${randomBytes(16).toString('hex')}`,
			webhookSecret: `Bearer ${randomBytes(32).toString('base64url')}`,
		};
	}

	/** Returns the values that a probe needs and that are not known. */
	missing({ sends = '', body = {}, needs = [] }: ProbeRequest): string[] {
		const needed = [...needs, ...namesIn(sends), ...namesIn(JSON.stringify(body))];
		return needed.filter((name) => this.values[name] === undefined);
	}

	/** Sends a probe's request, with the second media type if PingOne refuses the first one. */
	async sendProbe({
		sends = '',
		body,
		expects,
	}: ProbeRequest): Promise<{ answer: Answer; type: string }> {
		// A filter has blanks in it; a path without one ends at the first blank.
		const [, method = '', path = '', types = ''] = SENDS.exec(sends) ?? [];
		const [first, second] = types.split(' or ');
		const inQuotes = (value: string) => JSON.stringify(value).slice(1, -1);
		const content = body && filled(JSON.stringify(body), this.values, inQuotes);
		const send = (type: string) => this.send(method, path, contentOf(type, content));
		let answer = await send(first);
		if (second !== undefined && REFUSED_TYPE.includes(answer.status)) {
			return { answer: await send(second), type: second };
		}
		for (let attempt = 2; attempt <= ATTEMPTS_AFTER_415; attempt++) {
			if (answer.status !== 415 || matches(expects, '415 INVALID_REQUEST')) break;
			await this.pause(1);
			answer = await send(first);
		}
		return { answer, type: first };
	}

	/** Reads `users/{ownUser}` or the like. */
	async get(path: string): Promise<Answer> {
		return await this.send('GET', path);
	}

	private async send(method: string, path: string, content?: Content): Promise<Answer> {
		return await this.client.send(method, this.pathOf(path), content, this.signal);
	}

	/** Returns the path for a template such as `users?filter=username eq "{ownName}"`. */
	pathOf(template: string): string {
		const [path, query = ''] = template.split(/\?(.*)/s);
		const inQuotes = (value: string) => scimString(value).slice(1, -1);
		const parts = query.split('&').map((part) => {
			const [name, value = ''] = part.split(/=(.*)/s);
			return `${name}=${encodeURIComponent(filled(value, this.values, inQuotes))}`;
		});
		const base = path.startsWith('/') ? '' : `/environments/${this.settings.environmentId}/`;
		const search = query === '' ? '' : `?${parts.join('&')}`;
		return `${base}${filled(path, this.values, encodeURIComponent)}${search}`;
	}

	/** Checks every second for at most this many seconds. Returns true once the condition is met. */
	async until(seconds: number, look: () => boolean | Promise<boolean>): Promise<boolean> {
		const end = performance.now() + seconds * this.settings.secondMs;
		while (!(await look())) {
			if (performance.now() > end) return false;
			await this.pause(1);
		}
		return true;
	}

	/** @throws if the run is stopped. */
	async pause(seconds: number): Promise<void> {
		await pause(seconds * this.settings.secondMs, undefined, { signal: this.signal });
	}

	get isStopped(): boolean {
		return this.stop.aborted;
	}

	private get signal(): AbortSignal | undefined {
		return this.isUndoing ? undefined : this.stop;
	}
}

function contentOf(type = '', body?: string): Content {
	if (type === '') return body === undefined ? {} : { mediaType: 'application/json', body };
	return { mediaType: type.includes('/') ? type : `${VENDOR}${type}`, body };
}
