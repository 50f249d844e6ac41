/** One run of the check: whom it talks to, and what it has found out so far. */
import type { FactKey, TenantFacts } from '../pingone/tenantFacts';
import { isShareable } from '../pingone/tenantFacts';
import { CleanUp } from './cleanUp';
import { NotSettled } from './notSettled';
import type { Settings } from './settings';
import type { Content, JsonObject, TenantClient, TenantResponse } from './tenantClient';

const DENIED = /^40[13]( |$)/;

/** A user of PingOne's, as far as the check needs to know. */
export interface CheckedUser {
	id: string;
	username: string;
	email: string;
	populationId: string;
	enabled: boolean;
}

/** Something that is found out, with one question at most. */
export interface Step {
	facts: FactKey[];
	/** The option without which it is not done; nothing is changed without `act`. */
	needs?: 'act' | 'webhook' | 'rate';
	/** What it will do, as a sentence. @throws {NotSettled} where it cannot be done. */
	announcement?(check: Check): string;
	run(check: Check): Promise<void>;
}

export class Check {
	readonly facts: TenantFacts = {};
	readonly reasons: Partial<Record<FactKey, string>> = {};
	readonly cleanUp = new CleanUp();
	/** Of the worker application, as far as they can be read and every organization has them. */
	roles?: string[];
	/** The sessions that were ended, by how. */
	readonly ended: Partial<Record<'reset' | 'delete', string>> = {};
	/** Who is signed in somewhere, and whom the check has created; see `userOf`. */
	readonly users: Partial<Record<'test' | 'own', CheckedUser>> = {};

	constructor(
		readonly client: TenantClient,
		readonly settings: Settings,
		private readonly signal: AbortSignal,
	) {}

	/** @throws {NotSettled} where there is no such user. */
	userOf(kind: 'test' | 'own'): CheckedUser {
		const user = this.users[kind];
		if (user !== undefined) return user;
		throw new NotSettled(
			kind === 'test' ? 'the test user could not be read' : 'no user was created',
		);
	}

	/** Notes what was observed. What the worker application may not do says nothing of the rest. */
	settle(key: FactKey, observed: string): void {
		if (DENIED.test(observed)) this.reasons[key] = 'PingOne denies access';
		else this.facts[key] = isShareable(observed) ? observed : 'other';
	}

	/**
	 * Sends a request about something in the environment.
	 *
	 * @throws {NotSettled} also when the check has been stopped.
	 */
	async send(method: string, path: string, content?: Content): Promise<TenantResponse> {
		this.throwIfStopped();
		return await this.client.send(method, this.path(path), content);
	}

	/** Sends what undoes something, which goes on after a stop. @returns whether it was successful. */
	async undo(method: string, path: string, content?: Content): Promise<boolean> {
		const { status } = await this.client.send(method, this.path(path), content);
		return (status >= 200 && status < 300) || (method === 'DELETE' && status === 404);
	}

	path(path: string): string {
		return `/environments/${this.settings.environmentId}/${path}`;
	}

	throwIfStopped(): void {
		if (this.signal.aborted) throw new NotSettled('the check was stopped');
	}
}

/** Text of a field; empty where there is none. */
export function textIn(object: JsonObject, name: string): string {
	const value = object[name];
	return typeof value === 'string' ? value : '';
}
