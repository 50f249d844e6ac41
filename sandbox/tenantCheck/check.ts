/** One run of the check: whom it talks to, and what it has found out so far. */
import { setTimeout as pause } from 'node:timers/promises';
import { isTransientStatus, isUnknownStatus } from '../../nodes/shared/http/outcome';
import { isNotFound } from '../../nodes/shared/pingone/apiErrors';
import { isShareable, type FactKey, type TenantFacts } from './tenantFacts';
import type { CleanUp } from './cleanUp';
import { NotSettled, NothingDone } from './notSettled';
import type { Settings } from './settings';
import type { Content, TenantClient } from './tenantClient';
import { isDone, isRefused, type TenantResponse } from './tenantResponse';

/** A user of PingOne's, as far as the check needs to know. */
export interface CheckedUser {
	id: string;
	username: string;
	email: string;
	populationId: string;
	enabled: boolean;
}

/** An MFA device of the test user. */
export interface CheckedDevice {
	/** Below the environment. */
	path: string;
	/** For people, without numbers and addresses. */
	name: string;
}

/** Something that is found out, with one question at most. */
export interface Step {
	facts: FactKey[];
	/** The option without which it is not done; nothing is changed without `act`. */
	needs?: 'act' | 'webhook' | 'rate';
	/** What it will do, as a sentence. @throws {NotSettled} where it cannot be done. */
	announcement?(check: Check): string | Promise<string>;
	run(check: Check): Promise<void>;
}

/** A session that was ended, and when, in milliseconds since 1970. */
export interface Ended {
	id: string;
	atMs: number;
}

const READ_ATTEMPTS = 3;
const UNDO_ATTEMPTS = 6;

export class Check {
	readonly facts: TenantFacts = {};
	readonly reasons: Partial<Record<FactKey, string>> = {};
	/** Of the worker application, as far as they can be read and every organization has them. */
	roles?: string[];
	/** The MFA device that is to be blocked. */
	device?: CheckedDevice;
	/** The sessions that were ended, by how. */
	readonly ended: Partial<Record<'reset' | 'delete', Ended>> = {};
	/** Who is signed in somewhere, and whom the check has created; see `userOf`. */
	readonly users: Partial<Record<'test' | 'own', CheckedUser>> = {};

	constructor(
		readonly client: TenantClient,
		readonly settings: Settings,
		private readonly signal: AbortSignal,
		readonly cleanUp: CleanUp,
	) {}

	/** @throws {NotSettled} where there is no such user. */
	userOf(kind: 'test' | 'own'): CheckedUser {
		const user = this.users[kind];
		if (user !== undefined) return user;
		throw new NotSettled(
			kind === 'test' ? 'the test user could not be read' : 'no user was created',
		);
	}

	/** Notes what was observed, whether or not it shows anything: see `evidence.ts`. */
	settle(key: FactKey, observed: string): void {
		this.facts[key] = isShareable(observed) ? observed : 'other';
	}

	/**
	 * Sends a request about something in the environment. What only reads is sent again if PingOne could
	 * not respond.
	 *
	 * @throws {NotSettled} also when the check has been stopped.
	 */
	async send(method: string, path: string, content?: Content): Promise<TenantResponse> {
		for (let attempt = 1; ; attempt++) {
			this.throwIfStopped();
			const sent = this.client.send(method, this.path(path), content, this.signal);
			const response = await this.stoppable(sent);
			const isFailed = method === 'GET' && isUnknownStatus(response.status);
			if (!isFailed || attempt === READ_ATTEMPTS) return response;
			await this.pause(attempt);
		}
	}

	/**
	 * Sends what the clean-up knows how to undo, and has it forget that if nothing was done: nobody is to
	 * be told to undo what has never been.
	 *
	 * @param what as it was added to the clean-up.
	 * @throws {NotSettled} as `send` does.
	 */
	async sendUndoable(
		what: string,
		method: string,
		path: string,
		content: Content,
	): Promise<TenantResponse> {
		try {
			const response = await this.send(method, path, content);
			if (isRefused(response)) this.cleanUp.drop(what);
			return response;
		} catch (error) {
			if (error instanceof NothingDone) this.cleanUp.drop(what);
			throw error;
		}
	}

	/** Waits for so long at most, unless it is found before. @throws {NotSettled} when stopped. */
	async waitFor(maxMs: number, isFound: () => boolean | Promise<boolean>): Promise<boolean> {
		const givenUpAt = Date.now() + maxMs;
		while (!(await isFound())) {
			if (Date.now() >= givenUpAt) return false;
			await this.pause(0.5);
		}
		return true;
	}

	/** @throws {NotSettled} when the check has been stopped. */
	async pause(seconds: number): Promise<void> {
		await this.stoppable(pause(seconds * this.secondMs, undefined, { signal: this.signal }));
	}

	/**
	 * Sends what undoes something, as often as it takes, also after a stop. It may be sent twice.
	 *
	 * @returns whether PingOne says that it was successful. What is gone need not be deleted.
	 */
	async undo(method: string, path: string, content?: Content): Promise<boolean> {
		for (let attempt = 0; attempt < UNDO_ATTEMPTS; attempt++) {
			await pause(attempt === 0 ? 0 : 2 ** attempt * this.secondMs);
			const response = await this.client
				.send(method, this.path(path), content)
				.catch(() => undefined);
			if (response === undefined || isTransientStatus(response.status)) continue;
			if (method === 'DELETE' && isNotFound(response)) return true;
			return isDone(response);
		}
		return false;
	}

	path(path: string): string {
		return `/environments/${this.settings.environmentId}/${path}`;
	}

	throwIfStopped(): void {
		if (this.signal.aborted) throw new NothingDone('the check was stopped');
	}

	/** What a second takes, except while the check waits for what PingOne writes down or delivers. */
	get secondMs(): number {
		return this.settings.secondMs;
	}

	/** A pause that is ended by a stop says no more than that it was aborted. */
	private async stoppable<Value>(work: Promise<Value>): Promise<Value> {
		return await work.catch((error: unknown) => {
			if (!(error instanceof NotSettled)) this.throwIfStopped();
			throw error;
		});
	}
}
