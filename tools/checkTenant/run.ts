/** One run of the check: what it has found so far, and how it sends the request of a probe. */
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Settings } from './settings';
import type { Answer, Content, Send } from './tenantClient';

/** Values of the run by name: IDs that probes have found, and names of what the check creates. */
export type Values = Record<string, string | undefined>;

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

/** A request to the webhook of the check. */
export interface Delivery {
	method: string;
	authorization?: string;
	contentType: string;
	body: string;
}

const VENDOR = 'application/vnd.pingidentity.';
/** Method, path and media types. A filter has blanks in it; a path without one ends at the first blank. */
const SENDS = /^(\w+) ((?<=GET ).*|\S+) ?(.*)$/s;
const REFUSED_TYPE = [400, 406, 415];
/** PingOne may answer 415 for a moment on calls that change an account. */
const ATTEMPTS_AFTER_415 = 3;
const PLACEHOLDER = /\{(\w+)(?:([+-]\d+)([mhd]))?\}/g;
const HOUR_MS = 3_600_000;
const UNIT_MS: Record<string, number> = { m: HOUR_MS / 60, h: HOUR_MS, d: 24 * HOUR_MS };

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
		private readonly sendRequest: Send,
		readonly settings: Settings,
		private readonly stop: AbortSignal,
	) {
		const { email, webhook, worker, workerEnvironmentId } = settings;
		const random = (bytes: number) => randomBytes(bytes).toString('base64url');
		this.values = {
			testUserEmail: email,
			client: worker.clientId,
			workerEnvironment: workerEnvironmentId,
			nobody: randomUUID(),
			ownName: `n8n-check-${randomBytes(6).toString('hex')}`,
			// Long, and with all kinds of characters, for the usual password policies.
			newPassword: `Aa1!${random(18)}`,
			webhookUrl: webhook && `${webhook.url.replace(/\/$/, '')}/${random(16)}`,
			webhookSecret: `Bearer ${random(32)}`,
		};
	}

	get isStopped(): boolean {
		return this.stop.aborted;
	}

	/** Returns the names of the values that a probe needs and that are not known. */
	missing({ sends = '', body = {}, needs = [] }: ProbeRequest): string[] {
		const names = [...`${sends}${JSON.stringify(body)}`.matchAll(PLACEHOLDER)].map(
			([, name]) => name,
		);
		return [...needs, ...names].filter((name) => name !== 'now' && this.values[name] === undefined);
	}

	/** Fills a template such as `users/{ownUser}`; `{now-7d}` is a time. @param escape is applied to each value. */
	filled(template: string, escape: (value: string) => string = String): string {
		return template.replace(PLACEHOLDER, (_all, name: string, count = '0', unit = 'm') =>
			name === 'now'
				? new Date(Date.now() + Number(count) * UNIT_MS[unit]).toISOString()
				: escape(this.values[name] ?? ''),
		);
	}

	/** Sends a probe's request, with the second media type if PingOne refuses the first one. */
	async sendProbe({
		sends = '',
		body,
		expects,
	}: ProbeRequest): Promise<{ answer: Answer; type: string }> {
		const [, method = '', path = '', types = ''] = SENDS.exec(sends) ?? [];
		const [first, second] = types.split(' or ');
		const content = body && this.filled(JSON.stringify(body));
		const send = async (type: string) => await this.send(method, path, contentOf(type, content));
		let answer = await send(first);
		if (second !== undefined && REFUSED_TYPE.includes(answer.status)) {
			return { answer: await send(second), type: second };
		}
		for (let attempt = 1; attempt < ATTEMPTS_AFTER_415 && answer.status === 415; attempt++) {
			if (matches(expects, '415 INVALID_REQUEST')) break;
			await this.pause(1);
			answer = await send(first);
		}
		return { answer, type: first };
	}

	/** Reads `users/{ownUser}` or the like. */
	async get(path: string): Promise<Answer> {
		return await this.send('GET', path);
	}

	private async send(method: string, template: string, content?: Content): Promise<Answer> {
		const path = this.filled(template, encodeURIComponent).replace(/[ "[\]]/g, encodeURIComponent);
		const base = path.startsWith('/') ? '' : `/environments/${this.settings.environmentId}/`;
		return await this.sendRequest(method, `${base}${path}`, content, this.signal);
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

	private get signal(): AbortSignal | undefined {
		return this.isUndoing ? undefined : this.stop;
	}
}

function contentOf(type: string, body?: string): Content {
	if (type === '') return body === undefined ? {} : { mediaType: 'application/json', body };
	return { mediaType: type.includes('/') ? type : `${VENDOR}${type}`, body };
}

/** True if an observation is one of the expected alternatives. */
export function matches(expects: string, observed: string): boolean {
	const pattern = expects
		.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
		.replaceAll('2xx', '2\\d\\d')
		.replaceAll('…', '.*')
		.replaceAll(' or ', '|');
	return new RegExp(`^(?:${pattern})$`).test(observed);
}
